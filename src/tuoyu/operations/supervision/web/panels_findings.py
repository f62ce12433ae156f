"""What findings add to the page of an institution."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.findings import TO_MEND
from tuoyu.operations.supervision.queries.findings import open_findings_of
from tuoyu.operations.supervision.web.showing_findings import severity_mark, state_mark
from tuoyu.registers.institutions.models import Institution

SHOWN = 5


def findings_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """What is not settled yet, the soonest first; away where the actor sees nothing open. One statement."""
    rows = list(open_findings_of(ctx, institution)[: SHOWN + 1])
    if not rows:
        return None
    lines = [
        {
            "finding": row,
            "severity": severity_mark(row),
            "state": state_mark(row),
            "is_overdue": row.state in TO_MEND and row.due_on < ctx.today,
        }
        for row in rows[:SHOWN]
    ]
    context = {"lines": lines, "has_more": len(rows) > SHOWN, "institution": institution}
    return SafeString(render_to_string("supervision/_findings_card.html", context, request))
