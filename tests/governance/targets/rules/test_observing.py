"""Numbers that cannot be are refused with a sentence; numbers that hardly can be are asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tuoyu.governance.targets.rules.measures import Measure, Point
from tuoyu.governance.targets.rules.observing import Labels, Reading, check_change, check_counts, check_period
from tuoyu.governance.targets.words import Direction, Period

RATE = Measure("%", 1, 100, "名", Direction.UP, Period.MONTH)
COUNT = Measure("个", 0, 1, "", Direction.UP, Period.MONTH)
CHILDREN = Labels("随访人数", "婴幼儿人数")
PLACES = Labels("新增托位数", "")
OCTOBER = date(2026, 10, 1)


def reading(numerator: str, denominator: str | None = None) -> Reading:
    return Reading(OCTOBER, Decimal(numerator), None if denominator is None else Decimal(denominator))


@pytest.mark.parametrize(
    ("period_on", "period", "today", "code"),
    [
        (OCTOBER, Period.MONTH, date(2026, 11, 1), None),
        (OCTOBER, Period.MONTH, date(2026, 10, 31), "targets.period.not_over"),
        (date(2026, 12, 1), Period.MONTH, date(2026, 11, 23), "targets.period.not_over"),
        (date(2026, 10, 2), Period.MONTH, date(2026, 11, 23), "targets.period.first_day"),
        (date(2026, 8, 1), Period.QUARTER, date(2026, 11, 23), "targets.period.first_day"),
        (date(2026, 7, 1), Period.QUARTER, date(2026, 11, 23), None),
        (date(2026, 1, 1), Period.YEAR, date(2026, 12, 31), "targets.period.not_over"),
    ],
)
def test_a_period_must_be_over(period_on: date, period: Period, today: date, code: str | None) -> None:
    verdict = check_period(period_on, period, today)
    assert [reason.code for reason in verdict.failures] == ([code] if code else [])


@pytest.mark.parametrize(
    ("given", "measure", "labels", "sentence"),
    [
        (reading("20400", "21800"), RATE, CHILDREN, None),
        (reading("120"), COUNT, PLACES, None),
        (reading("21900", "21800"), RATE, CHILDREN, "分子 21,900 大于分母 21,800，比例会超过 100%。"),
        (reading("20400"), RATE, CHILDREN, "没有填分母（婴幼儿人数）。"),
        (reading("0", "0"), RATE, CHILDREN, "分母（婴幼儿人数）是 0，算不出比例。"),
        (reading("-3"), COUNT, PLACES, "新增托位数填的是 -3，不能小于 0。"),
        (reading("3", "5"), COUNT, PLACES, "这项指标没有分母，只填一个数。"),
    ],
)
def test_counts_that_cannot_be(
    given: Reading, measure: Measure, labels: Labels, sentence: str | None
) -> None:
    verdict = check_counts(given, measure, labels)
    assert [reason.sentence for reason in verdict.failures] == ([sentence] if sentence else [])
    assert all(reason.next_step for reason in verdict.failures)


def test_a_lost_digit_is_asked_about() -> None:
    before = Point(date(2026, 9, 1), Decimal("93.3"), Decimal(20340), Decimal(21800))
    verdict = check_change(reading("2040", "21800"), before, Decimal("0.5"), CHILDREN)
    assert [reason.field for reason in verdict.failures] == ["numerator"]
    assert "上一期是 20,340" in verdict.failures[0].sentence
    assert check_change(reading("20400", "21800"), before, Decimal("0.5"), CHILDREN).is_ok
    assert check_change(reading("1", "2"), None, Decimal("0.5"), CHILDREN).is_ok


def test_a_start_from_nothing_is_no_jump() -> None:
    before = Point(date(2026, 9, 1), Decimal(0), Decimal(0))
    assert check_change(reading("40"), before, Decimal("0.5"), PLACES).is_ok
