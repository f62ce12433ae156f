"""A case as people read it: sections of lines, each with what was told, what the checks say, and what was sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from tuoyu.foundation.casework.models import Step as CaseStep
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.ui.casemarks import events_of as timeline_of
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.ui.parts import Event
from tuoyu.foundation.ui.parts import Step as UiStep
from tuoyu.foundation.vault.masks import masked
from tuoyu.kernel.context import CHINA
from tuoyu.operations.filing.flow import CaseState, state_label
from tuoyu.operations.filing.models import Correction, FilingCase
from tuoyu.operations.filing.rules.book import WHOLE, Field, FieldKind, Section, as_date, fields_of, is_empty
from tuoyu.operations.filing.rules.findings import Finding, counts
from tuoyu.operations.filing.words import BookForm, CaseKind, Grade
from tuoyu.registers.institutions.words import Band
from tuoyu.registers.workforce.words import CertificateKind, Education, StaffKind

STATES: dict[str, tuple[str, str]] = {
    CaseState.DRAFT.value: ("none", CaseState.DRAFT.label),
    CaseState.SUBMITTED.value: ("info", CaseState.SUBMITTED.label),
    CaseState.RETURNED.value: ("warn", CaseState.RETURNED.label),
    CaseState.ACCEPTED.value: ("ok", CaseState.ACCEPTED.label),
    CaseState.VERIFIED.value: ("ok", CaseState.VERIFIED.label),
    CaseState.NONCONFORMING.value: ("bad", CaseState.NONCONFORMING.label),
    CaseState.FINISHED.value: ("ok", CaseState.FINISHED.label),
    CaseState.WITHDRAWN.value: ("none", CaseState.WITHDRAWN.label),
}
GRADES: dict[Grade, str] = {Grade.OK: "ok", Grade.BAD: "bad", Grade.ON_SITE: "info", Grade.MISSING: "warn"}
_ICONS = {
    "begin": "circle-plus", "submit": "send", "recall": "arrow-back-up", "return": "arrow-back-up", "accept": "rubber-stamp", "finish": "circle-check",
    "verify": "map-check", "reject": "x", "withdraw": "x",
}  # fmt: skip
_LIGHTS = {"accept": "ok", "finish": "ok", "verify": "ok", "return": "warn", "reject": "bad"}
_WORST = (Grade.BAD, Grade.MISSING, Grade.ON_SITE, Grade.OK)


def state_mark(case: FilingCase) -> SafeString:
    """How a case stands, as people of its regime call it."""
    return pill(STATES[case.state][0], state_label(case.state, case.regime))


@dataclass(slots=True)
class Line:
    """A field as the desk shows it. ``was`` is what the registers said before, where a change differs."""

    key: str
    label: str
    value: str
    was: str = ""
    is_changed: bool = False
    findings: list[Finding] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def grade(self) -> Grade | None:
        found = {finding.grade for finding in self.findings}
        return next((grade for grade in _WORST if grade in found), None)

    @property
    def pill(self) -> SafeString:
        grade = self.grade
        return pill(GRADES[grade], grade.label) if grade else SafeString("")

    @property
    def is_bad(self) -> bool:
        return self.grade in {Grade.BAD, Grade.MISSING}

    @property
    def told(self) -> list[Finding]:
        """What is worth a sentence beside the value: whatever is not simply right, and every sum."""
        return [each for each in self.findings if each.grade is not Grade.OK or each.trace]


@dataclass(slots=True)
class Block:
    """A section of the form."""

    section: Section
    lines: list[Line]

    @property
    def bad_count(self) -> int:
        return sum(1 for line in self.lines if line.is_bad)


def blocks_of(
    case: FilingCase,
    findings: Iterable[Finding],
    corrections: Iterable[Correction],
    people: list[dict[str, Any]],
    areas: Mapping[str, str],
) -> list[Block]:
    """Every section with its lines, papers left out."""
    kind, form = CaseKind(case.kind), BookForm(case.form)
    by_field: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_field[finding.field].append(finding)
    sent_back: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        sent_back[correction.field].append(correction)
    sections: dict[Section, list[Line]] = {}
    for each in fields_of(kind, form):
        line = _line(case, each, people, areas)
        line.findings, line.corrections = by_field.get(each.key, []), sent_back.get(each.key, [])
        sections.setdefault(each.section, []).append(line)
    return [Block(section, sections[section]) for section in Section if section in sections]


def _line(case: FilingCase, each: Field, people: list[dict[str, Any]], areas: Mapping[str, str]) -> Line:
    if each.kind is FieldKind.PEOPLE:
        is_changed = case.baseline.get("people_digest") != case.answers.get("people_digest")
        return Line(each.key, each.label, people_text(people), is_changed=_is_change(case) and is_changed)
    value = shown(each, case.answers.get(each.key), areas)
    line = Line(each.key, each.label, value)
    if _is_change(case):
        line.was = shown(each, case.baseline.get(each.key), areas)
        line.is_changed = line.was != value
    return line


def _is_change(case: FilingCase) -> bool:
    return case.kind == CaseKind.CHANGE


def shown(each: Field, value: Any, areas: Mapping[str, str]) -> str:
    """A stored answer in words; empty when nothing was told."""
    if is_empty(value):
        return ""
    if each.kind is FieldKind.AREA:
        return areas.get(str(value), str(value))
    if each.kind is FieldKind.ITEMS:
        met = sum(1 for is_ok in value.values() if is_ok)
        return f"{len(value)} 项中 {met} 项符合"
    writer = _WRITERS.get(each.kind)
    text = writer(each, value) if writer else str(value)
    return f"{text} {each.unit}".strip() if each.unit and not writer else text


def _choice(each: Field, value: Any) -> str:
    return dict(each.choices).get(str(value), str(value))


_WRITERS: dict[FieldKind, Any] = {
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI: lambda each, value: "、".join(_choice(each, item) for item in value),
    FieldKind.YES_NO: lambda _, value: "是" if value else "否",
    FieldKind.DATE: lambda _, value: zh_date_year(as_date(value)),
    FieldKind.MONEY: lambda each, value: f"{Decimal(value):,} {each.unit}",
    FieldKind.CLASSES: lambda _, value: classes_text(value),
}


def classes_text(rows: Iterable[Mapping[str, Any]]) -> str:
    rows = list(rows)
    parts = [f"{Band.label_of(str(row.get('band')))}“{row.get('name')}” {row.get('places')}" for row in rows]
    total = sum(int(row.get("places") or 0) for row in rows)
    return f"{'、'.join(parts)}，共 {total} 个托位"


def people_text(people: Iterable[Mapping[str, Any]]) -> str:
    """How many of each post: names are in the table below, masked."""
    tally: dict[str, int] = defaultdict(int)
    for row in people:
        tally[str(row.get("post"))] += 1
    return "、".join(f"{kind.label} {tally[kind.value]}" for kind in StaffKind if tally[kind.value])


def people_table(people: Iterable[Mapping[str, Any]], *, is_whole: bool = False) -> list[dict[str, str]]:
    """The staff as rows to read; names and numbers masked unless ``is_whole``."""
    shape = str if is_whole else masked
    return [
        {
            "post": StaffKind.label_of(str(row.get("post"))),
            "name": shape(str(row.get("name") or "")),
            "citizen_id": shape(str(row.get("citizen_id") or "")),
            "mobile": shape(str(row.get("mobile") or "")),
            "education": Education.label_of(str(row.get("education") or "")) if row.get("education") else "",
            "years": str(row.get("management_years") or ""),
            "time": "专职" if row.get("is_full_time", True) is not False else "兼职",
            "health": zh_date_year(as_date(row.get("health_until"))),
            "certificate": CertificateKind.label_of(str(row["certificate"]))
            if row.get("certificate")
            else "",
            "until": zh_date_year(as_date(row.get("certificate_until")))
            if row.get("certificate_until")
            else "",
        }
        for row in people
    ]


def tally_pills(findings: Iterable[Finding]) -> list[SafeString]:
    """规则 23 项通过 · 1 项不符 · 1 项现场看."""
    tally = counts(findings)
    words = (
        (Grade.OK, f"规则 {tally[Grade.OK]} 项通过"),
        (Grade.BAD, f"{tally[Grade.BAD]} 项不符"),
        (Grade.MISSING, f"{tally[Grade.MISSING]} 项待填"),
        (Grade.ON_SITE, f"{tally[Grade.ON_SITE]} 项现场看"),
    )
    return [pill(GRADES[grade], word) for grade, word in words if tally[grade]]


def events_of(steps: Iterable[CaseStep]) -> list[Event]:
    return timeline_of(steps, _ICONS, _LIGHTS)


def way_of(case: FilingCase, clocks: Mapping[str, Clock]) -> list[UiStep]:
    """The way of a case as both sides see it: handed in, looked through, receipted, seen on site."""
    state = CaseState(case.state)
    handed = case.submitted_at.astimezone(CHINA).date() if case.submitted_at else None
    decided = case.decided_at.astimezone(CHINA).date() if case.decided_at else None
    receipt, reasons = clocks.get("filing_receipt"), clocks.get("filing_reasons")
    is_decided = state in {CaseState.ACCEPTED, CaseState.VERIFIED, CaseState.FINISHED}
    has_site = case.kind in WHOLE
    review = "done" if is_decided else "now" if state is CaseState.SUBMITTED else "todo"
    if state is CaseState.NONCONFORMING:
        review = "bad"
    steps = [
        UiStep(
            "提交", "done" if handed else "now", handed, f"第 {case.round} 轮" if case.round else "还没有提交"
        ),
        UiStep(
            "审核",
            review,
            decided if is_decided else receipt.due_on if receipt and state is CaseState.SUBMITTED else None,
            "退回补正，等机构修改" if state is CaseState.RETURNED else "",
            receipt.basis if receipt and review == "now" else "",
        ),
        UiStep(
            f"出具{case.terms.short}" if has_site else "办结",
            "done" if is_decided else "todo",
            decided if is_decided else None,
        ),
    ]
    if has_site:
        site = "done" if state is CaseState.VERIFIED else "now" if state is CaseState.ACCEPTED else "todo"
        due = reasons.due_on if reasons and site == "now" else None
        steps.append(UiStep("现场核实", site, due, "", reasons.basis if reasons and site == "now" else ""))
    return steps
