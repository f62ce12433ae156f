"""The verbs on a database: what is written, what is refused, and that nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.governance.targets.conftest import NOW
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.figures import registry
from tuoyu.foundation.figures.registry import Count, FigureSource, declare_figure
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.targets import jobs, services, subscribers
from tuoyu.governance.targets.commands import (
    CorrectObservation,
    DefineIndicator,
    Evidence,
    PullObservations,
    RecordObservation,
)
from tuoyu.governance.targets.models import Goal, Indicator, Observation
from tuoyu.governance.targets.words import PENDING_DEFINITION, Direction, Origin, Period
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.events import PlanAdopted
from tuoyu.registers.plans.models import Version

OCTOBER = date(2026, 10, 1)
Record = Callable[..., Observation]


def rows() -> list[Observation]:
    return list(Observation.objects.unscoped("test").order_by("pk"))


def correction(wrong: Observation, numerator: int, **changes: object) -> CorrectObservation:
    command = CorrectObservation(wrong.pk, Decimal(numerator), Decimal(21_800), "测试台账", "抄错一位")
    return replace(command, **changes)


def test_adopt_goals_makes_indicators_from_policy_and_from_the_plan(adopted: Version) -> None:
    goals = Goal.objects.unscoped("test").select_related("indicator", "task").filter(version=adopted)
    by_year = {(goal.indicator.code, goal.due_on and goal.due_on.year): goal for goal in goals.order_by("pk")}
    baseline, goal = by_year["health_management_rate", 2020], by_year["health_management_rate", 2025]
    assert baseline.is_baseline
    assert (goal.baseline_on, goal.baseline_value) == (date(2020, 12, 31), 90)
    assert goal.task is not None
    assert goal.task.no == 3
    assert by_year["enrolment_rate", 2025].wording == "明显提高"
    assert by_year["places_per_thousand", 2025].target_id is None


def test_adopt_goals_leaves_an_unknown_metric_to_be_defined(adopted: Version) -> None:
    unknown = Indicator.objects.unscoped("test").get(name="母婴室建成数")
    assert unknown.definition == PENDING_DEFINITION
    assert not unknown.is_defined
    assert (unknown.unit, unknown.decimals, unknown.direction) == ("间", 0, "up")


def test_adopt_goals_twice_adds_nothing(ctx: Ctx, adopted: Version) -> None:
    before = Goal.objects.unscoped("test").count(), Indicator.objects.unscoped("test").count()
    assert services.adopt_goals(ctx, adopted.pk) == 0
    assert (Goal.objects.unscoped("test").count(), Indicator.objects.unscoped("test").count()) == before


def test_adopt_goals_is_rung_by_the_plan_and_repeated_when_a_law_comes(
    ctx_for: Callable[..., Ctx], version: Version, system_ctx: Ctx
) -> None:
    """The law of 2025 is not known in 2021; the nightly round finds it once it holds."""
    subscribers.set_goals(replace(system_ctx, now=NOW.replace(year=2021)), PlanAdopted(version.pk, 0))
    goals = Goal.objects.unscoped("test").filter(indicator__code="places_per_thousand")
    assert not goals.exists()
    jobs.follow_the_law(replace(system_ctx, now=NOW))
    assert goals.get().value == Decimal("4.5")


def test_pull_observations_every_night(system_ctx: Ctx, health: Indicator, counted: list[int]) -> None:
    jobs.pull_figures(replace(system_ctx, now=NOW))
    assert [row.numerator for row in rows()] == [20_400]


def test_record_observation_keeps_what_it_was_counted_from(record: Record) -> None:
    observation = record(OCTOBER, 20_400)
    assert observation.value == Decimal("93.5780")
    assert observation.origin == Origin.TYPED
    assert (observation.recorded_by, observation.recorded_unit) == ("测试人员", "区卫生健康局")
    assert Entry.objects.unscoped("test").filter(verb="targets.observation.record").exists()


def test_record_observation_refuses_a_second_number_for_a_period(record: Record) -> None:
    record(OCTOBER, 20_400)
    with pytest.raises(Refused, match=r"鹿城区2026年10月已经有数：93\.6%") as refused:
        record(OCTOBER, 20_500)
    assert refused.value.status == 409
    assert len(rows()) == 1
    record(OCTOBER, 2_400, 2_773, area="330302006")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"numerator": 21_900}, "分子 21,900 大于分母 21,800"),
        ({"period_on": date(2026, 11, 1)}, "2026年11月还没有结束"),
        ({"period_on": date(2026, 10, 2)}, "不是一个月的第一天"),
        ({"area": "330303001"}, "没有代码为“330303001”的街镇"),
    ],
)
def test_record_observation_refuses_with_a_sentence(
    record: Record, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        record(**{"period_on": OCTOBER, **changes})
    assert refused.value.status == 422
    assert rows() == []


def test_record_observation_asks_about_a_lost_digit_once(record: Record) -> None:
    record(date(2026, 9, 1), 20_300)
    with pytest.raises(Refused, match="上一期是 20,300"):
        record(OCTOBER, 2_040)
    assert record(OCTOBER, 2_040, is_checked=True).value < 10


def test_record_observation_wants_a_definition(ctx: Ctx, adopted: Version) -> None:
    unknown = Indicator.objects.unscoped("test").get(name="母婴室建成数")
    with pytest.raises(Refused, match="口径还没有确定"):
        services.record_observation(
            ctx, RecordObservation(unknown.pk, OCTOBER, "330302", Decimal(12), None, "台账")
        )


def test_record_observation_keeps_its_evidence(record: Record) -> None:
    observation = record(OCTOBER, evidence=Evidence("台账.txt", "十月随访 20400 名".encode()))
    assert observation.evidence is not None
    assert observation.evidence.name == "台账.txt"


def test_record_observation_only_for_indicators_of_my_unit(
    ctx_for: Callable[..., Ctx], units: dict[str, Unit], health: Indicator
) -> None:
    command = RecordObservation(health.pk, OCTOBER, "330302", Decimal(20_400), Decimal(21_800), "台账")
    with pytest.raises(Refused) as refused:
        services.record_observation(ctx_for("unit_officer", units["jyj"], now=NOW), command)
    assert refused.value.status == 404
    services.record_observation(ctx_for("unit_officer", units["wjj"], now=NOW), command)
    assert len(rows()) == 1


def test_correct_observation_keeps_the_wrong_row(ctx: Ctx, record: Record) -> None:
    wrong = record(OCTOBER, 20_040)
    right = services.correct_observation(ctx, correction(wrong, 20_400))
    first, second = rows()
    assert (first.pk, first.numerator, first.is_corrected) == (wrong.pk, 20_040, True)
    assert (second.pk, second.corrects_id, second.is_corrected) == (right.pk, wrong.pk, False)
    assert second.reason == "抄错一位"


def test_correct_observation_once_and_only_with_another_number(ctx: Ctx, record: Record) -> None:
    wrong = record(OCTOBER, 20_040)
    with pytest.raises(Refused, match="和原来一样"):
        services.correct_observation(ctx, correction(wrong, 20_040))
    services.correct_observation(ctx, correction(wrong, 20_400))
    with pytest.raises(Refused, match="已经更正过"):
        services.correct_observation(ctx, correction(wrong, 20_500))


def test_correct_observation_is_not_for_officers(
    ctx_for: Callable[..., Ctx], units: dict[str, Unit], record: Record
) -> None:
    wrong = record(OCTOBER)
    with pytest.raises(Refused) as refused:
        services.correct_observation(
            ctx_for("unit_officer", units["wjj"], now=NOW), correction(wrong, 20_000)
        )
    assert refused.value.status == 403


def definition(indicator: Indicator, **changes: object) -> DefineIndicator:
    command = DefineIndicator(
        indicator_id=indicator.pk, name="母婴室建成数", definition="达到配置标准的母婴室数", formula="",
        numerator_label="达标母婴室数", denominator_label="", unit="间", decimals=0, counted_in="",
        direction=Direction.UP, period=Period.QUARTER, owner_id=indicator.owner_id, basis="联席会议纪要",
        is_confirmed=True,
    )  # fmt: skip
    return replace(command, **changes)


def test_define_indicator_completes_what_the_plan_left_open(ctx: Ctx, adopted: Version) -> None:
    unknown = Indicator.objects.unscoped("test").get(name="母婴室建成数")
    found = services.define_indicator(ctx, definition(unknown))
    assert found.is_defined
    assert (found.period, found.confidence, found.scale) == ("quarter", "verified", 1)


def test_define_indicator_does_not_pull_the_ground_from_numbers(
    ctx: Ctx, record: Record, health: Indicator
) -> None:
    record(OCTOBER)
    with pytest.raises(Refused, match="已有填报数据，不能再改单位、周期、分母"):
        services.define_indicator(ctx, definition(health))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The health register as it will be: managed children of the district, and of no street."""
    monkeypatch.setattr(registry, "_figures", {})
    managed = [20_400]
    declare_figure(
        FigureSource(
            key="health.managed_children", label="健康管理系统", definition="当年随访", unit="%",
            numerator_label="随访", denominator_label="婴幼儿", owner_app="health",
            compute=lambda _ctx, _on, area: Count(0, 0) if area else Count(managed[0], 21_800),
        )
    )  # fmt: skip
    return managed


def test_pull_observations_draws_the_last_complete_period(
    ctx: Ctx, health: Indicator, counted: list[int]
) -> None:
    assert services.pull_observations(ctx, PullObservations(Period.MONTH)) == 1
    (row,) = rows()
    assert (row.period_on, row.origin, row.source, row.numerator) == (
        OCTOBER,
        "system",
        "健康管理系统",
        20_400,
    )
    assert services.pull_observations(ctx, PullObservations(Period.MONTH)) == 0


def test_pull_observations_corrects_what_was_typed(ctx: Ctx, record: Record, counted: list[int]) -> None:
    record(OCTOBER, 20_000)
    counted[0] = 20_410
    services.pull_observations(ctx, PullObservations(Period.MONTH))
    typed, drawn = rows()
    assert typed.is_corrected
    assert (drawn.corrects_id, drawn.origin, drawn.numerator) == (typed.pk, "system", 20_410)


def test_pull_observations_without_a_source_writes_nothing(ctx: Ctx, health: Indicator) -> None:
    assert services.pull_observations(ctx, PullObservations(Period.MONTH)) == 0
    assert rows() == []
