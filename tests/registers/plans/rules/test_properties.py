"""Whatever a file holds: no crash, clean text stays clean, every span quotes what it claims."""

from __future__ import annotations

import json
import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.parsed import ParsedPlan
from tuoyu.registers.plans.rules.text import clean_text, fold

TEXTS = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "cases").glob("*.txt"))
]
ALPHABET = "（）()【】[]〔〕:：,，;；、。\n\t| 一二三十1234.5%年到2025牵头单位责任单位区局各街镇《》“”\u3000\ufeff\x00附件任务第条分别不少于家个"


def check(plan: ParsedPlan) -> None:
    for task in plan.tasks:
        assert plan.text[task.spans["title"].start : task.spans["title"].end] == task.title
        for role, units in (("lead", task.lead), ("responsible", task.responsible)):
            for unit in units:
                assert unit in plan.text[task.spans[role].start : task.spans[role].end]
    for target in plan.targets:
        assert target.span is not None
        assert plan.text[target.span.start : target.span.end].strip() in target.span.sentence
    for span in plan.spans.values():
        assert 0 <= span.start < span.end <= len(plan.text)
    assert json.dumps(plan.to_json_dict(), ensure_ascii=False).encode()


def damaged(seed: int) -> str:
    chance = random.Random(seed)
    text = chance.choice(TEXTS)
    kind = chance.randrange(5)
    if kind == 0:
        return text[: chance.randrange(len(text) + 1)]
    if kind == 1:
        lines = text.split("\n")
        chance.shuffle(lines)
        return "\n".join(lines)
    if kind == 2:
        letters = list(text)
        for _ in range(chance.randrange(150)):
            letters.insert(chance.randrange(len(letters) + 1), chance.choice(ALPHABET))
        return "".join(letters)
    if kind == 3:
        return text.replace("\n", "")
    return text[chance.randrange(len(text)) :]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**9))
def test_damaged_plans_are_read_as_far_as_they_go(seed: int) -> None:
    text = damaged(seed)
    check(parse_plan(text))
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert len(fold(clean)) == len(clean)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=400))
def test_any_text_is_welcome(text: str) -> None:
    check(parse_plan(text))
    clean = clean_text(text)
    assert clean_text(clean) == clean


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_characters_are_welcome(text: str) -> None:
    check(parse_plan(text))


def test_rare_names_survive() -> None:
    text = "1.落实䶮里托育。新增托位5个以上。（牵头单位：𬭼江街道办事处；责任单位：区卫健局）"
    (task,) = parse_plan(text).tasks
    assert (task.title, task.lead) == ("落实䶮里托育", ("𬭼江街道办事处",))
