"""A plan kept as data has the same shape as a plan that was read."""

from __future__ import annotations

from typing import Any

import pytest

from tuoyu.registers.plans.policy_files import district_plan
from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.plan_data import PlanDataWrong, plan_from_data

TASK: dict[str, Any] = {
    "no": 1,
    "title": "办托班",
    "measures": ["开设托班"],
    "lead": ["区教育局"],
    "responsible": [],
}
TARGET: dict[str, Any] = {"year": 2025, "metric": "备案率", "op": ">=", "value": "90", "unit": "%"}


def test_spans_quote_the_fields() -> None:
    plan = plan_from_data({"doc_no": "甲政办〔2020〕1号", "tasks": [TASK], "targets": [TARGET]})
    (task,) = plan.tasks
    for name, words in (("title", "办托班"), ("clause", "开设托班。"), ("lead", "区教育局")):
        span = task.spans[name]
        assert plan.text[span.start : span.end] == words
        assert words in span.sentence
    assert plan.targets[0].value == 90


def test_what_is_written_out_can_be_read_back() -> None:
    plan = district_plan("330302")
    read = parse_plan(plan.text)
    assert [(task.no, task.title, task.lead, task.responsible) for task in read.tasks] == [
        (task.no, task.title, task.lead, task.responsible) for task in plan.tasks
    ]


def test_a_bare_no_key_is_the_number() -> None:
    row = {False: 1, **{name: value for name, value in TASK.items() if name != "no"}}
    assert plan_from_data({"tasks": [row], "targets": []}).tasks[0].no == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"tasks": {}, "targets": []}, "tasks 应当是一个列表"),
        ({"tasks": ["x"], "targets": []}, "tasks[0] 应当是“键: 值”"),
        ({"tasks": [{**TASK, "title": None}], "targets": []}, "tasks[0] 要有 no（整数）和 title"),
        ({"tasks": [{**TASK, "lead": "区教育局"}], "targets": []}, "tasks[0].lead 应当是文字的列表"),
        ({"tasks": [], "targets": [{**TARGET, "op": ">"}]}, "targets[0].op 应当是"),
        ({"tasks": [], "targets": [{**TARGET, "value": "多"}]}, "targets[0].value 应当是数字"),
    ],
)
def test_wrong_data_names_its_place(data: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanDataWrong) as caught:
        plan_from_data(data)
    assert words in str(caught.value)
