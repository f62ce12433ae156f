"""One light and one sentence for every way a goal can stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.governance.targets.rules.test_pace import RULE
from tuoyu.governance.targets.rules.measures import Measure, Point, Terms, gap_of, line_at, value_of
from tuoyu.governance.targets.rules.periods import first_day, month_index
from tuoyu.governance.targets.rules.standing import Standing, months_left_text, pace_at, standing
from tuoyu.governance.targets.words import Direction, Period, Status
from tuoyu.registers.plans.words import Op

RATE = Measure("%", 1, 100, "名", Direction.UP, Period.MONTH)
COUNT = Measure("家", 0, 1, "", Direction.UP, Period.MONTH)
DAYS = Measure("工作日", 1, 1, "", Direction.DOWN, Period.MONTH)
GOAL = Terms(
    Op.AT_LEAST, Decimal(95), date(2026, 12, 31), start_value=Decimal(90), start_on=date(2025, 12, 31)
)
TODAY = date(2026, 11, 23)
CHILDREN = 21_800


def rates(*percents: float, until: date = date(2026, 10, 1), of: int = CHILDREN) -> list[Point]:
    """Monthly observations that end with the month ``until``."""
    first = month_index(until) - len(percents) + 1
    points = []
    for at, percent in enumerate(percents):
        numerator = Decimal(round(of * percent / 100))
        points.append(
            Point(first_day(first + at), value_of(numerator, Decimal(of), 100), numerator, Decimal(of))
        )
    return points


def counts(*values: float, until: date = date(2026, 10, 1)) -> list[Point]:
    first = month_index(until) - len(values) + 1
    return [Point(first_day(first + at), Decimal(str(value))) for at, value in enumerate(values)]


RISING = rates(90.1, 90.6, 90.8, 91.3, 91.9, 92.1, 92.4, 93.0, 93.3, 93.6)


def stand(points: list[Point], terms: Terms = GOAL, measure: Measure = RATE, today: date = TODAY) -> Standing:
    return standing(terms, measure, points, today, RULE)


def test_below_the_target_the_sentence_tells_chance_and_missing_children() -> None:
    result = stand(RISING)
    assert (result.status, result.word) == (Status.BAD, "难达标")
    assert result.sentence == "按现速年底达标概率 2%，还差 305 名。"
    assert result.latest is RISING[-1]
    assert result.previous is RISING[-2]
    assert result.pace == pytest.approx(Decimal("94.16"), abs=Decimal("0.01"))


def test_a_fast_pace_is_a_good_light() -> None:
    result = stand(rates(88.0, 88.9, 90.0, 90.9, 92.0, 92.9, 94.0, 94.6))
    assert result.status is Status.OK
    assert "达标概率" in result.sentence


def test_an_even_chance_is_a_risk() -> None:
    result = stand(rates(88.6, 89.5, 90.0, 91.0, 91.4, 92.6, 93.2, 93.7))
    assert result.chance == pytest.approx(0.6, abs=0.2)
    assert result.status is Status.WARN


def test_another_year_is_named() -> None:
    result = stand(RISING, replace(GOAL, due_on=date(2030, 12, 31)))
    assert "按现速2030年底达标概率" in result.sentence


def test_met_tells_what_lies_beyond_and_whether_it_holds() -> None:
    result = stand(rates(93.0, 93.6, 94.2, 94.6, 95.1, 95.4, 96.0))
    assert result.status is Status.OK
    assert result.sentence == "已达标，超出 218 名，按现速年底保持达标的概率 99% 以上。"


def test_met_but_falling_warns() -> None:
    result = stand(rates(98.4, 97.9, 97.3, 96.8, 96.2, 95.7, 95.2))
    assert (result.status, result.word) == (Status.WARN, "可能回落")
    assert result.sentence.startswith("已达标")


def test_rounding_does_not_make_a_target_met() -> None:
    """94.9999 of a hundred shows as 95.0 % and is one child short."""
    result = stand([Point(date(2026, 10, 1), Decimal("95.0000"), Decimal(1899999), Decimal(2000000))])
    assert result.gap is not None
    assert result.gap.text == "1 名"
    assert not result.gap.is_closed


def test_too_few_points_are_no_ground_for_a_forecast() -> None:
    result = stand(rates(92.0, 92.5, 93.0))
    assert result.status is Status.NONE
    assert result.sentence == "还差 436 名，数据不足 6 期（现有 3 期），不做预测。"
    assert result.chance is None


def test_too_few_points_but_met_is_met() -> None:
    assert stand(rates(95.5, 96.0)).status is Status.OK


def test_a_goal_whose_day_has_passed_is_carried_to_the_end_of_this_year() -> None:
    passed = replace(GOAL, due_on=date(2025, 12, 31))
    result = stand(RISING, passed)
    assert result.is_overdue
    assert (result.status, result.word) == (Status.BAD, "到期未达")
    assert result.horizon_on == date(2026, 12, 31)
    assert result.sentence == "2025年目标到期未达，按现速今年底补上的概率 2%，还差 305 名。"


def test_a_passed_goal_is_never_better_than_a_risk_until_it_is_met() -> None:
    passed = replace(GOAL, due_on=date(2025, 12, 31))
    assert stand(rates(88.0, 88.9, 90.0, 90.9, 92.0, 92.9, 94.0, 94.8), passed).status is Status.WARN
    assert stand(rates(92.0, 95.2), passed).status is Status.OK
    assert stand(rates(92.0, 93.2), passed).status is Status.BAD


def test_a_baseline_goal_is_history() -> None:
    baseline = Terms(Op.AT_LEAST, Decimal(90), date(2020, 12, 31), is_baseline=True)
    assert stand([], baseline).sentence == "方案施行前的目标，只作基线，不再评判。"
    result = stand(rates(91.2, until=date(2020, 12, 1)), baseline)
    assert result.status is Status.NONE
    assert result.sentence == "方案施行前的目标，只作基线，不再评判；2020年末为 91.2%。"


def test_a_promise_in_words_shows_only_where_it_goes() -> None:
    words_only = Terms(Op.QUALITATIVE, None, date(2025, 12, 31))
    assert (
        stand(rates(8.0, 8.4), words_only).sentence
        == "方案没有给出数值，只看走势；数据不满一年，还看不出变化。"
    )
    result = stand(rates(*[8 + month * 0.1 for month in range(13)]), words_only)
    assert result.status is Status.NONE
    assert result.sentence == "方案没有给出数值，只看走势：比一年前上升 1.2 个百分点。"


def test_no_observation_is_said_not_filled() -> None:
    assert stand([]) == Standing(Status.NONE, "没有数据", "还没有数据。")


@pytest.mark.parametrize(("value", "status"), [(4.8, Status.OK), (5, Status.OK), (5.2, Status.BAD)])
def test_a_standing_requirement_is_judged_by_the_latest_value(value: float, status: Status) -> None:
    terms = Terms(Op.AT_MOST, Decimal(5), None)
    result = stand(counts(7, value), terms, DAYS)
    assert result.status is status
    assert result.sentence.startswith("常年要求")


def test_an_upper_limit_is_met_from_below() -> None:
    terms = Terms(Op.AT_MOST, Decimal(5), date(2026, 12, 31))
    falling = counts(9, 8.4, 7.9, 7.1, 6.6, 6.0, 5.4)
    assert stand(falling, terms, DAYS).status is Status.BAD or stand(falling, terms, DAYS).chance > 0.3
    assert stand(counts(9, 8, 7, 6, 5, 4, 3), terms, DAYS).status is Status.OK


def test_an_exact_count_is_met_by_more() -> None:
    terms = Terms(Op.EQUAL, Decimal(10), date(2026, 12, 31))
    assert stand(counts(2, 5, 12), terms, COUNT).status is Status.OK
    result = stand(counts(2, 5, 7), terms, COUNT)
    assert result.gap is not None
    assert result.gap.text == "3 家"


def test_old_data_is_called_old() -> None:
    result = stand(rates(90.1, 90.6, 90.8, 91.3, 91.9, 92.1, 92.4, until=date(2026, 5, 1)))
    assert result.sentence.endswith("数据停在2026年5月，已缺 5 期。")


def test_the_line_of_the_present_pace_tells_when() -> None:
    assert months_left_text(stand(RISING), Decimal(95)) == "按现速约 4 个月后到达目标"
    falling = stand(rates(94.0, 93.6, 93.1, 92.8, 92.0, 91.9, 91.2))
    assert months_left_text(falling, Decimal(95)) == "按现速到不了目标"


def test_the_pace_line_runs_from_the_baseline_or_from_the_first_observation() -> None:
    assert pace_at(date(2025, 12, 31), GOAL, RATE, RISING) == 90
    assert pace_at(date(2026, 12, 31), GOAL, RATE, RISING) == 95
    assert pace_at(date(2028, 1, 1), GOAL, RATE, RISING) == 95
    bare = replace(GOAL, start_value=None, start_on=None)
    assert pace_at(date(2026, 1, 31), bare, RATE, RISING) == RISING[0].value
    assert pace_at(date(2026, 1, 31), bare, RATE, []) is None


@given(st.dates(date(2020, 1, 1), date(2031, 1, 1)), st.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_the_pace_line_rises_steadily(one: date, other: date) -> None:
    def at(day: date) -> Decimal:
        return line_at(day, date(2020, 12, 31), Decimal(90), date(2025, 12, 31), Decimal(95))

    earlier, later = sorted((one, other))
    assert 90 <= at(earlier) <= at(later) <= 95


@given(st.integers(1, 50_000), st.integers(0, 50_000), st.integers(1, 99))
def test_the_missing_heads_are_exactly_enough(denominator: int, numerator: int, percent: int) -> None:
    numerator = min(numerator, denominator)
    point = Point(
        date(2026, 1, 1),
        value_of(Decimal(numerator), Decimal(denominator), 100),
        Decimal(numerator),
        Decimal(denominator),
    )
    gap = gap_of(point, Op.AT_LEAST, Decimal(percent), RATE)
    wanted = numerator + int(gap.amount)
    assert wanted * 100 >= percent * denominator
    assert (wanted - 1) * 100 < percent * denominator
