"""What an institution's own home shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.policy import deadline_at
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.flow import UNSETTLED
from tuoyu.operations.filing.models import FilingCase, Receipt
from tuoyu.operations.filing.permissions import VIEW_CASE
from tuoyu.operations.filing.queries.cases import receipts_of
from tuoyu.operations.filing.queries.footing import conversion_clocks, footing_of
from tuoyu.operations.filing.queries.papers import papers_of
from tuoyu.operations.filing.rules.opening import matters_of, regime_of
from tuoyu.operations.filing.words import HEALTH_CLOCK, PAPER_CLOCK, CaseKind, ReceiptState, matter_label
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import own_institutions
from tuoyu.registers.workforce.queries import health_ends, staff_of


@dataclass(frozen=True, slots=True)
class Ending:
    """A paper (``material_id``), or certificates of people, that end soon or have ended."""

    label: str
    ends_on: date
    is_over: bool
    material_id: int | None = None


def own_home(ctx: Ctx) -> QuerySet[Institution]:
    return own_institutions(ctx).select_related("operator", "supervisor")


def open_case_of(ctx: Ctx, institution: Institution) -> FilingCase | None:
    """The newest matter that is not over."""
    rows = visible(ctx, VIEW_CASE, FilingCase.objects.select_related("institution", "officer_unit"))
    return rows.filter(institution=institution, state__in=UNSETTLED).order_by("-pk").first()


def valid_receipt_of(institution: Institution) -> Receipt | None:
    rows = receipts_of(institution.pk).filter(state=ReceiptState.VALID.value)
    return rows.select_related("case").first()


def matters_for(ctx: Ctx, institution: Institution) -> list[tuple[CaseKind, str]]:
    """What may be opened now, each with what it is called under the regime it would have."""
    footing = footing_of(institution, ctx.today, ctx.area)
    return [(kind, matter_label(kind, regime_of(kind, footing))) for kind in matters_of(footing)]


def conversion_clock_of(institution: Institution) -> Clock | None:
    """How long its filing still holds, once permits have taken the place of filings."""
    return conversion_clocks([institution.pk]).first()


def staff_count(institution: Institution, day: date) -> int:
    return staff_of(institution, day).count()


def ending_papers(ctx: Ctx, institution: Institution) -> list[Ending]:
    """Papers and health certificates that ended, or of which the reminder runs: the soonest first."""
    by = ctx.today + timedelta(days=deadline_at(PAPER_CLOCK, ctx.today, ctx.area).length)
    papers = papers_of(ctx, [institution.pk]).get(institution.pk, ())
    found = [
        Ending(paper.rule.label, paper.until, paper.until < ctx.today, paper.material.pk)
        for paper in papers
        if paper.until is not None and paper.until <= by
    ]
    by = ctx.today + timedelta(days=deadline_at(HEALTH_CLOCK, ctx.today, ctx.area).length)
    people = [end for end in health_ends([institution.pk], ctx.today).get(institution.pk, ()) if end <= by]
    if people:
        found.append(Ending(f"{len(people)} 人的健康合格证", min(people), min(people) < ctx.today))
    return sorted(found, key=lambda ending: ending.ends_on)
