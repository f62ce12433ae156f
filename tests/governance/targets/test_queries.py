"""How the goals of a plan stand, and at what price in statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.governance.targets.conftest import NOW
from tuoyu.governance.targets import queries, services
from tuoyu.governance.targets.commands import CorrectObservation
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.queries import GoalStanding
from tuoyu.governance.targets.rules.periods import first_day, month_index
from tuoyu.governance.targets.words import Origin, Status
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Version

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def year_of_numbers(record: Callable[..., Observation]) -> list[Observation]:
    first = month_index(OCTOBER) - 9
    return [record(first_day(first + at), 19_600 + 80 * at + 15 * (at % 3)) for at in range(10)]


def standing_of(found: list[GoalStanding], code: str, year: int) -> GoalStanding:
    return next(
        each
        for each in found
        if each.indicator.code == code and each.goal.due_on and each.goal.due_on.year == year
    )


@pytest.mark.usefixtures("year_of_numbers")
def test_goal_standings_tell_value_pace_chance_and_task(ctx: Ctx, adopted: Version) -> None:
    found, _ = queries.goal_standings(ctx, adopted.pk, ctx.today)
    late = standing_of(found, "health_management_rate", 2025)
    assert late.latest_value == Decimal("93.2110")
    assert late.previous_value == Decimal("92.9817")
    assert late.pace_value == 95
    assert late.chance is not None
    assert 0 < late.chance < 0.5
    assert (late.status, late.task_no, late.origin) == (Status.BAD, 3, Origin.TYPED)
    assert "还差 390 名" in late.sentence
    assert standing_of(found, "health_management_rate", 2020).status is Status.NONE
    empty = standing_of(found, "certified_staff_rate", 2025)
    assert (empty.latest_value, empty.sentence, empty.task_no) == (None, "还没有数据。", 17)


def test_goal_standings_cost_two_statements_at_any_size(
    ctx: Ctx, adopted: Version, record: Callable[..., Observation], django_assert_num_queries: Any
) -> None:
    record(OCTOBER)
    with django_assert_num_queries(2):
        queries.goal_standings(ctx, adopted.pk, ctx.today)
    for month in range(1, 10):
        record(date(2026, month, 1))
    with django_assert_num_queries(2):
        queries.goal_standings(ctx, adopted.pk, ctx.today)


def test_corrected_numbers_and_streets_do_not_count_for_the_district(
    ctx: Ctx, adopted: Version, health: Indicator, record: Callable[..., Observation]
) -> None:
    wrong = record(OCTOBER, 20_040)
    record(OCTOBER, 2_400, 2_773, area="330302006")
    services.correct_observation(
        ctx, CorrectObservation(wrong.pk, Decimal(20_400), Decimal(21_800), "台账", "抄错")
    )
    (row,) = queries.district_series(ctx, [health.pk])[health.pk]
    assert row.numerator == 20_400
    assert queries.observations_of(ctx, health.pk).count() == 3


def test_nobody_without_a_post_sees_standings(ctx_for: Callable[..., Ctx], adopted: Version) -> None:
    assert queries.goal_standings(ctx_for("system_admin", None, now=NOW), adopted.pk, NOW.date()) == ([], {})


def test_the_headline_is_the_next_goal_with_a_number(ctx: Ctx, adopted: Version, health: Indicator) -> None:
    found = [
        each for each in queries.goal_standings(ctx, adopted.pk, ctx.today)[0] if each.indicator == health
    ]
    for today, year in ((date(2024, 1, 1), 2025), (date(2026, 1, 1), 2025)):
        chosen = queries.headline(found, today)
        assert chosen is not None
        assert chosen.goal.due_on is not None
        assert chosen.goal.due_on.year == year
    assert queries.headline([], date(2026, 1, 1)) is None


def test_areas_have_names(ctx: Ctx) -> None:
    assert queries.area_name(ctx, "330302") == "鹿城区"
    assert queries.area_name(ctx, "330302006") == "五马街道"
    assert queries.area_name(ctx, "330302999") == "330302999"
