"""What an institution's own home shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase, Material, Receipt
from tuoyu.operations.filing.permissions import VIEW_CASE
from tuoyu.operations.filing.policy import material_rules_at
from tuoyu.operations.filing.queries.cases import receipts_of
from tuoyu.operations.filing.rules.material import holds_until
from tuoyu.operations.filing.rules.opening import matters_of
from tuoyu.operations.filing.words import CaseKind, ReceiptState
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import own_institutions
from tuoyu.registers.workforce.queries import health_ends, staff_of

_OPEN = (
    CaseState.DRAFT.value,
    CaseState.SUBMITTED.value,
    CaseState.RETURNED.value,
    CaseState.NONCONFORMING.value,
    CaseState.ACCEPTED.value,
)


@dataclass(frozen=True, slots=True)
class Ending:
    """A paper or certificates that end soon, or have ended."""

    label: str
    ends_on: date
    is_over: bool


def own_home(ctx: Ctx) -> QuerySet[Institution]:
    return own_institutions(ctx).select_related("operator", "supervisor")


def open_case_of(ctx: Ctx, institution: Institution) -> FilingCase | None:
    """The newest matter that is not over."""
    rows = visible(ctx, VIEW_CASE, FilingCase.objects.select_related("institution", "officer_unit"))
    return rows.filter(institution=institution, state__in=_OPEN[:4]).order_by("-pk").first()


def valid_receipt_of(institution: Institution) -> Receipt | None:
    return receipts_of(institution.pk).filter(state=ReceiptState.VALID.value).first()


def matters_for(institution: Institution) -> list[CaseKind]:
    has_filed = institution.filed_on is not None
    return list(matters_of(institution.standing, has_filed, institution.head_office_id is not None))


def staff_count(institution: Institution, day: date) -> int:
    return staff_of(institution, day).count()


def ending_papers(ctx: Ctx, institution: Institution, by: date) -> list[Ending]:
    """Papers of the last receipted form, and health certificates, that end by a day: the soonest first."""
    rules = {rule.code: rule for rule in material_rules_at(ctx.today, ctx.area)}
    rows = Material.objects.unscoped("papers of a visible institution").filter(
        case__institution=institution,
        case__state__in=(CaseState.ACCEPTED.value, CaseState.VERIFIED.value),
        removed_at__isnull=True,
    )
    newest = {material.code: material for material in rows.order_by("pk") if material.code in rules}
    ends = [
        (rules[code].label, holds_until(rules[code], material.issued_on, material.expires_on))
        for code, material in newest.items()
    ]
    found = [Ending(label, end, end < ctx.today) for label, end in ends if end is not None and end <= by]
    people = [end for end in health_ends(institution, ctx.today) if end <= by]
    if people:
        found.append(Ending(f"{len(people)} 人的健康合格证", min(people), min(people) < ctx.today))
    return sorted(found, key=lambda ending: ending.ends_on)
