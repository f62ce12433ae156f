"""Reading a plan: milliseconds for a text like Lucheng's, and that twice the text costs twice the time, not four times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from statistics import median
from time import process_time
from typing import Any

import yaml

from bench.lines import Line, limited
from bench.timing import Effort
from tuoyu.foundation.policy.paths import district_dir, served_district
from tuoyu.registers.plans.rules.parse import parse_plan

_TIMES_LONGER = 8
_NUMERALS = "一二三四五六七八九"


def run(effort: Effort) -> Iterator[Line]:
    text, tasks = _plan_text()
    assert len(parse_plan(text).tasks) == tasks
    once = _milliseconds(effort, lambda: parse_plan(text))
    yield limited(f"plan read: {tasks} tasks, {len(text):,} characters", once, "CPU ms")
    longer = _milliseconds(effort, lambda: parse_plan(text * _TIMES_LONGER))
    yield limited(f"plan read: growth when {_TIMES_LONGER} times as long", longer / once, "times", 16)


def _milliseconds(effort: Effort, call: Callable[[], object]) -> float:
    times = []
    for _ in range(effort.rounds):
        start = process_time()
        call()
        times.append(process_time() - start)
    return median(times) * 1000


def _plan_text() -> tuple[str, int]:
    """The plan of the district written out again from its data, and how many tasks it has."""
    path = district_dir(served_district()) / "plan.yaml"
    plan = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    lines = [plan["issuer"], f"关于印发{plan['title']}的通知", plan["doc_no"]]
    for (section, title), tasks in groupby(
        plan["tasks"], lambda task: (task["section"], task["section_title"])
    ):
        lines += [f"{section}、{title}", *(_clause(number, task) for number, task in enumerate(tasks))]
    return "\n".join([*lines, f"附件：{plan['title']}", ""]), len(plan["tasks"])


def _clause(number: int, task: dict[str, Any]) -> str:
    measures = "。".join(task["measures"])
    responsible = "、".join(task["responsible"])
    units = f"牵头单位：{'、'.join(task['lead'])}" + (f"；责任单位：{responsible}" if responsible else "")
    return f"（{_NUMERALS[number]}）{task['title']}。{measures}。（{units}）"
