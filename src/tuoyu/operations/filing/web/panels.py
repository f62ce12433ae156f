"""What filing adds to pages of the floors below, and the lines of papers in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.foundation.deadlines.policy import deadline_at
from tuoyu.foundation.ui.formviews import sentence_of
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.permissions import ISSUE_NOTE, VIEW_NOTE
from tuoyu.operations.filing.queries.cases import cases
from tuoyu.operations.filing.queries.notes import chain_note, notes
from tuoyu.operations.filing.queries.papers import Paper, papers_of
from tuoyu.operations.filing.web.showing import state_mark
from tuoyu.operations.filing.words import PAPER_CLOCK, Roster
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import may_about

SHOWN = 5
ROSTERS = {Roster.UNTOLD: "warn", Roster.TOLD: "ok", Roster.CHANGED: "warn", Roster.EMPTY: "none"}


def cases_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """The latest cases of the institution that the actor may see, newest first; away where there is none."""
    rows = list(cases(ctx).filter(institution=institution).order_by("-pk")[: SHOWN + 1])
    if not rows:
        return None
    lines = [{"case": row, "kind": row.matter, "pill": state_mark(row)} for row in rows[:SHOWN]]
    context = {"lines": lines, "has_more": len(rows) > SHOWN, "institution": institution}
    return SafeString(render_to_string("filing/_cases_card.html", context, request))


def papers_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """The papers by which it was filed, with those that came after, and until when each holds."""
    papers = papers_of(ctx, [institution.pk]).get(institution.pk)
    if not papers:
        return None
    return SafeString(
        render_to_string("filing/_papers_card.html", {"lines": paper_lines(ctx, papers)}, request)
    )


def notes_of_chain(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """Whether the tax bureau knows the branches of this head office as they stand; away where there is no chain."""
    is_head = institution.head_office_id is None and getattr(institution, "has_agreement", False)
    if not is_head or not _may_see_notes(ctx, institution):
        return None
    found = chain_note(ctx, institution)
    may_ask = may_about(ctx, ISSUE_NOTE, institution)
    failures = found.verdict.failures
    context = {
        "found": found,
        "institution": institution,
        "pill": pill(ROSTERS[found.roster], found.roster.label),
        "may_issue": may_ask and found.verdict.is_ok,
        "reason": sentence_of(failures[0])
        if may_ask and failures and found.roster is not Roster.TOLD
        else "",
    }
    return SafeString(render_to_string("filing/_chain_panel.html", context, request))


def _may_see_notes(ctx: Ctx, head: Institution) -> bool:
    """Whose unit supervises the head office, or was told of it."""
    return may_about(ctx, VIEW_NOTE, head) or notes(ctx).filter(institution=head).exists()


def paper_lines(ctx: Ctx, papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """Each paper with its light: it holds, it ends soon, it has ended."""
    soon = ctx.today + timedelta(days=deadline_at(PAPER_CLOCK, ctx.today, ctx.area).length)
    lines = []
    for paper in papers:
        if paper.ends_by(ctx.today - timedelta(days=1)):
            light = pill("bad", "已过期")
        elif paper.ends_by(soon):
            light = pill("warn", "快到期")
        else:
            light = pill("ok", "有效")
        lines.append(
            {"label": paper.rule.label, "material": paper.material, "until": paper.until, "pill": light}
        )
    return lines
