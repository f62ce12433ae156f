"""The invented numbers: through the services, the same every time, and with every kind of standing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.governance.targets.conftest import NOW
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.targets import demo, queries, services
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Target, Version

Told = list[tuple[str, str, str, str]]


@pytest.fixture
def told(
    ctx_for: Callable[..., Ctx], units: dict[str, Unit], ctx: Ctx, version: Version
) -> Callable[[], Told]:
    Target.objects.create(
        version=version, position=9, metric="家长科学育儿知识普及率", year=2025, op=">=", value=90, unit="%"
    )
    services.adopt_goals(ctx, version.pk)

    def ctx_of(code: str, role: str, at: datetime) -> Ctx:
        return ctx_for(role, units[code or "wjj"], now=at)

    def tell() -> Told:
        demo.seed(ctx_of, NOW.date())
        rows = Observation.objects.unscoped("test").order_by("indicator__code", "period_on", "area", "pk")
        columns = ("indicator__code", "period_on", "area", "value")
        return [tuple(map(str, row)) for row in rows.values_list(*columns)]  # type: ignore[misc]

    return tell


def test_the_story_is_the_same_every_time(told: Callable[[], Told]) -> None:
    first = told()
    Observation.objects.unscoped("test").filter(corrects__isnull=False).delete()
    Observation.objects.unscoped("test").delete()
    assert told() == first
    assert len(first) > 100


def test_the_story_has_a_miss_a_fall_and_an_empty_source(
    told: Callable[[], Told], ctx: Ctx, version: Version
) -> None:
    told()
    found = {
        each.indicator.code: each
        for each in queries.goal_standings(ctx, version.pk, ctx.today)[0]
        if each.goal.due_on and each.goal.due_on.year == 2025
    }
    assert "到期未达" in found["health_management_rate"].sentence
    assert found["certified_staff_rate"].word == "已达标"
    awareness = found["parenting_awareness_rate"]
    assert awareness.latest_value is not None
    assert awareness.previous_value is not None
    assert awareness.result.forecast is not None
    assert awareness.result.forecast.drift.per_month < 0
    sources = set(Observation.objects.unscoped("test").values_list("source", flat=True).order_by())
    assert sources == {"演示数据"}
    assert "还差 364 个" in found["places_per_thousand"].sentence
    empty = Indicator.objects.unscoped("test").get(name="母婴室建成数")
    assert not Observation.objects.unscoped("test").filter(indicator=empty).exists()
