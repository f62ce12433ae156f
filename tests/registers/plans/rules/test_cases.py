"""Plans of invented places, each in another layout; the gold beside each was written by hand from the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tuoyu.registers.plans.rules.parse import parse_plan

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.txt"))
FACTS = ("doc_no", "title", "issuer", "signed", "published", "effective", "valid_years", "expires")


def read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    gold = json.loads(path.with_suffix("").with_suffix(".gold.json").read_text(encoding="utf-8"))
    return parse_plan(path.read_text(encoding="utf-8")).to_json_dict(), gold


def test_there_are_many_layouts() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_tasks_are_as_a_person_reads_them(path: Path) -> None:
    found, gold = read(path)
    assert [units_as_sets(task) for task in found["tasks"]] == [units_as_sets(task) for task in gold["tasks"]]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_facts_are_as_a_person_reads_them(path: Path) -> None:
    found, gold = read(path)
    assert {name: found[name] for name in FACTS} == {name: gold[name] for name in FACTS}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_targets_are_as_a_person_reads_them(path: Path) -> None:
    found, gold = read(path)
    assert sorted(map(str, found["targets"])) == sorted(map(str, (in_order(one) for one in gold["targets"])))


def units_as_sets(task: dict[str, Any]) -> dict[str, Any]:
    return task | {"lead": set(task["lead"]), "responsible": set(task["responsible"])}


def in_order(target: dict[str, Any]) -> dict[str, Any]:
    names = ("year", "metric", "op", "value", "unit", "task", "note")
    return {name: target[name] for name in names if name in target}
