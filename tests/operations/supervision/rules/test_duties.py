"""Gaps and overlaps of duties: each is planted and found; the shipped library against the shipped plan is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml

from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.policy.duties import duty_words_at, kinds_of
from tuoyu.operations.supervision.rules.duties import (
    DutyTask,
    DutyWords,
    Holder,
    Trouble,
    duty_lines,
    lint_duties,
    supervising,
    tasks_for,
)
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.words.items import Domain

TODAY = date(2026, 6, 1)
WORDS = (
    DutyWords(("综合监管",), frozenset({"all"})),
    DutyWords(("公共安全",), frozenset({"fire", "security"})),
)


def holder(name: str, *kinds: str) -> Holder:
    return Holder(name, frozenset(kinds))


HEALTH, POLICE, STREETS = holder("卫健局", "卫生健康"), holder("公安分局", "公安"), holder("各街镇")
TASKS = (
    DutyTask(1, "发展规划", (holder("发改局", "发展改革"),)),
    DutyTask(21, "综合监管", (HEALTH, STREETS)),
    DutyTask(22, "公共安全监管", (POLICE, STREETS)),
)


def library() -> tuple[Item, ...]:
    """One item a domain: health's, but fire and security, which are the police's."""
    model = inspection_items()[0]
    return tuple(
        replace(
            model,
            code=domain.value,
            domain=domain,
            look=f"看{domain.value}。",
            unit_kind="公安" if domain in {Domain.FIRE, Domain.SECURITY} else "卫生健康",
        )
        for domain in Domain
    )


def kinds(items: tuple[Item, ...], tasks: tuple[DutyTask, ...] = TASKS) -> list[tuple[Trouble, str]]:
    return [(problem.kind, problem.about) for problem in lint_duties(items, tasks, WORDS)]


def test_a_sound_division_is_silent() -> None:
    assert kinds(library()) == []


def test_a_domain_without_items_has_no_owner() -> None:
    items = tuple(item for item in library() if item.domain is not Domain.FOOD)
    assert kinds(items) == [(Trouble.NO_OWNER, "食品")]


def test_an_owner_without_duty() -> None:
    items = (*library(), replace(library()[0], code="x", unit_kind="教育", look="另看。"))
    assert kinds(items) == [(Trouble.NO_DUTY, "教育·登记备案")]


def test_a_duty_without_item() -> None:
    tasks = (*TASKS[:2], DutyTask(22, "公共安全监管", (POLICE, holder("应急局", "应急管理"))))
    problems = lint_duties(library(), tasks, WORDS)
    assert [(problem.kind, problem.about) for problem in problems] == [(Trouble.NO_ITEM, "应急局")]
    assert "任务 22" in problems[0].sentence


def test_streets_need_no_item_of_their_own() -> None:
    assert (Trouble.NO_ITEM, "各街镇") not in kinds(library())


def test_one_clause_with_two_owners() -> None:
    items = (*library(), replace(library()[0], code="x", unit_kind="公安"))
    assert (Trouble.TWO_OWNERS, library()[0].clause) in kinds(items)


def test_without_a_plan_only_the_library_speaks() -> None:
    items = (*library(), replace(library()[0], code="x", unit_kind="教育", look="另看。"))
    assert kinds(items, ()) == []
    assert kinds(items, TASKS[:1]) == []


def test_tasks_for_a_domain_are_the_special_ones_first() -> None:
    assert [task.no for task in tasks_for("fire", TASKS, WORDS)] == [22, 21]
    assert [task.no for task in tasks_for("food", TASKS, WORDS)] == [21]
    assert [task.no for task in supervising(TASKS, WORDS)] == [21, 22]


def test_duty_lines_count_items_and_tasks() -> None:
    lines = {line.kind: line for line in duty_lines(library(), TASKS[1:])}
    assert (lines["公安"].total, lines["公安"].tasks) == (2, (22,))
    assert lines["卫生健康"].total == len(Domain) - 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [("区卫生健康局", {"卫生健康"}), ("区消防救援大队", {"消防"}), ("各街镇", set())],
)
def test_kinds_of_a_unit(name: str, expected: set[str]) -> None:
    assert kinds_of(name) == expected


def test_the_shipped_plan_has_its_five_tasks_of_supervision() -> None:
    plan = yaml.safe_load((policy_dir() / "districts" / "330302" / "plan.yaml").read_text(encoding="utf-8"))
    tasks = tuple(
        DutyTask(
            row["no"],
            row["title"],
            tuple(Holder(name, kinds_of(name)) for name in (*row["lead"], *row["responsible"])),
        )
        for row in plan["tasks"]
    )
    words = duty_words_at(TODAY, "330302")
    assert [task.no for task in supervising(tasks, words)] == [20, 21, 22, 23, 24]
    problems = lint_duties(inspection_items(), tasks, words)
    found = {kind: [each.about for each in problems if each.kind is kind] for kind in Trouble}
    assert found[Trouble.NO_OWNER] == []
    # Units that the plan names and the start library gives nothing to.
    assert "区民政局" in found[Trouble.NO_ITEM]
    assert "区卫生健康局" not in found[Trouble.NO_ITEM]
