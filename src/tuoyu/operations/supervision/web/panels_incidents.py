"""What incidents add to the page of an institution."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.queries.incidents import incidents
from tuoyu.operations.supervision.web.incident_marks import TIMELY
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.incidents import IncidentKind
from tuoyu.registers.institutions.models import Institution

SHOWN = 5


def incidents_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """The latest incidents of the institution that the actor may see; away where there is none."""
    rows = list(incidents(ctx).filter(institution=institution)[: SHOWN + 1])
    if not rows:
        return None
    lines = [
        {
            "row": row,
            "kind": IncidentKind.label_of(row.kind),
            "severity": Severity.label_of(row.severity),
            "pill": pill(*TIMELY[row.timeliness]),
        }
        for row in rows[:SHOWN]
    ]
    context = {"lines": lines, "has_more": len(rows) > SHOWN, "institution": institution}
    return SafeString(render_to_string("supervision/_incidents_card.html", context, request))
