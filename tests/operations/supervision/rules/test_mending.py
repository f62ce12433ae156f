"""Who may call a finding mended, and what a mending needs, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.supervision.rules.mending import (
    CheckRule,
    Involved,
    Judge,
    day_ahead,
    may_close,
    may_judge,
    may_submit,
    needs_no_look_back,
    note_given,
    step_reached,
    weight_for_credit,
)
from tuoyu.operations.supervision.words.findings import Severity

MINOR = CheckRule(needs_evidence=False, needs_other=False, needs_look_back=False, basis="约定")
MAJOR = CheckRule(needs_evidence=True, needs_other=True, needs_look_back=False, basis="约定")
GRAVE = CheckRule(needs_evidence=True, needs_other=True, needs_look_back=True, basis="约定")
# Institution in unit 9; found by account 1; accounts 1 and 2 were in the visit; account 5 wrote down the mending.
INVOLVED = Involved(9, 1, "安", frozenset({1, 2}), 5)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code.rpartition(".")[2] for reason in verdict.failures]


def judge(user_id: int | None, *units: int, name: str = "某人") -> Judge:
    return Judge(user_id, name, frozenset(units or (3,)))


@pytest.mark.parametrize(
    ("who", "minor", "serious"),
    [
        (judge(1), [], ["same_person"]),
        (judge(2), [], ["same_person"]),
        (judge(3), [], []),
        (judge(5), ["own_work"], ["own_work"]),
        (judge(3, 3, 9), ["self_judged"], ["self_judged"]),
        (judge(None), [], ["same_person"]),
    ],
)
def test_may_close(who: Judge, minor: list[str], serious: list[str]) -> None:
    assert codes(may_close(who, INVOLVED, Severity.MINOR, MINOR)) == minor
    assert codes(may_close(who, INVOLVED, Severity.MAJOR, MAJOR)) == serious
    assert codes(may_close(who, INVOLVED, Severity.GRAVE, GRAVE)) == serious


def test_a_finder_without_account_is_known_by_the_name() -> None:
    found = Involved(9, None, "安")
    assert codes(may_close(judge(7, name="安"), found, Severity.MAJOR, MAJOR)) == ["same_person"]
    assert codes(may_close(judge(7, name="波"), found, Severity.MAJOR, MAJOR)) == []


def test_an_institution_without_account_bars_nobody() -> None:
    found = Involved(None, 1, "安")
    assert may_judge(judge(7), found).is_ok


def test_a_refusal_says_who_can_and_by_what() -> None:
    reason = may_close(judge(1), INVOLVED, Severity.MAJOR, MAJOR).failures[0]
    assert "不能由您销号" in reason.sentence
    assert reason.basis == "约定"
    assert "没有参加这次检查的人员" in reason.next_step


@pytest.mark.parametrize(
    ("text", "files", "rule", "expected"),
    [
        ("换了锁", 1, MAJOR, []),
        ("换了锁", 0, MAJOR, ["evidence"]),
        ("换了锁", 0, MINOR, []),
        ("  ", 0, MAJOR, ["note", "evidence"]),
        ("字" * 2001, 1, MINOR, ["note_long"]),
    ],
)
def test_may_submit(text: str, files: int, rule: CheckRule, expected: list[str]) -> None:
    assert codes(may_submit(text, files, Severity.MAJOR, rule)) == expected


def test_grave_findings_are_looked_at_again_first() -> None:
    assert codes(needs_no_look_back(Severity.GRAVE, GRAVE)) == ["look_back_first"]
    assert needs_no_look_back(Severity.MAJOR, MAJOR).is_ok


def test_a_look_back_lies_ahead() -> None:
    today = date(2026, 3, 2)
    assert day_ahead(today, today).is_ok
    assert codes(day_ahead(date(2026, 3, 1), today)) == ["look_back_past"]


def test_a_note_is_more_than_blanks() -> None:
    assert note_given("看过了", "凭什么").is_ok
    assert note_given("\n ", "凭什么").failures[0].field == "note"


@pytest.mark.parametrize(("days", "step"), [(0, 0), (1, 1), (4, 1), (5, 2), (9, 2), (10, 3), (400, 3)])
def test_step_reached(days: int, step: int) -> None:
    assert step_reached(days, (1, 5, 10)) == step


def test_only_grave_findings_weigh() -> None:
    told = [
        weight_for_credit(severity, is_late=late, repeats=repeats)
        for severity in Severity
        for late in (False, True)
        for repeats in (0, 2)
    ]
    assert [bool(each) for each in told] == [False] * 8 + [False, True, True, True]
    assert "第3次" in told[-1]
