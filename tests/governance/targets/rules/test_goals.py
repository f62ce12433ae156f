"""From a plan's targets to goals: the right indicator, the right day, an honest baseline."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tuoyu.governance.targets.policy import definitions
from tuoyu.governance.targets.rules.goals import GoalDraft, LegalGoal, PlanFacts, TargetFact, goals_of
from tuoyu.governance.targets.rules.matching import code_for, definition_of, essence
from tuoyu.registers.plans.words import Op

PLAN = PlanFacts(
    doc_no="温鹿政办〔2020〕64号",
    effective_on=date(2021, 2, 1),
    titles={3: "加强婴幼儿健康管理服务", 17: "加强从业人员职业技能培训", 22: "加强公共安全监管"},
    targets=(
        TargetFact(1, "婴幼儿健康管理率", 2020, Op.AT_LEAST, Decimal(90), "%"),
        TargetFact(2, "婴幼儿健康管理率", 2025, Op.AT_LEAST, Decimal(95), "%"),
        TargetFact(3, "婴幼儿入托率", 2025, Op.QUALITATIVE, None, "明显提高"),
        TargetFact(4, "监控录像保存", None, Op.AT_LEAST, Decimal(90), "日", 22),
        TargetFact(5, "母婴室建成数", 2025, Op.AT_LEAST, Decimal(30), "间", 4),
    ),
)
LAW = LegalGoal("places_per_thousand", Decimal("4.5"), date(2025, 12, 31), "国卫人口发〔2025〕6号")


def drafts(plan: PlanFacts = PLAN, **known: str) -> list[GoalDraft]:
    return goals_of(plan, definitions(), known, [LAW])


def test_goals_find_their_indicator_day_and_task() -> None:
    health, later, enrolment, video, *_ = drafts()
    assert (health.code, health.due_on, health.task_no) == ("health_management_rate", date(2020, 12, 31), 3)
    assert (later.due_on, later.value) == (date(2025, 12, 31), 95)
    assert (enrolment.value, enrolment.wording) == (None, "明显提高")
    assert (video.due_on, video.task_no) == (None, 22)


def test_a_target_before_the_plan_took_effect_is_the_baseline_of_the_next() -> None:
    health, later, *_ = drafts()
    assert health.is_baseline
    assert not later.is_baseline
    assert (later.baseline_on, later.baseline_value) == (date(2020, 12, 31), 90)
    assert (health.baseline_on, health.baseline_value) == (None, None)


def test_an_unknown_metric_keeps_its_name_and_gets_a_stable_code() -> None:
    unknown = drafts()[4]
    assert (unknown.metric, unknown.unit, unknown.code) == ("母婴室建成数", "间", code_for("母婴室建成数"))
    assert code_for("全区母婴室建成数") == code_for("母婴室建成数")
    assert code_for("母婴室建成率") != code_for("母婴室建成数")


def test_what_people_defined_in_the_meantime_is_found_by_its_wording() -> None:
    assert drafts(**{essence("母婴室建成数"): "nursing_rooms"})[4].code == "nursing_rooms"


def test_a_law_adds_its_goal_unless_the_plan_says_it_itself() -> None:
    law = drafts()[-1]
    assert (law.code, law.value, law.target_id, law.basis) == (
        "places_per_thousand",
        Decimal("4.5"),
        0,
        LAW.basis,
    )
    own = TargetFact(9, "每千人口托位数", 2025, Op.AT_LEAST, Decimal(4), "个/千人")
    found = drafts(replace(PLAN, targets=(own,)))
    assert [(draft.code, draft.value) for draft in found] == [("places_per_thousand", Decimal(4))]


@pytest.mark.parametrize(
    ("metric", "unit", "code"),
    [
        ("3岁以下婴幼儿健康管理率", "%", "health_management_rate"),
        ("新增托位", "个", "new_places"),
        ("新增普惠托位", "个", "new_inclusive_places"),
        ("每千人口拥有3岁以下婴幼儿托位数", "个", "places_per_thousand"),
        ("家长和看护人员接受科学育儿指导率", "%", "parenting_guidance_rate"),
        ("健康管理率", "个", None),
        ("健康管理", "%", None),
        ("儿童肥胖率", "%", None),
    ],
)
def test_wordings_of_other_plans(metric: str, unit: str, code: str | None) -> None:
    found = definition_of(metric, unit, definitions())
    assert (found.code if found else None) == code


def test_every_definition_is_complete_and_no_wording_means_two() -> None:
    seen: dict[str, str] = {}
    for definition in definitions():
        assert definition.owner
        assert definition.figure.count(".") == 1
        assert ("÷" in definition.formula) == bool(definition.denominator) or definition.scale == 1
        assert (definition.unit == "%") == (definition.scale == 100)
        for wording in (definition.name, *definition.aliases):
            assert seen.setdefault(essence(wording), definition.code) == definition.code


GOLD = Path(__file__).parents[5] / "shared/data/plans/lucheng_2020_gold.json"


@pytest.mark.skipif(not GOLD.exists(), reason="the annotated plan is not at hand")
def test_every_target_of_the_plan_has_a_definition() -> None:
    for target in json.loads(GOLD.read_text(encoding="utf-8"))["targets"]:
        unit = "" if target["op"] == "qualitative" else target["unit"]
        assert definition_of(target["metric"], unit, definitions()), target["metric"]
