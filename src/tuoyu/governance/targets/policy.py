"""Typed view of what policy says about indicators: their definitions, legal goals, and how a forecast is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuoyu.foundation.policy.entries import WrongEntry, mapping, text, word
from tuoyu.foundation.policy.parameters import Value
from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.foundation.policy.reader import PolicySilent, current
from tuoyu.foundation.policy.strict_yaml import YamlRefused, read_yaml
from tuoyu.foundation.policy.words import Confidence
from tuoyu.governance.targets.rules.goals import LegalGoal
from tuoyu.governance.targets.rules.matching import Definition
from tuoyu.governance.targets.rules.pace import PaceRule
from tuoyu.governance.targets.words import Direction, Period

_FILE = "base/indicators.yaml"
_KEYS = set(Definition.__dataclass_fields__) - {"code"}
_read: dict[Path, tuple[int, tuple[Definition, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Pacing:
    """The rule of the forecast, and the words and the paper it rests on."""

    rule: PaceRule
    method: str
    source: str
    is_unverified: bool


def pacing_at(on: date, area: str) -> Pacing:
    """How a forecast is made. Raises ``PolicySilent`` where nothing holds."""
    policy = current()
    record = policy.record("targets.pace", on, area)
    value = policy.at("targets.pace", on, area)
    rule = PaceRule(
        minimum_points=record.integer("minimum_points"),
        window_months=record.integer("window_months"),
        outlier_limit=record.decimal("outlier_limit"),
        band=record.decimal("band"),
        ok_chance=record.decimal("ok_chance"),
        warn_chance=record.decimal("warn_chance"),
        stale_periods=record.integer("stale_periods"),
    )
    return Pacing(rule, record.text("method"), str(value.source), value.is_unverified)


def change_to_confirm(on: date, area: str) -> Decimal:
    """The share by which a typed count may differ from the period before without being asked about."""
    policy = current()
    return policy.record("targets.observation", on, area).decimal("change_to_confirm")


def legal_goals(on: date, area: str) -> tuple[LegalGoal, ...]:
    """What national, provincial and local law promises beyond the plan's own list of targets."""
    policy = current()
    goals = []
    try:
        record = policy.record("targets.places_per_thousand", on, area)
        basis = _basis(policy.at("targets.places_per_thousand", on, area))
        goals.append(
            LegalGoal("places_per_thousand", record.decimal("places"), record.day("reach_on"), basis)
        )
    except PolicySilent:
        pass
    try:
        floor = policy.decimal("targets.planned_places_per_thousand", on, area)
        basis = _basis(policy.at("targets.planned_places_per_thousand", on, area))
        goals.append(LegalGoal("co_built_places", floor, None, basis))
    except PolicySilent:
        pass
    return tuple(goals)


def definitions() -> tuple[Definition, ...]:
    """All indicators that policy defines, reread when the file changed. Raises ``PolicyBroken`` with every mistake."""
    path = policy_dir() / _FILE
    stamp = path.stat().st_mtime_ns
    known = _read.get(path)
    if known is None or known[0] != stamp:
        known = _read[path] = (stamp, _load(path))
    return known[1]


def _basis(value: Value) -> str:
    return f"{value.source}{'（待核实）' if value.is_unverified else ''}"


def _load(path: Path) -> tuple[Definition, ...]:
    try:
        content = mapping(read_yaml(path), {"indicators"}, "文件")
    except (YamlRefused, WrongEntry) as problem:
        raise PolicyBroken([Problem(_FILE, "", str(problem))]) from None
    found, problems = [], []
    for code, raw in content["indicators"].items():
        try:
            found.append(_definition(code, raw))
        except WrongEntry as problem:
            problems.append(Problem(_FILE, code, str(problem)))
    if problems:
        raise PolicyBroken(problems)
    return tuple(found)


def _definition(code: str, raw: Any) -> Definition:
    row = mapping(raw, _KEYS, "指标")
    return Definition(
        code=code,
        name=text(row, "name"),
        definition=text(row, "definition"),
        formula=text(row, "formula"),
        numerator=text(row, "numerator"),
        denominator=text(row, "denominator", is_optional=True),
        unit=text(row, "unit"),
        scale=_whole(row, "scale"),
        decimals=_whole(row, "decimals"),
        counted_in=text(row, "counted_in", is_optional=True),
        direction=word(Direction, row, "direction"),
        period=word(Period, row, "period"),
        figure=text(row, "figure", is_optional=True),
        source_note=text(row, "source_note", is_optional=True),
        owner=text(row, "owner"),
        serves=_texts(row, "serves"),
        basis=text(row, "basis"),
        confidence=word(Confidence, row, "confidence"),
        aliases=_texts(row, "aliases"),
    )


def _whole(row: dict[str, Any], name: str) -> int:
    found = row.get(name)
    if type(found) is not int or found < 0:
        raise WrongEntry(f"{name} 应是不小于 0 的整数，现在是“{found}”。")
    return found


def _texts(row: dict[str, Any], name: str) -> tuple[str, ...]:
    found = row.get(name)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise WrongEntry(f"{name} 应是一列文字，没有时写 []，现在是“{found}”。")
    return tuple(found)
