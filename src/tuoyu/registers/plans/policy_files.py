"""The register's files under ``policy/``: code tables for lint and names, and a district's plan kept as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from tuoyu.foundation.policy.divisions import read_table
from tuoyu.foundation.policy.paths import district_dir, policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.registers.plans.rules.duties import DutyCodes
from tuoyu.registers.plans.rules.parsed import ParsedPlan
from tuoyu.registers.plans.rules.plan_data import PlanDataWrong, plan_from_data
from tuoyu.registers.plans.rules.unit_names import alias_table


@cache
def duty_codes() -> DutyCodes:
    """Kinds of units and the matters that need them (``policy/codes``)."""
    folder = policy_dir() / "codes"
    kinds = read_table(folder / "unit_kinds.csv", ("kind", "name_words", "spoken_words"))
    matters = read_table(folder / "duty_matters.csv", ("matter", "words", "kinds", "reason"))
    return DutyCodes.of(kinds, matters)


@cache
def unit_aliases() -> dict[str, str]:
    """Alias → canonical unit name (``policy/codes/unit_aliases.csv``)."""
    return alias_table(read_table(policy_dir() / "codes" / "unit_aliases.csv", ("canonical", "alias")))


def district_plan(code: str) -> ParsedPlan:
    """The plan of a district from its ``plan.yaml``. Raises ``PolicyBroken`` naming file, key and reason."""
    path: Path = district_dir(code) / "plan.yaml"
    try:
        return plan_from_data(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, yaml.YAMLError, PlanDataWrong) as error:
        raise PolicyBroken([Problem(str(path), "", str(error))]) from error
