"""Named reads of cases: what waits, what was answered, what the checks say of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import DateField, OuterRef, QuerySet, Subquery

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.filing.models import (
    ChildExit,
    Correction,
    FilingCase,
    Material,
    Receipt,
    SiteVisit,
    Submission,
)
from tuoyu.operations.filing.permissions import VIEW_CASE, VIEW_RECEIPT
from tuoyu.operations.filing.policy import (
    material_rules_at,
    old_building_years_at,
    sanitation_items_at,
    scope_words_at,
)
from tuoyu.operations.filing.rules.application import Application, PaperPlan, read_application
from tuoyu.operations.filing.rules.book import (
    ENDING,
    WHOLE,
    changed_fields,
    fields_of,
    missing_fields,
    papers_of_change,
)
from tuoyu.operations.filing.rules.checks import Limits, check_application
from tuoyu.operations.filing.rules.checks_staff import head_name_check, identity_checks
from tuoyu.operations.filing.rules.exits import Exit, may_end
from tuoyu.operations.filing.rules.findings import Finding, missing
from tuoyu.operations.filing.rules.matters import matter_checks
from tuoyu.operations.filing.words import BookForm, CaseKind
from tuoyu.registers.institutions.queries import law_at
from tuoyu.registers.workforce.queries import certified_posts

M = TypeVar("M", bound=ScopedModel)


def cases(ctx: Ctx) -> QuerySet[FilingCase]:
    """Cases the actor may view, with their institution."""
    return visible(ctx, VIEW_CASE, FilingCase.objects.select_related("institution", "unit", "officer_unit"))


def due_of() -> Subquery:
    """The soonest open clock of a case as a column: what the queue is sorted by."""
    clocks = open_clocks_of(OuterRef("pk")).filter(paused_on__isnull=True)
    return Subquery(clocks.order_by("due_on", "pk").values("due_on")[:1], output_field=DateField())


def open_clocks_of(case_id: Any) -> QuerySet[Clock]:
    """Clocks of a case that are neither met nor cancelled, whichever side owes; ``case_id`` may be an ``OuterRef``."""
    return _clocks_of(case_id).filter(met_on__isnull=True, cancelled_on__isnull=True)


def clocks_of_case(case: FilingCase) -> QuerySet[Clock]:
    """Every clock of a visible case, whichever side owes, the newest first: the applicant reads the officer's as well."""
    return _clocks_of(case.pk).order_by("-started_on", "-pk")


def _clocks_of(case_id: Any) -> QuerySet[Clock]:
    """The two sides of a case see one clock, and a move of one side stops and starts those of the other."""
    rows = Clock.objects.unscoped("both sides of a case have one clock")
    return rows.filter(subject_type="filing.filingcase", subject_id=case_id)


def receipts(ctx: Ctx) -> QuerySet[Receipt]:
    return visible(ctx, VIEW_RECEIPT, Receipt.objects.select_related("institution"))


def verify_url(statement: str) -> str:
    """Where anybody sees whether a receipt is genuine and how it stands now; the address is that of the installation."""
    return f"{settings.TUOYU_PUBLIC_URL}/verify/?s={statement}"


def editions_of(receipt: Receipt) -> QuerySet[Receipt]:
    """Every edition of the same number, the newest first."""
    return receipts_of(receipt.institution_id).filter(number=receipt.number).order_by("-edition")


def receipts_of(institution_id: Any) -> QuerySet[Receipt]:
    """Every receipt of one institution that the caller may see, whichever case it came from; the newest last.

    ``institution_id`` may be an ``OuterRef``.
    """
    rows = Receipt.objects.unscoped("receipts of a visible institution")
    return rows.filter(institution_id=institution_id).order_by("pk")


def limits_at(day: date, area: str) -> Limits:
    """What policy says about an application on a day."""
    return Limits(
        law=law_at(day, area),
        certified=certified_posts(day, area),
        materials=material_rules_at(day, area),
        sanitation=sanitation_items_at(day, area),
        scope_words=scope_words_at(day, area),
        old_building_years=old_building_years_at(day, area),
    )


def people_of(case: FilingCase | Submission) -> list[dict[str, Any]]:
    """The staff rows as they were typed, names and numbers included: for whoever the caller let see them."""
    text = case.people.reveal() if case.people else ""
    rows: list[dict[str, Any]] = json.loads(text) if text else []
    return rows


def materials_of(case: FilingCase) -> QuerySet[Material]:
    """The papers handed in with a visible case that were not taken down."""
    rows = _rows_of(case, Material).filter(removed_at__isnull=True, renews__isnull=True)
    return rows.select_related("file").order_by("pk")


def renewals_of(case: FilingCase) -> QuerySet[Material]:
    """The papers that came after the decision, for those that ended: the newest first."""
    return _rows_of(case, Material).filter(renews__isnull=False).select_related("file").order_by("-pk")


def corrections_of(case: FilingCase) -> QuerySet[Correction]:
    return _rows_of(case, Correction).order_by("round", "pk")


def submissions_of(case: FilingCase) -> QuerySet[Submission]:
    return _rows_of(case, Submission).order_by("round")


def visits_of(case: FilingCase) -> QuerySet[SiteVisit]:
    return _rows_of(case, SiteVisit).order_by("-visited_on", "-pk")


def exits_of(case: FilingCase) -> QuerySet[ChildExit]:
    return _rows_of(case, ChildExit).order_by("pk")


def exits_tally(case: FilingCase) -> list[tuple[str, int]]:
    """How many of the children told of go where, without a name; empty where the matter asks no such thing."""
    if case.kind not in ENDING:
        return []
    rows = list(exits_of(case))
    onward = sum(1 for row in rows if row.onward)
    refused = sum(1 for row in rows if row.is_refused and row.refusal_id is not None)
    told = sum(1 for row in rows if row.told_on is not None)
    return [
        ("登记", len(rows)),
        ("有接收去向", onward),
        ("家长书面放弃", refused),
        ("已告知家长", told),
    ]


def receipts_of_case(case: FilingCase) -> QuerySet[Receipt]:
    """The receipts that came of a visible case, the newest first."""
    return _rows_of(case, Receipt).order_by("-edition")


def _rows_of(case: FilingCase, model: type[M]) -> QuerySet[M]:
    """What hangs on a case that the caller may see: whoever sees the case sees it whole."""
    rows: QuerySet[M] = model.objects.unscoped("rows of a visible case").filter(case=case)
    return rows


def application_of(case: FilingCase, papers: Iterable[Material]) -> Application:
    """The case as the checks see it."""
    plans = [PaperPlan(paper.code, paper.issued_on, paper.expires_on) for paper in papers]
    operator = case.institution.operator
    return read_application(
        BookForm(case.form),
        {**case.answers, "uscc": operator.uscc},
        people_of(case),
        plans,
        scope=operator.scope,
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """A case with everything its checks said. ``changed`` are the keys that a change touches; ``papers`` those it shows."""

    findings: tuple[Finding, ...]
    changed: tuple[str, ...]
    application: Application | None
    papers: tuple[Material, ...] = ()


def check_case(ctx: Ctx, case: FilingCase, limits: Limits | None = None) -> Checked:
    """Ask every check about a case as it stands now."""
    kind, form = CaseKind(case.kind), BookForm(case.form)
    if case.kind not in WHOLE:
        return Checked(tuple(_matter(case, kind)), (), None)
    known = limits or limits_at(ctx.today, ctx.area)
    shown = tuple(materials_of(case))
    application = application_of(case, shown)
    keys = [field.key for field in fields_of(kind, form)]
    changed = changed_fields(case.baseline, case.answers, keys) if kind is CaseKind.CHANGE else []
    if kind is CaseKind.CHANGE and case.baseline.get("people_digest") != case.answers.get("people_digest"):
        changed.append("people")
    papers = papers_of_change(changed) if kind is CaseKind.CHANGE else None
    has_people = bool(application.staff)
    findings = [*_untold(kind, form, case.answers, has_people)]
    if kind is CaseKind.CHANGE and not changed:
        findings.append(
            missing("filing.no_change", "", "还没有改任何内容。", next_step="请改要变更的项，再提交。")
        )
    people = people_of(case)
    findings += identity_checks(people, ctx.today)
    findings += head_name_check(str(case.answers.get("head_name") or ""), people)
    findings += check_application(application, known, ctx.today, papers, is_change=kind is CaseKind.CHANGE)
    return Checked(tuple(findings), tuple(changed), application, shown)


def _untold(
    kind: CaseKind, form: BookForm, answers: Mapping[str, Any], has_people: bool
) -> Iterable[Finding]:
    for field in missing_fields(kind, form, answers, has_people):
        yield missing("filing.untold", field.key, f"还没有填“{field.label}”。")


def _matter(case: FilingCase, kind: CaseKind) -> Iterable[Finding]:
    yield from _untold(kind, BookForm(case.form), case.answers, has_people=True)
    yield from matter_checks(kind, case.answers)


def exits_verdict(case: FilingCase) -> Verdict:
    """May the institution end (or pause) as far as its children are concerned?"""
    told = [
        Exit(bool(row.onward), row.is_refused and row.refusal_id is not None, row.told_on)
        for row in exits_of(case)
    ]
    return may_end(int(case.answers.get("children") or 0), told)
