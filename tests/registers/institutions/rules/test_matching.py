"""Two entries, one institution? The score as properties, and blocking against every pair compared."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.characters import without_blanks
from tuoyu.registers.institutions.limits import DuplicatePoints
from tuoyu.registers.institutions.rules.matching import (
    CERTAIN,
    Candidate,
    likeness,
    metres_between,
    name_key,
    suspects,
)

POINTS = DuplicatePoints(address=45, near=25, name=35, person=20, phone=30, near_metres=60, look_from=60)
AROUND = ("浙江省", "温州市", "鹿城区")
few = st.sampled_from(("", "青禾", "河东", "小橡树"))
points = st.none() | st.tuples(st.floats(120.65, 120.651), st.floats(28.01, 28.011))


def candidate(pk: int) -> st.SearchStrategy[Candidate]:
    return st.builds(
        Candidate,
        pk=st.just(pk),
        chain=st.integers(1, 4),
        uscc=few,
        name_key=few,
        address_key=few,
        person=few,
        phone_index=few,
        point=points,
    )


@given(candidate(1), candidate(2))
def test_likeness_is_the_same_both_ways_and_adds_up(one: Candidate, other: Candidate) -> None:
    found = likeness(one, other, POINTS)
    assert found == likeness(other, one, POINTS)
    assert found.score == min(sum(sign.points for sign in found.signs), CERTAIN)
    assert all(sign.points > 0 and sign.sentence for sign in found.signs)


@given(candidate(1), candidate(2))
def test_likeness_never_falls_when_the_address_becomes_the_same(one: Candidate, other: Candidate) -> None:
    same = (replace(one, address_key="稻香路12号"), replace(other, address_key="稻香路12号"))
    assert likeness(*same, POINTS).score >= likeness(one, other, POINTS).score


@given(candidate(1), candidate(2))
def test_likeness_within_a_chain_says_nothing_of_its_body(one: Candidate, other: Candidate) -> None:
    found = likeness(replace(one, chain=1), replace(other, chain=1), POINTS)
    assert not {sign.code for sign in found.signs} & {"uscc", "person", "phone"}


@given(st.lists(candidate(0), max_size=8))
def test_suspects_miss_no_pair_worth_showing(drawn: list[Candidate]) -> None:
    """The oracle compares every pair; blocking may bring more, and each pair once, the lower key first."""
    everybody = [replace(each, pk=pk) for pk, each in enumerate(drawn, 1)]
    found = [(one.pk, other.pk) for one, other in suspects(everybody)]
    wanted = {
        (one.pk, other.pk)
        for one, other in combinations(everybody, 2)
        if likeness(one, other, POINTS).score >= POINTS.look_from
    }
    assert wanted <= set(found)
    assert len(found) == len(set(found))
    assert all(first < second for first, second in found)


def test_suspects_leave_out_what_everybody_shares() -> None:
    crowd = [Candidate(pk, pk, address_key="万达广场") for pk in range(1, 403)]
    assert not list(suspects(crowd))
    assert len(list(suspects(crowd[:3]))) == 3


def test_likeness_of_a_shared_code_is_certain() -> None:
    one, other = Candidate(1, 1, "91330302MA2HXY1210"), Candidate(2, 2, "91330302MA2HXY1210")
    assert likeness(one, other, POINTS).score == CERTAIN


def test_likeness_near_wants_similar_names() -> None:
    here, there = (120.65, 28.01), (120.6503, 28.01)
    near = [Candidate(1, 1, name_key="青禾", point=here), Candidate(2, 2, name_key="青禾阳光", point=there)]
    assert [sign.code for sign in likeness(*near, POINTS).signs] == ["near"]
    assert not likeness(replace(near[0], name_key="河东"), near[1], POINTS).signs


def test_name_key_takes_away_what_every_name_bears() -> None:
    for name in (
        "温州市鹿城区青禾托育园",
        "鹿城青禾托育服务有限公司",
        "青禾婴幼儿照护服务中心（江滨店）",
        "青 禾",
    ):
        assert name_key(name, AROUND) == "青禾", name
    assert name_key("托育园") == "托育园"
    assert name_key("青禾一园") != name_key("青禾二园")


@given(st.text(max_size=30))
def test_name_key_leaves_something_of_every_name(name: str) -> None:
    assert bool(name_key(name, AROUND)) == bool(without_blanks(name))


def test_metres_between_knows_a_degree() -> None:
    assert abs(metres_between((120, 28), (120, 29)) - 111_195) < 5
    assert metres_between((120, 28), (120, 28)) == 0
