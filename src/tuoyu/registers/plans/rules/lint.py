"""What a careful reader would ask about a plan before adopting it."""

from __future__ import annotations

from tuoyu.registers.plans.rules.parsed import Finding, ParsedPlan


def lint_plan(plan: ParsedPlan) -> tuple[Finding, ...]:
    """Findings in the order of the tasks they concern."""
    return tuple(
        Finding(
            "plan.task.no_lead", f"任务{task.no}“{task.title}”没有牵头单位，请确定一个。", task.title, task.no
        )
        for task in plan.tasks
        if not task.lead
    )
