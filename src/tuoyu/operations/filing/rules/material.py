"""Which papers a filing wants, and until when a paper holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.operations.filing.words import BookForm


@dataclass(frozen=True, slots=True)
class MaterialRule:
    """A kind of paper: what it must show, when it is wanted, how long it holds (0 months: as it says itself)."""

    code: str
    label: str
    shows: str
    needed: str
    months_valid: int
    is_local: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which papers are wanted."""

    form: BookForm
    cooks: bool
    is_leased: bool
    building_age: int | None
    old_building_years: int


def wanted_materials(rules: Iterable[MaterialRule], situation: Situation) -> tuple[MaterialRule, ...]:
    """The papers this filing wants, in the order of the table."""
    return tuple(rule for rule in rules if _is_wanted(rule.needed, situation))


def _is_wanted(needed: str, situation: Situation) -> bool:
    is_old = situation.building_age is not None and situation.building_age > situation.old_building_years
    answers = {
        "always": True,
        "meals": situation.cooks,
        "home": situation.form is BookForm.HOME,
        "kindergarten": situation.form is BookForm.KINDERGARTEN,
        "old_building": is_old,
        "lease": situation.is_leased,
    }
    return answers[needed]


def holds_until(rule: MaterialRule, issued_on: date | None, expires_on: date | None) -> date | None:
    """The last day on which a paper counts: what it says, or so many months from its issue. None: it does not end."""
    if expires_on is not None:
        return expires_on
    if rule.months_valid and issued_on is not None:
        return add_months(issued_on, rule.months_valid)
    return None


def is_in_force(rule: MaterialRule, issued_on: date | None, expires_on: date | None, today: date) -> bool:
    """Need it not be asked anew? One that holds for so long from its issue, of an unknown day, may have ended."""
    until = holds_until(rule, issued_on, expires_on)
    return until >= today if until is not None else not rule.months_valid


def dates_are_sound(issued_on: date | None, expires_on: date | None, today: date) -> Verdict:
    """Issued in the past, ending after it began. That it has ended is a finding, not a mistake of typing."""
    reasons = []
    if issued_on is not None and issued_on > today:
        reasons.append(
            Reason(
                "filing.issued_ahead", "出具日期在今天之后。", next_step="请对照材料核对。", field="issued_on"
            )
        )
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        reasons.append(
            Reason(
                "filing.expires_first",
                "有效期早于出具日期。",
                next_step="请对照材料核对。",
                field="expires_on",
            )
        )
    return Verdict.of(reasons)


def holds_longer(until: date | None, before: date | None, today: date) -> Verdict:
    """A renewal holds today, and longer than what it renews."""
    if until is not None and until < today:
        return Verdict.refuse(
            "filing.renewal_over",
            "新证也已经过期。",
            next_step="请先换领新证，再上传。",
            field="expires_on",
        )
    if before is None or (until is not None and until <= before):
        return Verdict.refuse(
            "filing.renewal_no_longer",
            "新证的有效期没有比原来的长。" if before else "这份材料长期有效，不用更新。",
            next_step="请对照材料核对出具日期和有效期。" if before else "内容变了的，请办理变更备案。",
            field="expires_on",
        )
    return PASSED
