"""The face of the parser: text in, plan out. Pure; any text is welcome, a text that is no plan has no tasks."""

from __future__ import annotations

from typing import Any

from tuoyu.registers.plans.rules.document import read_facts, years_of
from tuoyu.registers.plans.rules.parsed import ParsedPlan
from tuoyu.registers.plans.rules.targets import read_targets
from tuoyu.registers.plans.rules.tasks import read_tasks
from tuoyu.registers.plans.rules.text import Text


def parse_plan(raw: str) -> ParsedPlan:
    """Read a plan from its text, however it was copied. Never raises; absent facts are ``None``."""
    text = Text.of(raw)
    facts = read_facts(text)
    values: dict[str, Any] = dict(facts.values)
    tasks = read_tasks(text)
    targets = read_targets(text, tasks, years_of(facts))
    return ParsedPlan(text=text.clean, tasks=tasks, targets=targets, spans=facts.spans, **values)
