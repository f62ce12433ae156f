"""Rules of visits: checklist, who may go, which answer counts, how grave a fault is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DISTRICT, NOW
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.policy.visits import (
    kinds_of_unit,
    least_officers_at,
    least_officers_basis,
    severity_rules_at,
)
from tuoyu.operations.supervision.rules.visits import (
    Given,
    Goer,
    KnownPlace,
    SignedSide,
    checklist,
    clock_sentence,
    conditions_at,
    is_signed,
    makes_finding,
    may_close,
    may_go,
    owners_of,
    severity_of,
    weigh,
)
from tuoyu.operations.supervision.words.field import Weighing
from tuoyu.operations.supervision.words.items import Condition
from tuoyu.operations.supervision.words.visits import Outcome

TODAY = NOW.date()
EVERYTHING = frozenset(condition.value for condition in Condition)


def test_what_nobody_knows_counts_as_so() -> None:
    assert conditions_at(KnownPlace()) == EVERYTHING


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        (KnownPlace(meals="none"), {"meals", "kitchen"}),
        (KnownPlace(meals="ordered"), {"kitchen"}),
        (KnownPlace(meals="own"), set()),
        (KnownPlace(bands=frozenset({"infant"})), {"toddlers_small", "toddlers_large", "mixed"}),
        (KnownPlace(children=20, full_time_medic_from=101), {"many_children"}),
        (KnownPlace(children=120, full_time_medic_from=101), set()),
        (KnownPlace(tenure="own"), {"rented"}),
        (KnownPlace(tenure="lease"), set()),
    ],
)
def test_what_is_known_not_to_be_so_is_left_out(place: KnownPlace, missing: set[str]) -> None:
    assert EVERYTHING - conditions_at(place) == missing


def test_checklist_gives_each_item_to_the_member_that_answers_for_it() -> None:
    library = [(item.code, item) for item in inspection_items()]
    owners = owners_of([(1, kinds_of_unit("区卫生健康局")), (2, kinds_of_unit("区市场监管局"))])
    asked = checklist(library, "community", EVERYTHING, TODAY, owners)
    by_code = {item.code: item for item in inspection_items()}
    assert {by_code[code].unit_kind for code, _ in asked} == {"卫生健康", "市场监管"}
    assert all(owners[by_code[code].unit_kind] == unit for code, unit in asked)
    assert all(by_code[code].is_for("community") for code, _ in asked)
    without = checklist(library, "community", conditions_at(KnownPlace(meals="none")), TODAY, owners)
    assert len(without) < len(asked)


def test_the_lead_comes_first_where_two_answer_for_the_same() -> None:
    assert owners_of([(5, ["卫生健康"]), (3, ["卫生健康", "消防"])]) == {"卫生健康": 5, "消防": 3}


def test_who_must_keep_away_does_not_go() -> None:
    law = least_officers_at(TODAY, DISTRICT), least_officers_basis(TODAY, DISTRICT)
    fine = [Goer("甲", is_officer=True), Goer("乙", is_officer=True)]
    assert may_go(fine, *law).is_ok
    recused = may_go([*fine, Goer("丙", is_officer=True, recusal="亲属关系")], *law)
    assert "丙要回避" in recused.failures[0].sentence
    few = may_go([fine[0], Goer("专家", is_officer=False)], *law)
    assert "不得少于 2 名" in few.failures[0].sentence
    assert "行政处罚法" in few.failures[0].basis
    assert not may_go([*fine, Goer("丁", is_officer=True, is_in_pool=False)], *law).is_ok


moments = st.integers(0, 600).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(st.lists(moments, min_size=2, max_size=4, unique=True))
def test_whatever_the_order_of_arrival_the_latest_word_counts(said: list[datetime]) -> None:
    """Every order in which phones may reach the server leaves the same answer."""
    late = NOW + timedelta(days=1)
    winners = set()
    for order in permutations(range(len(said))):
        held: tuple[int, Given] | None = None
        for place, which in enumerate(order):
            new = Given(said[which], late + timedelta(seconds=place), place)
            if weigh(new, held[1] if held else None, is_own=True, is_closed=False) is Weighing.COUNTS:
                held = (which, new)
        assert held is not None
        winners.add(held[0])
    assert winners == {said.index(max(said))}


def test_a_clock_that_runs_ahead_does_not_win_for_ever() -> None:
    ahead = Given(NOW + timedelta(days=30), NOW, 1, gap=-timedelta(days=30))
    correction = Given(NOW + timedelta(minutes=5), NOW + timedelta(minutes=6), 2)
    assert weigh(correction, ahead, is_own=True, is_closed=False) is Weighing.COUNTS
    untold = Given(NOW + timedelta(days=30), NOW, 1)
    assert weigh(correction, untold, is_own=True, is_closed=False) is Weighing.COUNTS


def test_of_two_at_the_same_moment_the_one_received_later_counts() -> None:
    first, second = Given(NOW, NOW, 1), Given(NOW, NOW, 2)
    assert weigh(second, first, is_own=True, is_closed=False) is Weighing.COUNTS
    assert weigh(first, second, is_own=True, is_closed=False) is Weighing.OLDER


def test_the_answer_of_another_department_and_one_after_the_record_are_notes() -> None:
    given_now = Given(NOW, NOW, 1)
    assert weigh(given_now, None, is_own=False, is_closed=False) is Weighing.FOREIGN
    assert weigh(given_now, None, is_own=True, is_closed=True) is Weighing.LATE


@pytest.mark.parametrize(
    ("weight", "is_key", "severity"),
    [(10, False, "grave"), (1, True, "grave"), (5, False, "major"), (3, False, "minor"), (1, False, "minor")],
)
def test_severity_follows_policy(weight: int, is_key: bool, severity: str) -> None:
    rules = severity_rules_at(TODAY, DISTRICT)
    assert severity_of(rules, weight, is_key=is_key).value == severity


def test_an_item_withdrawn_without_successor_makes_no_finding() -> None:
    assert makes_finding(None, TODAY, has_successor=False)
    assert makes_finding(TODAY + timedelta(days=1), TODAY, has_successor=False)
    assert makes_finding(TODAY, TODAY, has_successor=True)
    assert not makes_finding(TODAY, TODAY, has_successor=False)


def test_the_record_says_where_clocks_differ() -> None:
    minute = timedelta(minutes=1)
    assert clock_sentence(NOW, NOW + minute, timedelta(), 10) == ""
    assert clock_sentence(NOW, NOW + 90 * minute, timedelta(), 10) == "手机时间与收到时间相差1小时30分"
    assert "手机时钟比系统快30分" in clock_sentence(NOW, NOW, -30 * minute, 10)
    assert "手机时钟比系统慢30分" in clock_sentence(NOW, NOW, 30 * minute, 10)


def test_the_checklist_closes_when_everything_is_answered_or_explained() -> None:
    assert may_close(0, {}, "").is_ok
    assert not may_close(2, {}, " ").is_ok
    assert may_close(2, {}, "机构当天没有供餐").is_ok
    waiting = may_close(0, {"市场监管局": 3}, "不等了")
    assert "市场监管局 3 项" in waiting.failures[0].sentence


def test_a_record_wants_two_inspectors_and_the_other_side() -> None:
    ann, bo = SignedSide(is_inspector=True, name="甲"), SignedSide(is_inspector=True, name="乙")
    other = SignedSide(is_inspector=False, name="园长")
    assert is_signed([ann, bo, other], 2)
    assert not is_signed([ann, ann, other], 2)
    assert not is_signed([ann, bo], 2)


def test_every_outcome_has_a_word() -> None:
    assert [each.label for each in Outcome] == ["合格", "不合格", "不适用", "未查"]
