"""The lint on invented plans: every finding can also be absent."""

from __future__ import annotations

from tuoyu.registers.plans.policy_files import duty_codes
from tuoyu.registers.plans.rules.lint import lint_plan
from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.parsed import Finding
from tuoyu.registers.plans.words import Severity


def findings(text: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in lint_plan(parse_plan(text), duty_codes()):
        found.setdefault(finding.code, []).append(finding)
    return found


def test_a_sound_task_is_left_alone() -> None:
    assert findings("1.办好托班。支持幼儿园开设托班。（牵头单位：区教育局；责任单位：区民政局）") == {}


def test_a_task_without_lead() -> None:
    (finding,) = findings("1.办好托班。好。（责任单位：区教育局、区民政局）")["plan.task.no_lead"]
    assert finding.severity == Severity.ERROR
    assert "任务1“办好托班”没有牵头单位" in finding.sentence


def test_a_unit_in_both_roles() -> None:
    (finding,) = findings("1.办好托班。好。（牵头单位：区教育局；责任单位：区教育局、区民政局）")[
        "plan.task.both_roles"
    ]
    assert finding.basis == "区教育局"


def test_a_duty_without_an_owner_and_with_one() -> None:
    text = "1.降低成本。用水执行居民价格。（牵头单位：区发改局；责任单位：{}）"
    (finding,) = findings(text.format("区供电公司"))["plan.duty.no_owner"]
    assert (finding.task, finding.basis) == (1, "用水执行居民价格。")
    assert "plan.duty.no_owner" not in findings(text.format("区水务局"))


def test_registration_organs_must_all_be_there() -> None:
    text = "1.登记。在县级市场监管、民政或机构编制部门注册登记。（牵头单位：区卫生健康局；责任单位：{}）"
    (finding,) = findings(text.format("区市场监管局、区委编办"))["plan.duty.registrar"]
    assert "没有民政" in finding.sentence
    assert "plan.duty.registrar" not in findings(text.format("区市场监管局、区委编办、区民政局"))


def test_a_cap_that_never_binds() -> None:
    text = "1.补助。公办的给予保障，每班补助不高于{}万元；民办的按50%标准补助，每班补助不高于20万元。（牵头单位：区财政局）"
    (finding,) = findings(text.format(30))["plan.target.idle_cap"]
    assert "只有15万元" in finding.sentence
    assert "投入超过40万元" in finding.sentence
    assert "plan.target.idle_cap" not in findings(text.format(50))


def test_targets_before_the_plan_takes_effect() -> None:
    text = "一、目标\n到{}年，备案率达到90%。\n本方案自2021年2月1日起施行。"
    assert "只能作基线" in findings(text.format(2020))["plan.target.before_effect"][0].sentence
    assert "plan.target.before_effect" not in findings(text.format(2021))


def test_promises_without_a_number() -> None:
    (finding,) = findings("到2025年，入托率明显提高。")["plan.target.no_number"]
    assert "2025年“入托率明显提高”没有数值" in finding.sentence


def test_outside_papers_collectives_and_vague_units() -> None:
    found = findings("1.减税。执行财政部公告2019年第76号。（牵头单位：区税务局；责任单位：各街镇、有关部门）")
    assert "须核对有效期" in found["plan.source.outside"][0].sentence
    assert found["plan.unit.collective"][0].basis == "各街镇"
    assert found["plan.unit.vague"][0].basis == "有关部门"


def test_partners_are_compared_both_ways() -> None:
    partners = "教育、公安、民政、财政、税务、消防、大数据等部门要按照职责分工，密切协同配合。"
    found = findings(f"1.办托班。好。（牵头单位：区教育局；责任单位：区商务局）\n二、保障\n{partners}")
    assert "区商务局" in found["plan.unit.not_partner"][0].sentence
    assert any("“大数据”" in finding.sentence for finding in found["plan.unit.no_task"])


def test_without_code_tables_the_lint_is_silent_about_duties() -> None:
    plan = parse_plan("1.降低成本。用水执行居民价格。（牵头单位：区发改局）")
    assert lint_plan(plan) == ()
