"""What filing adds to pages of the floors below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.queries.cases import cases
from tuoyu.operations.filing.web.showing import STATES
from tuoyu.operations.filing.words import CaseKind
from tuoyu.registers.institutions.models import Institution

SHOWN = 5


def cases_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """The latest cases of the institution that the actor may see, newest first; away where there is none."""
    rows = list(cases(ctx).filter(institution=institution).order_by("-pk")[: SHOWN + 1])
    if not rows:
        return None
    lines = [
        {"case": row, "kind": CaseKind.label_of(row.kind), "pill": pill(*STATES[row.state])}
        for row in rows[:SHOWN]
    ]
    context = {"lines": lines, "has_more": len(rows) > SHOWN, "institution": institution}
    return SafeString(render_to_string("filing/_cases_card.html", context, request))
