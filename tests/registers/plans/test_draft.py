"""A draft and the plan it stands for are one thing in two shapes; what keeps a draft from being adopted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.registers.plans.rules.draft import draft_of, may_be_adopted, plan_of, units_named
from tuoyu.registers.plans.rules.parsed import ParsedPlan, ParsedTarget, ParsedTask, Span
from tuoyu.registers.plans.words import Op

words = st.text(st.sampled_from("托育服务区卫健局一二䶮\u3000、；“”<>&"), min_size=1, max_size=12)
maybe = st.none() | words
days = st.none() | st.dates().map(str)
TEXT = "第一句。第二句；第三句。" * 4
spans = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(
    lambda pair: Span(pair[0], sum(pair), TEXT[pair[0] : sum(pair)])
)
tasks = st.builds(
    ParsedTask,
    no=st.integers(1, 99),
    title=words,
    lead=st.lists(words, max_size=3).map(tuple),
    responsible=st.lists(words, max_size=3).map(tuple),
    section=maybe,
    section_title=maybe,
    clause=words,
    measures=st.lists(words, max_size=3).map(tuple),
    deadline=maybe,
    spans=st.dictionaries(st.sampled_from(["title", "lead", "clause"]), spans),
)
# A chapter and its title come together.
chaptered = st.tuples(tasks, words, maybe).map(
    lambda pair: ParsedTask(
        pair[0].no, pair[0].title, pair[0].lead, pair[0].responsible, chapter=pair[1], chapter_title=pair[2]
    )
)
targets = st.builds(
    ParsedTarget,
    metric=words,
    op=st.sampled_from(list(Op)),
    value=st.none() | st.integers(0, 10**6) | st.sampled_from([4.6, 0.05, 99.99]),
    unit=words,
    year=st.none() | st.integers(2000, 2100),
    task=st.none() | st.integers(1, 99),
    note=st.just("") | words,
    span=st.none() | spans,
)
plans = st.builds(
    ParsedPlan,
    text=st.just(TEXT),
    doc_no=maybe,
    title=maybe,
    issuer=maybe,
    signed=days,
    published=days,
    effective=days,
    valid_years=st.none() | st.integers(1, 30),
    expires=days,
    index_no=maybe,
    unified_no=maybe,
    tasks=st.lists(tasks | chaptered, max_size=4).map(tuple),
    targets=st.lists(targets, max_size=4).map(tuple),
    spans=st.dictionaries(st.sampled_from(["title", "doc_no"]), spans),
)


@given(plans)
@settings(max_examples=150)
def test_plan_comes_back_from_its_draft(plan: ParsedPlan) -> None:
    """Through JSON, as the column keeps it: nothing is lost and nothing is guessed."""
    draft = draft_of(plan)
    kept = json.loads(json.dumps(draft, ensure_ascii=False))
    assert plan_of(kept, TEXT) == plan
    assert draft_of(plan_of(kept, TEXT)) == draft


@given(plans)
def test_units_are_named_once_in_the_order_of_the_text(plan: ParsedPlan) -> None:
    named = units_named(draft_of(plan))
    assert set(named) == set(plan.units)
    assert len(named) == len(set(named))


def draft(**changes: Any) -> dict[str, Any]:
    task = {"no": 1, "title": "设施规划", "lead": ["区卫生健康局"], "responsible": []}
    return {"title": "方案", "effective": "2021-02-01", "tasks": [task], "targets": [], **changes}


def task(no: int = 1, **changes: Any) -> dict[str, Any]:
    return {"no": no, "title": f"任务{no}", "lead": ["区卫生健康局"], "responsible": [], **changes}


def codes(made: dict[str, Any], unknown: tuple[str, ...] = ()) -> list[str]:
    return [reason.code for reason in may_be_adopted(made, unknown).failures]


def test_whole_draft_may_be_adopted() -> None:
    assert codes(draft()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tasks": []}, ["plans.no_tasks"]),
        ({"title": ""}, ["plans.no_title"]),
        ({"title": None}, ["plans.no_title"]),
        ({"effective": None}, ["plans.no_effective"]),
        ({"tasks": [task(1), task(2), task(1), task(2)]}, ["plans.no_twice"]),
        ({"tasks": [task(1, lead=[]), task(2, lead=[], responsible=["区教育局"])]}, ["plans.no_unit"]),
        ({"title": "长" * 201}, ["plans.too_long"]),
        ({"doc_no": "号" * 65}, ["plans.too_long"]),
        ({"tasks": [task(1, title="长" * 201)]}, ["plans.too_long"]),
        ({"tasks": [task(1, lead=["局" * 65])]}, ["plans.too_long"]),
        ({"targets": [{"metric": "率" * 101, "unit": "%"}]}, ["plans.too_long"]),
        ({"targets": [{"metric": "率", "unit": "明显提高" * 9}]}, ["plans.too_long"]),
    ],
)
def test_gaps_of_a_draft_are_named(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(draft(**changes)) == expected


def test_every_gap_says_what_to_do() -> None:
    verdict = may_be_adopted({"tasks": [task(3, lead=[])]}, ["区某局"])
    assert [reason.code for reason in verdict.failures] == [
        "plans.no_title",
        "plans.no_effective",
        "plans.no_unit",
        "plans.unit_unknown",
    ]
    assert all(reason.next_step for reason in verdict.failures)
    assert "任务 3“任务3”没有任何单位" in verdict.failures[2].sentence
