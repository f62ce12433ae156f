"""The frame that a scoring table must fill, and from points to a grade."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.supervision.item_files import quality_frame
from tuoyu.operations.supervision.rules.evaluation_table import (
    Dimension,
    Frame,
    GradeLimit,
    TableItem,
    frame_of,
    limit_reasons,
    table_problems,
    with_clauses,
)
from tuoyu.operations.supervision.rules.evaluations import (
    Score,
    grade_of,
    joined,
    may_object,
    may_publish,
    outcome,
    scores_are_whole,
)
from tuoyu.operations.supervision.rules.experts import drawn_again, frozen_pool

D = Decimal
FRAME = Frame((Dimension("4", "条件", D(10)), Dimension("5", "队伍", D(20))), 1, ("A", "B"))
ITEMS = (
    TableItem("4", "a", "甲", D(10), is_veto=True, line=2),
    TableItem("5", "b", "乙", D(15), is_veto=False, line=3),
    TableItem("5", "c", "丙", D(5), is_veto=False, line=4),
)
LIMITS = (GradeLimit("A", D(25)), GradeLimit("B", D(0)))


def full(**changed: Score) -> dict[str, Score]:
    return {item.code: Score(item.points) for item in ITEMS} | changed


def test_the_frame_of_the_standard_adds_up() -> None:
    frame = frame_of(quality_frame())
    assert sum(each.points for each in frame.dimensions) == quality_frame()["total"]
    assert (frame.veto_items, len(frame.dimensions)) == (16, 7)


def test_a_table_that_fills_the_frame_has_no_problem() -> None:
    assert table_problems(FRAME, ITEMS) == []


@pytest.mark.parametrize(
    ("items", "line", "column"),
    [
        ((*ITEMS[:2], TableItem("9", "c", "丙", D(5), is_veto=False, line=4)), 4, "章"),
        ((*ITEMS[:2], TableItem("5", "b", "丙", D(5), is_veto=False, line=4)), 4, "编号"),
        ((*ITEMS[:2], TableItem("5", "c", "丙", D(6), is_veto=False, line=4)), 4, "分值"),
        ((*ITEMS, TableItem("5", "d", "丁", D(0), is_veto=False, line=5)), 5, "分值"),
        ((*ITEMS[:2], TableItem("5", "c", "丙", D(5), is_veto=True, line=4)), 0, "一票否决"),
    ],
)
def test_a_table_that_does_not_is_refused_at_its_place(
    items: tuple[TableItem, ...], line: int, column: str
) -> None:
    assert (line, column) in {(each.line, each.column) for each in table_problems(FRAME, items)}


def test_chapters_may_be_named_by_number_or_name() -> None:
    named = [TableItem("条件", *("a", "甲"), D(10), is_veto=True), *ITEMS[1:]]
    assert table_problems(FRAME, named) == []
    assert [each.dimension for each in with_clauses(FRAME, named)] == ["4", "5", "5"]


@pytest.mark.parametrize(
    "limits",
    [
        (GradeLimit("A", D(25)),),
        (GradeLimit("A", D(25)), GradeLimit("B", D(25))),
        (GradeLimit("A", D(25)), GradeLimit("B", D(1))),
        (GradeLimit("A", D(31)), GradeLimit("B", D(0))),
        (GradeLimit("B", D(25)), GradeLimit("A", D(0))),
    ],
)
def test_limits_fall_from_the_best_to_nought(limits: tuple[GradeLimit, ...]) -> None:
    assert limit_reasons(FRAME, LIMITS) == []
    assert limit_reasons(FRAME, limits)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"a": Score(D(11))}, "supervision.score.range"),
        ({"a": Score(D(-1), reason="x")}, "supervision.score.range"),
        ({"b": Score(D(14))}, "supervision.score.reason"),
        ({"b": Score(D(15), is_failed=True, reason="x")}, "supervision.score.veto"),
        ({"a": Score(D(10), is_failed=True)}, "supervision.score.reason"),
        ({"z": Score(D(1))}, "supervision.score.unknown"),
    ],
)
def test_scores_are_held_against_their_item(changed: dict[str, Score], code: str) -> None:
    assert scores_are_whole(ITEMS, full()).is_ok
    assert [each.code for each in scores_are_whole(ITEMS, full(**changed)).failures] == [code]


def test_scores_that_lack_an_item_are_not_whole() -> None:
    assert [each.field for each in scores_are_whole(ITEMS, {"a": Score(D(10))}).failures] == ["b", "c"]


def test_points_of_experts_are_joined_by_mean_or_median() -> None:
    points = [D(1), D(2), D(10)]
    assert joined(points, "mean") == D("4.33")
    assert joined(points, "median") == D(2)
    assert joined(points[:2], "median") == D("1.5")


def test_the_outcome_counts_chapters_the_difference_and_the_grade() -> None:
    found = outcome(
        FRAME.dimensions, ITEMS, LIMITS, full(), [full(b=Score(D(5))), full(b=Score(D(10)))], "mean"
    )
    assert [(each.own, each.outside) for each in found.dimensions] == [(10, 10), (20, D("12.5"))]
    assert (found.own, found.outside, found.grade, found.per_mille) == (30, D("22.5"), "B", 250)


def test_one_expert_who_saw_a_veto_is_enough() -> None:
    failed = full(a=Score(D(10), is_failed=True))
    found = outcome(FRAME.dimensions, ITEMS, LIMITS, failed, [full(), failed], "mean")
    assert (found.vetoes, found.grade) == (("a",), "")
    own_alone = outcome(FRAME.dimensions, ITEMS, LIMITS, failed, [full(), full()], "mean")
    assert own_alone.grade == "A"


@given(st.decimals(0, 30, places=2))
def test_the_grade_is_the_best_whose_limit_is_reached(total: Decimal) -> None:
    assert grade_of(LIMITS, total) == ("A" if total >= 25 else "B")


def test_publishing_waits_for_the_institution_and_objecting_happens_once() -> None:
    assert not may_publish(is_answered=False, until_passed=False).is_ok
    assert may_publish(is_answered=True, until_passed=False).is_ok
    assert may_publish(is_answered=False, until_passed=True).is_ok
    assert may_object(evaluation_round=1, until_passed=False).is_ok
    assert not may_object(evaluation_round=2, until_passed=False).is_ok
    assert not may_object(evaluation_round=1, until_passed=True).is_ok


@given(
    st.sets(st.integers(1, 40), min_size=4, max_size=12),
    st.text("0123456789abcdef", min_size=64, max_size=64),
)
def test_experts_are_drawn_again_the_same_and_the_recused_stay_away(ids: set[int], seed: str) -> None:
    recused = {min(ids), max(ids)}
    record = {"pool": frozen_pool("7", sorted(ids), recused, 2), "seed": seed}
    first = drawn_again(record)
    assert first == drawn_again(record)
    assert len(set(first)) == 2
    assert not {int(each) for each in first} & recused
