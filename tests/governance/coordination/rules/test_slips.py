"""Which slips the overdue steps ask for: the cause is pressed, never the one that waits; the level grows with the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.governance.coordination.rules.lights import MilestoneFact
from tuoyu.governance.coordination.rules.limits import Escalation
from tuoyu.governance.coordination.rules.slips import DueSlip, due_slips, is_slip_kind
from tuoyu.governance.coordination.words import SlipLevel

TODAY = date(2021, 6, 15)
RULES = Escalation(blue=1, orange=5, red=10)


def step(pk: int, due: date, **changes: object) -> MilestoneFact:
    return replace(MilestoneFact(pk, 1, f"单位{pk}", f"节点{pk}", due, "planned"), **changes)


def due(*facts: MilestoneFact, today: date = TODAY) -> list[DueSlip]:
    by_id = {fact.id: fact for fact in facts}
    return due_slips(by_id, today=today, calendar=work_calendar(), escalation=RULES)


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (TODAY, None),
        (date(2021, 6, 11), SlipLevel.BLUE),
        (date(2021, 6, 8), SlipLevel.BLUE),
        (date(2021, 6, 7), SlipLevel.ORANGE),
        (date(2021, 6, 1), SlipLevel.ORANGE),
        (date(2021, 5, 31), SlipLevel.RED),
    ],
)
def test_level_grows_with_working_days(day: date, level: SlipLevel | None) -> None:
    assert [slip.level for slip in due(step(1, day))] == ([level] if level else [])


def test_day_past_on_a_weekend_is_too_early_for_a_slip() -> None:
    assert due(step(1, date(2021, 6, 12)), today=date(2021, 6, 14)) == []


def test_reason_names_step_day_and_days() -> None:
    assert (
        due(step(1, date(2021, 6, 11)))[0].reason
        == "“节点1”应于2021年6月11日（周五）完成，已逾期 1 个工作日。"
    )


def test_cause_is_pressed_and_told_who_waits() -> None:
    waiting = step(1, date(2021, 6, 10), upstream_id=2)
    cause = step(2, date(2021, 6, 8))
    [slip] = due(waiting, cause)
    assert slip.milestone.id == 2
    assert slip.downstream_sentence == "单位1“节点1”。"


def test_nobody_is_pressed_while_the_cause_is_in_time() -> None:
    assert due(step(1, date(2021, 6, 1), upstream_id=2), step(2, date(2021, 7, 1))) == []


def test_one_cause_of_many_is_pressed_once() -> None:
    slips = due(
        step(1, date(2021, 6, 1), upstream_id=3),
        step(2, date(2021, 6, 1), upstream_id=3),
        step(3, date(2021, 6, 10)),
    )
    assert [(slip.milestone.id, len(slip.downstream)) for slip in slips] == [(3, 2)]


def test_circle_presses_those_in_it_and_ends() -> None:
    slips = due(step(1, date(2021, 6, 1), upstream_id=2), step(2, date(2021, 6, 1), upstream_id=1))
    assert [slip.milestone.id for slip in slips] == [1, 2]


@given(st.lists(st.tuples(st.integers(-40, 20), st.integers(0, 12)), min_size=1, max_size=12))
def test_no_slip_goes_to_a_unit_that_waits(facts: list[tuple[int, int]]) -> None:
    """Upstream always has the smaller number, so there is no circle: whoever is pressed waits for nobody, and is late."""
    steps = {
        pk: step(pk, TODAY + timedelta(days=days), upstream_id=upstream if upstream < pk else 0)
        for pk, (days, upstream) in enumerate(facts, 1)
    }
    slips = due(*steps.values())
    assert len({slip.milestone.id for slip in slips}) == len(slips)
    for slip in slips:
        assert slip.milestone.upstream_id == 0
        assert slip.milestone.due_on < TODAY
        assert slip.level is RULES.level(slip.overdue_days)
    # And every late step that waits for nobody is pressed as soon as the days ask for it.
    late = {
        pk
        for pk, fact in steps.items()
        if fact.upstream_id == 0 and work_calendar().count(fact.due_on, TODAY) >= RULES.blue
    }
    assert {slip.milestone.id for slip in slips} == late


def test_unknown_level_and_cause_are_named() -> None:
    verdict = is_slip_kind("purple", "because")
    assert [reason.field for reason in verdict.failures] == ["level", "cause"]
    assert "蓝色督办、橙色督办、红色督办" in verdict.failures[0].next_step
    assert is_slip_kind("blue", "leader").is_ok
