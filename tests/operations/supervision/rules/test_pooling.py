"""Who is in a pool: every candidate once, in or out with a reason; recusals only of those listed; frozen in one shape."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.supervision.rules.drawing.shape import DRAW, FROZEN, demand_shape
from tuoyu.operations.supervision.rules.pooling import (
    Candidate,
    Department,
    Gathered,
    frozen_document,
    gathered,
)

DEPARTMENTS = (Department("health", "区卫生健康局", 2, 1), Department("fire", "区消防救援大队", 1, None))
SHARES = {"A": 500, "B": 2500, "C": 5000, "D": 10_000}
RULES = {
    "draw": "330302-2026-01", "title": "联合抽查", "area": "330302", "frozen_at": "2026-11-02T09:00:00+08:00",
    "open_by": "2026-11-03T17:00:00+08:00", "quorum": 1, "beacon": None,
}  # fmt: skip
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 10**15),
        st.sampled_from(["青禾", "小桥", "青禾", "知了"]),
        st.sampled_from("ABCD"),
        st.booleans(),
        st.dictionaries(st.sampled_from(["health", "fire"]), st.integers(0, 2)),
    ),
    max_size=12,
    unique_by=lambda each: each.key,
)
STAFF = st.lists(
    st.tuples(st.integers(1, 99), st.sampled_from(["安", "白", "蔡"]), st.sampled_from(["health", "fire"])),
    max_size=8,
    unique_by=lambda each: each[0],
)


def pool(candidates: list[Candidate], staff: list[tuple[int, str, str]], *, fresh: bool = True) -> Gathered:
    pairs = [(person[0], each.key) for person in staff for each in candidates]
    return gathered(candidates, DEPARTMENTS, staff, [*pairs, (100, 1)], SHARES, is_fresh_only=fresh)


@given(CANDIDATES, STAFF, st.booleans())
def test_everybody_is_in_or_out_and_has_one_id(
    candidates: list[Candidate], staff: list[tuple[int, str, str]], fresh: bool
) -> None:
    found = pool(candidates, staff, fresh=fresh)
    inside = {found.keys[each.id] for each in found.pool.objects}
    outside = {found.keys[each.id] for each in found.left_out}
    assert inside | outside == {each.key for each in candidates}
    assert not inside & outside
    assert {found.keys[each.id] for each in found.pool.inspectors} == {person[0] for person in staff}
    assert len(found.keys) == len(candidates) + len(staff)
    assert len(found.pool.recusals) == len(inside) * len(staff)


@given(CANDIDATES, STAFF, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_leaves_no_trace(
    candidates: list[Candidate], staff: list[tuple[int, str, str]], dice: object
) -> None:
    shuffled = list(candidates), list(staff)
    for rows in shuffled:
        dice.shuffle(rows)  # type: ignore[attr-defined]
    assert pool(*shuffled) == pool(candidates, staff)


@given(CANDIDATES, STAFF)
def test_what_is_frozen_has_the_shape_of_the_file(
    candidates: list[Candidate], staff: list[tuple[int, str, str]]
) -> None:
    demand_shape(frozen_document(pool(candidates, staff), RULES), {key: DRAW[key] for key in FROZEN})


def test_each_reason_is_told_and_the_cap_before_the_visit() -> None:
    rows = [
        Candidate(1, "甲", "B", is_suspended=True, visits={}),
        Candidate(2, "乙", "B", is_suspended=False, visits={"health": 1}),
        Candidate(3, "丙", "B", is_suspended=False, visits={"fire": 5}),
        Candidate(4, "丁", "B", is_suspended=False, visits={"health": 0}),
    ]
    told = {each.name: each.reason for each in pool(rows, []).left_out}
    assert told == {
        "甲": "暂停服务",
        "乙": "区卫生健康局今年对它的检查已到上限（1次）",
        "丙": "今年已由区消防救援大队检查过",
    }
    assert {each.name for each in pool(rows, [], fresh=False).left_out} == {"甲", "乙"}
