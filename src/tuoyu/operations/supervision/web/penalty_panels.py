"""What penalties add to the page of an institution."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.queries.penalties import penalties
from tuoyu.operations.supervision.web.penalty_way import STATES
from tuoyu.registers.institutions.models import Institution

SHOWN = 5


def penalties_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """The latest cases that the actor may see; away where there is none."""
    rows = list(penalties(ctx).filter(institution=institution)[: SHOWN + 1])
    if not rows:
        return None
    lines = [{"case": row, "pill": pill(*STATES[row.state])} for row in rows[:SHOWN]]
    context = {"lines": lines, "has_more": len(rows) > SHOWN, "institution": institution}
    return SafeString(render_to_string("supervision/_penalties_card.html", context, request))
