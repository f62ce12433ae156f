"""How a task stands: limits, the cause at the end of a chain, reports that are missing, what speaks first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.governance.coordination.rules.lights import (
    MilestoneFact,
    ReportFact,
    Standing,
    root_cause,
    stand,
)
from tuoyu.governance.coordination.rules.limits import LightRules
from tuoyu.governance.coordination.words import Light

TODAY = date(2021, 6, 15)
RULES = LightRules(near_due=5, red_overdue=5, amber_missing_reports=1, red_missing_reports=2)


def step(pk: int = 1, due: date = TODAY, **changes: object) -> MilestoneFact:
    return replace(MilestoneFact(pk, 1, f"单位{pk}", f"节点{pk}", due, "planned"), **changes)


def owed(due: date, period: date = date(2021, 5, 1), unit: str = "卫健局", state: str = "due") -> ReportFact:
    return ReportFact(1, unit, period, due, state)


def light(*milestones: MilestoneFact, reports: tuple[ReportFact, ...] = (), today: date = TODAY) -> Standing:
    others = {fact.id: fact for fact in milestones if fact.is_open}
    return stand(milestones, reports, others, today=today, calendar=work_calendar(), rules=RULES)


def test_nothing_known_is_no_light() -> None:
    assert light().light is Light.NONE


@pytest.mark.parametrize(
    ("due", "expected", "words"),
    [
        (date(2021, 6, 30), Light.OK, "正常"),
        (date(2021, 6, 22), Light.WARN, "剩 5 个工作日"),
        (TODAY, Light.WARN, Light.WARN.label),
        (date(2021, 6, 11), Light.WARN, "逾期 1 个工作日"),  # the 14th was a holiday
        (date(2021, 6, 8), Light.WARN, "逾期 4 个工作日"),
        (date(2021, 6, 7), Light.BAD, "逾期 5 个工作日"),
    ],
)
def test_light_follows_working_days(due: date, expected: Light, words: str) -> None:
    found = light(step(due=due))
    assert (found.light, found.state_sentence) == (expected, words)


def test_due_day_on_a_weekend_is_past_before_a_working_day_is_lost() -> None:
    found = light(step(due=date(2021, 6, 12)), today=date(2021, 6, 13))
    assert (found.light, found.state_sentence) == (Light.WARN, "已过期限")


def test_blocked_step_is_yellow_long_before_its_day() -> None:
    found = light(step(due=date(2021, 12, 1), state="blocked", obstacle="资料不齐"))
    assert found.light is Light.WARN
    assert found.sentence == "资料不齐"


@pytest.mark.parametrize("state", ["reached", "dropped"])
def test_closed_steps_trouble_nobody(state: str) -> None:
    found = light(step(due=date(2021, 1, 4), state=state), step(2, due=date(2021, 8, 2)))
    assert found.light is Light.OK
    assert "节点2" in found.sentence


def test_worst_speaks_and_all_are_told() -> None:
    found = light(
        step(1, due=date(2021, 6, 17)), step(2, due=date(2021, 5, 31)), step(3, due=date(2021, 6, 11))
    )
    assert found.light is Light.BAD
    assert found.solver == "单位2"
    assert [trouble.milestone_id for trouble in found.troubles] == [2, 3, 1]


def test_cause_is_named_at_the_end_of_the_chain() -> None:
    chain = [step(1, upstream_id=2), step(2, upstream_id=3), step(3)]
    others = {fact.id: fact for fact in chain}
    assert [fact.id for fact in root_cause(chain[0], others)] == [2, 3]
    found = stand(chain[:1], (), others, today=TODAY, calendar=work_calendar(), rules=RULES)
    assert found.solver == "单位3"
    assert found.upstream == "上游：单位3“节点3”未完成"


def test_chain_ends_where_a_step_is_done() -> None:
    chain = {2: step(2, upstream_id=3, state="reached"), 3: step(3)}
    assert root_cause(step(1, upstream_id=2), chain) == ()


@given(st.dictionaries(st.integers(1, 30), st.integers(0, 31), min_size=1))
def test_every_web_of_waiting_has_an_end(upstream: dict[int, int]) -> None:
    """Chains, forks, circles, steps that do not exist: nobody is named twice, nobody waits for himself."""
    others = {pk: step(pk, upstream_id=wait) for pk, wait in upstream.items()}
    for fact in others.values():
        chain = [each.id for each in root_cause(fact, others)]
        assert len(chain) == len(set(chain))
        assert fact.id not in chain
        # The last one waits for nobody who is open, unless it closes a circle.
        end = others[chain[-1]] if chain else fact
        assert end.upstream_id not in others or end.upstream_id in {fact.id, *chain}


def test_long_chain_is_followed_to_its_end() -> None:
    others = {pk: step(pk, upstream_id=pk + 1) for pk in range(1, 60)} | {60: step(60)}
    assert root_cause(others[1], others)[-1].id == 60


def test_missing_report_is_told_with_its_month_and_unit() -> None:
    found = light(reports=(owed(date(2021, 6, 10)),))
    assert (found.light, found.sentence, found.solver) == (Light.WARN, "5月进展未报", "卫健局")
    assert found.state_sentence == "逾期 2 个工作日"
    # As late as a step that is red, it is red too.
    assert light(reports=(owed(date(2021, 6, 7)),)).light is Light.BAD


def test_two_missing_months_are_red_but_two_units_of_one_month_are_not() -> None:
    april, may = date(2021, 4, 1), date(2021, 5, 1)
    late = date(2021, 6, 10)
    two_months = light(reports=(owed(late, april), owed(late, may)))
    assert (two_months.light, two_months.sentence) == (Light.BAD, "4月、5月进展未报")
    two_units = light(reports=(owed(late, may, "五马街道"), owed(late, may, "蒲鞋市街道")))
    assert (two_units.light, two_units.sentence) == (Light.WARN, "5月进展未报")


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_report_sent_in_is_no_trouble(state: str) -> None:
    assert light(reports=(owed(date(2021, 6, 7), state=state),)).light is Light.OK


def test_report_on_its_last_day_is_no_trouble() -> None:
    assert light(reports=(owed(TODAY),)).light is Light.OK


@given(
    st.lists(
        st.tuples(
            st.integers(-60, 60),
            st.sampled_from(["planned", "blocked", "reached", "dropped"]),
            st.integers(0, 8),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_light_is_that_of_the_worst_trouble(facts: list[tuple[int, str, int]]) -> None:
    steps = [
        step(pk, due=TODAY + timedelta(days=due), state=state, upstream_id=upstream)
        for pk, (due, state, upstream) in enumerate(facts, 1)
    ]
    found = light(*steps)
    lights = {trouble.light for trouble in found.troubles}
    expected = Light.BAD if Light.BAD in lights else Light.WARN if Light.WARN in lights else Light.OK
    assert found.light is expected
    assert {trouble.milestone_id for trouble in found.troubles} <= {fact.id for fact in steps if fact.is_open}
