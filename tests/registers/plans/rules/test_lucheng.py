"""The real texts, which stay outside the repository: read where they are at hand, skipped where not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tuoyu.registers.plans.policy_files import district_plan, duty_codes, unit_aliases
from tuoyu.registers.plans.rules.document_number import parse_document_number
from tuoyu.registers.plans.rules.lint import lint_plan
from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.parsed import ParsedPlan
from tuoyu.registers.plans.rules.unit_names import canonical

SHARED = Path(__file__).parents[5] / "shared"
SEED = SHARED / "seed" / "plan-lucheng-2020-64.txt"
DATA = SHARED / "data" / "plans"

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the government's texts are not at hand")


def gold(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def plan() -> ParsedPlan:
    return parse_plan(SEED.read_text(encoding="utf-8"))


def keys(targets: list[dict[str, Any]]) -> set[tuple[object, ...]]:
    names = ("year", "metric", "op", "value", "unit", "task", "note")
    return {tuple(target.get(name) for name in names) for target in targets}


def test_lucheng_facts(plan: ParsedPlan) -> None:
    expected = {
        name: value
        for name, value in gold("lucheng_2020_gold.json").items()
        if name not in ("tasks", "targets")
    }
    found = plan.to_json_dict()
    assert {name: found[name] for name in expected} == expected


def test_lucheng_tasks(plan: ParsedPlan) -> None:
    for task, expected in zip(
        plan.to_json_dict()["tasks"], gold("lucheng_2020_gold.json")["tasks"], strict=True
    ):
        assert {**task, "lead": set(task["lead"]), "responsible": set(task["responsible"])} == {
            **expected,
            "lead": set(expected["lead"]),
            "responsible": set(expected["responsible"]),
        }


def test_lucheng_targets(plan: ParsedPlan) -> None:
    assert keys(plan.to_json_dict()["targets"]) == keys(gold("lucheng_2020_gold.json")["targets"])


def test_each_task_keeps_its_clause(plan: ParsedPlan) -> None:
    assert plan.task(1).clause.startswith("执行有关法律法规")
    assert len(plan.task(6).measures) >= 6
    assert all(task.clause and "牵头单位" not in task.clause for task in plan.tasks)


def test_developer_fixture() -> None:
    found = parse_plan((DATA / "synth_S1_dev_fixture.txt").read_text(encoding="utf-8")).to_json_dict()
    expected = gold("synth_S1_dev_fixture.gold.json")
    assert found["doc_no"] == expected["doc_no"]
    shown = [{name: task[name] for name in ("no", "title", "lead", "responsible")} for task in found["tasks"]]
    assert shown == expected["tasks"]
    assert keys(found["targets"]) == keys(expected["targets"])


def test_a_paper_without_units_has_no_tasks() -> None:
    plan = parse_plan((DATA / "real_negative_guobanfa_2018_123.txt").read_text(encoding="utf-8"))
    assert (plan.tasks, plan.targets) == ((), ())
    assert (plan.doc_no, plan.signed, plan.published) == ("国办发〔2018〕123号", "2018-12-07", "2018-12-27")


def test_document_numbers() -> None:
    for case in gold("doc_numbers.json"):
        number = parse_document_number(case["raw"])
        assert number is not None
        assert (number.year, number.seq) == (case["year"], case["seq"])
        assert str(number) in (case["raw"].translate(str.maketrans("【】", "〔〕")), "鄂政办发〔2020〕8号")


def test_target_sentences() -> None:
    for case in gold("target_sentences.json"):
        found = parse_plan(case["sentence_restated"]).targets
        for target, expected in zip(found, case["targets"], strict=True):
            assert (target.year, target.op, target.value, target.unit) == tuple(
                expected[name] for name in ("year", "op", "value", "unit")
            )
            rest = iter(target.metric)
            assert all(char in rest for char in expected["metric"]), (target.metric, expected["metric"])


def test_unit_aliases() -> None:
    lines = (DATA / "unit_aliases.csv").read_text(encoding="utf-8").split()[1:]
    for name, alias in (line.split(",") for line in lines):
        assert canonical(alias, unit_aliases()) == name


def test_plan_as_data_holds_to_the_text(plan: ParsedPlan) -> None:
    data, read = district_plan("330302").to_json_dict(), plan.to_json_dict()
    assert keys(data.pop("targets")) == keys(read.pop("targets"))
    assert data == read
    assert all(
        2 <= len(task.measures) <= 5 or len(task.measures) == 1 for task in district_plan("330302").tasks
    )
    assert all(
        measure not in plan.text for task in district_plan("330302").tasks for measure in task.measures
    )


def test_the_plans_own_traps_are_found(plan: ParsedPlan) -> None:
    findings = lint_plan(plan, duty_codes())
    found = {(finding.code, finding.task) for finding in findings}
    assert {("plan.target.idle_cap", 15), ("plan.duty.no_owner", 9), ("plan.duty.no_owner", 25)} <= found
    assert ("plan.target.before_effect", None) in found
    said = "\n".join(finding.sentence for finding in findings)
    for words in (
        "14.7万元",
        "30.6122万元",
        "燃气",
        "供水",
        "民政",
        "2020年的5项目标",
        "牵头9项",
        "2019年第76号",
        "区文化和广电旅游体育局",
    ):
        assert words in said
    owners = [finding.task for finding in findings if finding.code == "plan.duty.no_owner"]
    assert owners == [9, 9, 25]
    assert not [finding for finding in findings if finding.code == "plan.duty.registrar"]
