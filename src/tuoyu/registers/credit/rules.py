"""How long a fact is shown, whether it stands on a day, what may be recorded and ended. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.dates import add_months, format_date
from tuoyu.kernel.identity import Grade, check_uscc
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.registers.credit import words
from tuoyu.registers.credit.commands import RecordFact
from tuoyu.registers.credit.limits import DisplayMonths
from tuoyu.registers.credit.words import EndReason, FactKind, Severity, Standing, SubjectKind

# What does not lapse with its display: it stands until it is ended.
LASTING = frozenset({FactKind.BAN.value})
_SOURCE_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+:\S+")
_LINK = re.compile(r"/(?![/\\])[^\s\\]*")


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact as the rules see it. ``ended_on`` is the first day on which it no longer stands."""

    kind: str
    severity: str
    decided_on: date
    display_until_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The facts that stand on a day. ``gravest`` and ``latest_on`` are empty where none does."""

    standing: int
    by_kind: Mapping[str, int]
    by_severity: Mapping[str, int]
    gravest: str
    latest_on: date | None
    is_banned: bool


def display_of(severity: str, decided_on: date, months: DisplayMonths) -> tuple[date | None, date | None]:
    """First and last day of display, both inclusive; (None, None) where it is not shown.

    Months are counted from the decision; the last day is the one of the same number (民法典 第二百零二条).
    """
    most = months.by_severity[severity].most
    return (decided_on, add_months(decided_on, most)) if most else (None, None)


def standing_of(fact: Noted, on: date) -> Standing:
    if on < fact.decided_on:
        return Standing.AHEAD
    if fact.ended_on is not None and fact.ended_on <= on:
        return Standing.ENDED
    if fact.kind in LASTING:
        return Standing.STANDING
    if fact.display_until_on is None:
        return Standing.KEPT
    return Standing.STANDING if on <= fact.display_until_on else Standing.LAPSED


def is_standing(fact: Noted, on: date) -> bool:
    """Does it count on the day? When display ends, sharing and use end with it (信用修复管理办法)."""
    return standing_of(fact, on) is Standing.STANDING


def summary_of(facts: Iterable[Noted], on: date) -> Summary:
    held = [fact for fact in facts if is_standing(fact, on)]
    return Summary(
        standing=len(held),
        by_kind=Counter(fact.kind for fact in held),
        by_severity=Counter(fact.severity for fact in held),
        gravest=max((Severity(fact.severity) for fact in held), key=lambda each: each.rank, default=""),
        latest_on=max((fact.decided_on for fact in held), default=None),
        is_banned=any(fact.kind == FactKind.BAN for fact in held),
    )


def may_record(command: RecordFact, today: date) -> Verdict:
    """Who, by which paper, from where; nothing of tomorrow, and no person before the public."""
    checks = (
        _key_is_sound(command),
        _unless(command.subject_name.strip(), "name", words.NAME_MISSING, "subject_name"),
        _unless(command.source_title.strip(), "title", words.TITLE_MISSING, "source_title"),
        _unless(_is_source_key(command.source_key), "source_key", words.SOURCE_KEY_WRONG, "source_key"),
        _unless(
            not command.source_link or _LINK.fullmatch(command.source_link), "link", words.LINK_WRONG, "source_link"
        ),
        _unless(command.decided_on <= today, "ahead", words.DECIDED_AHEAD, "decided_on", words.DECIDED_NEXT),
        _unless(
            not (command.is_public and command.subject_kind == SubjectKind.PRACTITIONER),
            "person", words.PERSON_NOT_PUBLIC, "is_public", words.PERSON_NEXT, "个人信息保护法 第二十五条",
        ),
    )  # fmt: skip
    return Verdict.of(reason for check in checks for reason in check.failures)


def may_end(fact: Noted, reason: EndReason, on: date, today: date, months: DisplayMonths) -> Verdict:
    """Once, on a day between decision and today; repair after the shortest display, and never of a ban for life."""
    if fact.ended_on is not None:
        return _refuse("ended", words.ALREADY_ENDED, "", words.BACK_TO_FACT)
    if not fact.decided_on <= on <= today:
        return _refuse("end_day", words.END_DAY_WRONG, "ended_on", words.END_DAY_NEXT)
    if reason is not EndReason.REPAIRED:
        return PASSED
    if fact.kind in LASTING:
        return _refuse("ban", words.BAN_NOT_REPAIRED, "reason", words.BAN_NEXT)
    least = months.by_severity[fact.severity].least
    first_on = add_months(fact.decided_on, least)
    sentence = words.too_early(least, format_date(first_on))
    return _unless(on >= first_on, "too_early", sentence, "ended_on", words.TOO_EARLY_NEXT, months.ground)


def _key_is_sound(command: RecordFact) -> Verdict:
    if command.subject_kind == SubjectKind.OPERATOR:
        found = check_uscc(command.subject_key)
        is_sound = found.status is not Grade.BAD and found.normalised == command.subject_key
        return _unless(is_sound, "key", words.KEY_OF_OPERATOR, "subject_key")
    is_number = command.subject_key.isascii() and command.subject_key.isdigit()
    return _unless(is_number, "key", words.KEY_OF_ID, "subject_key")


def _is_source_key(text: str) -> bool:
    return len(text) <= words.LONGEST_SOURCE_KEY and _SOURCE_KEY.fullmatch(text) is not None


def _unless(
    holds: object, code: str, sentence: str, field: str, next_step: str = words.NEXT_SOURCE, basis: str = ""
) -> Verdict:
    return PASSED if holds else _refuse(code, sentence, field, next_step, basis)


def _refuse(code: str, sentence: str, field: str, next_step: str, basis: str = "") -> Verdict:
    return Verdict.refuse(f"credit.fact.{code}", sentence, basis=basis, next_step=next_step, field=field)
