"""The face of the parser: text in, plan out. Pure; any text is welcome, a text that is no plan has no tasks."""

from __future__ import annotations

from tuoyu.registers.plans.rules.parsed import ParsedPlan


def parse_plan(text: str) -> ParsedPlan:
    """Read a plan from its text, however it was copied. Never raises; absent facts are ``None``."""
    return ParsedPlan(text=text)
