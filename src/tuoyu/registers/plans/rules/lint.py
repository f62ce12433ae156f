"""What a careful reader would ask about a plan before adopting it. Findings quote the plan; none of them changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuoyu.registers.plans.rules.duties import NO_CODES, DutyCodes
from tuoyu.registers.plans.rules.lint_duties import duty_findings
from tuoyu.registers.plans.rules.lint_figures import figure_findings
from tuoyu.registers.plans.rules.parsed import Finding, ParsedPlan, ParsedTask
from tuoyu.registers.plans.words import Severity

_VAGUE = re.compile(r"^(?:各)?(?:有关|相关)|项目牵头单位")
_COLLECTIVE = re.compile(r"^各(?!有关单位|相关|有关部门|项目)")
_OUTSIDE = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:公告|令)?(?:20\d\d)年第\d+号|《[^《》]{4,60}》(?:[（(][^（()）]{2,24}[)）])?"
)
_UNDATED = re.compile(r"适时[^，。；,;]{2,24}|限时办结[^，。；,;]{0,8}")


def lint_plan(plan: ParsedPlan, codes: DutyCodes = NO_CODES) -> tuple[Finding, ...]:
    """Everything worth a second look: findings about the whole plan first, then task by task.

    Codes: ``plan.task.*`` units of a task, ``plan.duty.*`` duties without an owner, ``plan.target.*`` figures,
    ``plan.unit.*`` names, ``plan.source.*`` papers cited.
    """
    findings = [
        *_concentration(plan),
        *_collectives(plan),
        *duty_findings(plan, codes),
        *figure_findings(plan),
        *(finding for task in plan.tasks for finding in (*_units(task), *_sources(task), *_times(task))),
    ]
    return tuple(sorted(findings, key=lambda finding: finding.task or 0))


def _units(task: ParsedTask) -> Iterator[Finding]:
    where = f"任务{task.no}“{task.title}”"
    if not task.units:
        yield Finding(
            "plan.task.no_units",
            f"{where}没有写任何单位，请确定牵头单位。",
            task.title,
            task.no,
            Severity.ERROR,
        )
    elif not task.lead:
        named = "、".join(task.responsible)
        yield Finding(
            "plan.task.no_lead",
            f"{where}没有牵头单位，请从责任单位中确定一个。",
            named,
            task.no,
            Severity.ERROR,
        )
    for unit in sorted(set(task.lead) & set(task.responsible)):
        yield Finding(
            "plan.task.both_roles", f"{where}把{unit}同时列为牵头单位和责任单位，请只留一处。", unit, task.no
        )
    for unit in task.units:
        if _VAGUE.search(unit):
            yield Finding(
                "plan.unit.vague", f"{where}写的是“{unit}”，没有点名，请写明是哪几个单位。", unit, task.no
            )


def _sources(task: ParsedTask) -> Iterator[Finding]:
    """Papers of others that the task leans on: they may have lapsed since."""
    for match in _OUTSIDE.finditer(task.clause):
        is_dated = re.search(r"20\d\d", match[0]) is not None
        yield Finding(
            "plan.source.outside",
            f"任务{task.no}依据外部文件“{match[0]}”，引用的外部文件须核对有效期，过期的优惠和标准不能再用。",
            match[0],
            task.no,
            Severity.WARNING if is_dated else Severity.NOTE,
        )


def _times(task: ParsedTask) -> Iterator[Finding]:
    for match in _UNDATED.finditer(task.clause):
        yield Finding(
            "plan.task.undated",
            f"任务{task.no}写“{match[0]}”，没有期限，无法督办，请约定时间。",
            match[0],
            task.no,
            Severity.NOTE,
        )


def _collectives(plan: ParsedPlan) -> Iterator[Finding]:
    names = sorted({unit for unit in plan.units if _COLLECTIVE.search(unit)})
    for name in names:
        tasks = "、".join(str(task.no) for task in plan.tasks if name in task.units)
        yield Finding(
            "plan.unit.collective",
            f"“{name}”是集合单位，出现在任务{tasks}中，采用时要逐一列出每个成员单位，否则没有人收到任务。",
            name,
        )


def _concentration(plan: ParsedPlan) -> Iterator[Finding]:
    """A unit that leads at least a third of the tasks."""
    led: dict[str, list[int]] = {}
    for task in plan.tasks:
        for unit in task.lead:
            led.setdefault(unit, []).append(task.no)
    for unit, tasks in led.items():
        if len(plan.tasks) >= 6 and len(tasks) * 3 >= len(plan.tasks):
            numbers = "、".join(str(no) for no in tasks)
            yield Finding(
                "plan.unit.concentration",
                f"{unit}牵头{len(tasks)}项（任务{numbers}），占全部{len(plan.tasks)}项的三分之一以上，请核对力量是否够。",
                unit,
                severity=Severity.NOTE,
            )
