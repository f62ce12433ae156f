"""综合查一次 as properties: nobody is visited twice for one thing, nothing is lost, the figure is what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.supervision.rules.merging import (
    Planned,
    may_merge,
    may_split,
    proposed_merges,
)

START = date(2026, 3, 1)
DAYS = timedelta(days=30)


def planned(visit: int, unit: int, place: int, day: int) -> Planned:
    return Planned(visit, frozenset({unit}), place, START + timedelta(days=day))


PLANS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 90)), max_size=25).map(
    lambda rows: [planned(number, *row) for number, row in enumerate(rows, 1)]
)


def test_visits_of_several_departments_become_one_on_the_first_day() -> None:
    (merge,) = proposed_merges([planned(1, 1, 7, 20), planned(2, 2, 7, 5), planned(3, 3, 7, 35)], DAYS)
    assert (merge.institution, merge.visits, merge.on) == (7, (2, 1, 3), START + timedelta(days=5))
    assert merge.units == {1, 2, 3}
    assert merge.avoided == 2


def test_what_is_too_far_away_or_of_the_same_department_stays_alone() -> None:
    assert not proposed_merges([planned(1, 1, 7, 0), planned(2, 2, 7, 31)], DAYS)
    assert not proposed_merges([planned(1, 1, 7, 0), planned(2, 1, 7, 3)], DAYS)
    assert not proposed_merges([planned(1, 1, 7, 0), planned(2, 2, 8, 0)], DAYS)


@given(PLANS)
def test_a_visit_is_merged_once_within_its_place_and_days(rows: list[Planned]) -> None:
    known = {row.visit: row for row in rows}
    merges = proposed_merges(rows, DAYS)
    used = [visit for merge in merges for visit in merge.visits]
    assert len(used) == len(set(used))
    for merge in merges:
        parts = [known[visit] for visit in merge.visits]
        assert {part.institution for part in parts} == {merge.institution}
        assert max(part.on for part in parts) - min(part.on for part in parts) <= DAYS
        assert merge.on == min(part.on for part in parts)
        assert sum(len(part.units) for part in parts) == len(merge.units) > 1


@given(PLANS)
def test_visits_avoided_are_single_visits_less_joint_ones(rows: list[Planned]) -> None:
    merges = proposed_merges(rows, DAYS)
    after = len(rows) - sum(len(merge.visits) for merge in merges) + len(merges)
    assert sum(merge.avoided for merge in merges) == len(rows) - after


@given(PLANS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[Planned], dice: object) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert proposed_merges(shuffled, DAYS) == proposed_merges(rows, DAYS)


@given(PLANS)
def test_every_department_still_comes_as_often(rows: list[Planned]) -> None:
    """Merging moves visits together; no department loses one."""
    known = {row.visit: row for row in rows}
    for merge in proposed_merges(rows, DAYS):
        assert frozenset().union(*(known[visit].units for visit in merge.visits)) == merge.units


@given(PLANS)
def test_what_is_proposed_may_be_done(rows: list[Planned]) -> None:
    known = {row.visit: row for row in rows}
    for merge in proposed_merges(rows, DAYS):
        assert may_merge([known[visit] for visit in merge.visits], DAYS, START).is_ok


def test_every_reason_against_it_is_told_with_what_to_do() -> None:
    first, late = planned(1, 1, 7, 0), planned(2, 1, 8, 31)
    verdict = may_merge(
        [replace(late, is_ahead=False, is_unannounced=True, is_joint=True), first], DAYS, START + DAYS
    )
    assert [reason.code.removeprefix("supervision.merge_") for reason in verdict.failures] == [
        "places", "begun", "same_unit", "apart", "past", "unannounced", "joint",
    ]  # fmt: skip
    assert all(reason.next_step for reason in verdict.failures)


def test_what_is_joint_already_is_only_joined_by_later_ones() -> None:
    first, joint = planned(1, 1, 7, 0), replace(planned(2, 2, 7, 3), is_joint=True)
    assert not proposed_merges([first, joint], DAYS)
    assert proposed_merges([joint, planned(3, 3, 7, 5)], DAYS)
    complaint = replace(planned(5, 5, 7, 4), has_own_cause=True)
    (reason,) = may_merge([first, complaint], DAYS, START).failures
    assert reason.code == "supervision.merge_cause"
    secret = replace(planned(4, 4, 7, 4), is_unannounced=True)
    assert not proposed_merges([first, secret], DAYS)


def test_a_joint_visit_is_split_until_it_begins() -> None:
    joint = planned(1, 1, 7, 0)
    assert may_split(joint, 1).is_ok
    assert not may_split(joint, 0).is_ok
    assert not may_split(replace(joint, is_ahead=False), 1).is_ok
