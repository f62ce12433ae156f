"""Chains: head office, sisters, what was agreed, and whether a branch stands inside it (方案 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuoyu.kernel.verdict import Verdict
from tuoyu.registers.institutions.models import ChainAgreement, Institution
from tuoyu.registers.institutions.rules.chains import Agreement, may_branch
from tuoyu.registers.institutions.words import Standing


def sisters_of(institution: Institution) -> QuerySet[Institution]:
    """Head office and other branches of the same chain."""
    head = institution.head_office_id or institution.pk
    rows = Institution.objects.unscoped("the chain of a visible institution").filter(
        Q(pk=head) | Q(head_office_id=head)
    )
    return rows.exclude(pk=institution.pk).order_by("name", "pk")


def branches_of(head: Institution) -> QuerySet[Institution]:
    """Branches that have not ended, of a head office the caller may see or a decision is about."""
    return ever_under(head).exclude(standing=Standing.CLOSED.value).order_by("name", "pk")


def ever_under(head: Institution | OuterRef) -> QuerySet[Institution]:
    """Its branches, ended ones included; ``OuterRef("pk")`` to ask beside it."""
    rows = Institution.objects.unscoped("the branches of one head office")
    return rows.filter(Q(head_office=head))


def agreements_of(institution: Institution | OuterRef) -> QuerySet[ChainAgreement]:
    """What a head office agreed, the newest first; ``OuterRef("pk")`` to ask beside it."""
    rows = ChainAgreement.objects.unscoped("agreements of a visible head office")
    return rows.filter(Q(head_office=institution)).order_by("-valid_from_on", "-pk")


def agreement_in_force(head: Institution, day: date) -> Agreement | None:
    """The newest agreement of a head office that holds on a day."""
    held = Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day)
    row = agreements_of(head).filter(held, valid_from_on__lte=day).first()
    if row is None:
        return None
    return Agreement(row.number, tuple(row.area_codes), tuple(row.forms), row.most_branches)


def head_office_coded(uscc: str, area: str) -> Institution | None:
    """Of the institutions of that operator in the district the one that agreed something, else the oldest entry."""
    agreed = Exists(agreements_of(OuterRef("pk")))
    rows = run_under([uscc]).filter(Q(area_code="") | Q(area_code__startswith=area))
    return rows.order_by(agreed.desc(), "pk").first()


def run_under(codes: Iterable[str]) -> QuerySet[Institution]:
    """Every institution whose operator has one of these codes, for matching and for what a branch names."""
    rows = Institution.objects.unscoped("matching by code").filter(operator__uscc__one_of=list(codes))
    return rows.select_related("operator")


def branch_verdict(institution: Institution, area_code: str, form: str, day: date) -> Verdict:
    """May it be notified as a branch of its head office on a day, at this place and in this form?"""
    head = institution.head_office
    agreement = agreement_in_force(head, day) if head else None
    others = branches_of(head).exclude(pk=institution.pk).count() if head else 0
    return may_branch(agreement, area_code, form, others)
