"""What changed among the branches since the tax bureau was told, and when it may be told again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.rules.notes import NoteRow, changes_of, may_issue, roster_of
from tuoyu.operations.filing.words import Roster

ROW = NoteRow(
    "青禾1园", "91330302MA2K0001XX", "企业分支机构", "府前街1号", "2021-06-01", "2021-06-10", "33030220210001"
)


def row(number: int, name: str = "") -> NoteRow:
    return replace(ROW, name=name or f"青禾{number}园", number=f"3303022021{number:04d}")


ROSTERS = st.dictionaries(st.integers(0, 6), st.sampled_from(("甲", "乙"))).map(
    lambda found: [row(number, name) for number, name in found.items()]
)


@given(ROSTERS)
def test_a_row_is_read_as_it_was_kept_and_nothing_changed(rows: list[NoteRow]) -> None:
    told = [NoteRow.read(each.as_json()) for each in rows]
    assert told == rows
    assert changes_of(told, list(reversed(rows))) == []


@given(ROSTERS, ROSTERS)
def test_a_change_is_said_once_for_each_branch_that_differs(told: list[NoteRow], now: list[NoteRow]) -> None:
    numbers = {each.number for each in {*told} ^ {*now}}
    assert len(changes_of(told, now)) == len(numbers)
    assert (roster_of(told, now) is Roster.CHANGED) == bool(numbers)


def test_changes_name_the_branch() -> None:
    told, now = [row(1), row(2)], [row(2, "青禾二分园"), row(3)]
    assert changes_of(told, now) == ["新增青禾3园", "减少青禾1园", "青禾二分园的登记或备案信息有变"]


@pytest.mark.parametrize(
    ("told", "now", "roster"),
    [
        (None, [], Roster.EMPTY),
        (None, [row(1)], Roster.UNTOLD),
        ([row(1)], [row(1)], Roster.TOLD),
        ([row(1)], [], Roster.CHANGED),
        ([], [], Roster.TOLD),
    ],
)
def test_roster(told: list[NoteRow] | None, now: list[NoteRow], roster: Roster) -> None:
    assert roster_of(told, now) is roster


@pytest.mark.parametrize(
    ("roster", "branches", "has_agreement", "has_tax_unit", "code"),
    [
        (Roster.UNTOLD, 1, True, True, None),
        (Roster.CHANGED, 2, True, True, None),
        (Roster.CHANGED, 0, True, True, None),  # the last branch is gone: that is to be told, too
        (Roster.EMPTY, 0, True, True, "filing.note.no_branch"),
        (Roster.TOLD, 1, True, True, "filing.note.same"),
        (Roster.UNTOLD, 1, False, True, "filing.note.no_agreement"),
        (Roster.UNTOLD, 1, True, False, "filing.note.nobody"),
    ],
)
def test_may_issue(
    roster: Roster, branches: int, has_agreement: bool, has_tax_unit: bool, code: str | None
) -> None:
    verdict = may_issue(roster, branches, has_agreement=has_agreement, has_tax_unit=has_tax_unit)
    assert [reason.code for reason in verdict.failures] == ([code] if code else [])
    assert all(reason.basis and reason.next_step for reason in verdict.failures)
