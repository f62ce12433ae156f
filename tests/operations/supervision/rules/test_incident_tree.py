"""The tree of incidents: as published it is sound; whatever is broken in it is found; every way ends in few taps."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.item_files import unit_kinds
from tuoyu.operations.supervision.policy.incidents import limit_codes
from tuoyu.operations.supervision.rules.incident_clock import left_sentence, report_by, timeliness
from tuoyu.operations.supervision.rules.incident_tree import (
    MOST_TAPS,
    Outcome,
    Question,
    TreeWrong,
    UnknownAnswer,
    lint_tree,
    paths,
    read_tree,
    said,
    walk,
)
from tuoyu.operations.supervision.tree_files import incident_tree
from tuoyu.operations.supervision.words.incidents import SUPERVISOR, IncidentKind, Timeliness

TREE = incident_tree()
WAYS = list(paths(TREE))
RAW = yaml.safe_load((policy_dir() / "tables" / "incidents" / "tree.yaml").read_text(encoding="utf-8"))
T0 = datetime(2021, 6, 15, 23, 50, tzinfo=CHINA)


def reasons(raw: Any) -> str:
    return "\n".join(str(each) for each in lint_tree(read_tree(raw), unit_kinds(), limit_codes()))


def test_the_published_tree_is_sound() -> None:
    assert lint_tree(TREE, unit_kinds(), limit_codes()) == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: ".".join(way[0]))
def test_every_way_ends_in_few_taps(way: tuple[tuple[str, ...], Outcome]) -> None:
    answers, outcome = way
    assert walk(TREE, answers) is outcome
    assert 2 <= len(answers) <= 5 < MOST_TAPS
    for length in range(len(answers)):
        assert isinstance(walk(TREE, answers[:length]), Question)
    assert len(said(TREE, answers)) == len(answers)
    assert outcome.sources
    assert outcome.do
    if outcome.is_reportable:
        assert SUPERVISOR in outcome.to, "the supervising department always knows"


def test_every_outcome_is_reached_and_every_kind_can_happen() -> None:
    assert {outcome.code for _, outcome in WAYS} == set(TREE.outcomes)
    assert {outcome.kind for _, outcome in WAYS} == set(IncidentKind)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("hurt", "critical"), "injury_critical"),
        (("harm", "home"), "abuse_home"),
        (("missing", "lost"), "missing"),
        (("food", "several"), "food_several"),
        (("sick", "cluster", "many"), "outbreak"),
        (("hurt", "small", "accident"), "scratch"),
        (("hurt", "small", "person"), "abuse"),
    ],
)
def test_who_knows_the_law_finds_it(answers: tuple[str, ...], outcome: str) -> None:
    found = walk(TREE, answers)
    assert isinstance(found, Outcome)
    assert found.code == outcome


def test_suspected_harm_always_goes_to_the_police_at_once() -> None:
    for _, outcome in WAYS:
        if outcome.kind in {IncidentKind.ABUSE, IncidentKind.VIOLENCE}:
            assert "公安" in outcome.to
            assert "110" in outcome.phones
            assert outcome.limit == "at_once"


@given(
    st.lists(st.sampled_from(sorted({code for way, _ in WAYS for code in way} | {"", "none"})), max_size=7)
)
def test_any_answers_lead_somewhere_or_are_refused(answers: list[str]) -> None:
    """What ``walk`` accepts is the beginning of a way, and nothing else is."""
    is_beginning = any(tuple(answers) == way[: len(answers)] for way, _ in WAYS)
    try:
        walk(TREE, answers)
    except UnknownAnswer:
        assert not is_beginning
    else:
        assert is_beginning


def broken(change: Any) -> Any:
    raw = copy.deepcopy(RAW)
    change(raw)
    return raw


def _dead_end(raw: Any) -> None:
    raw["questions"]["dose"]["answers"][0]["next"] = "nowhere"


def _circle(raw: Any) -> None:
    raw["questions"]["dose"]["answers"][0]["next"] = "what"


def _lost_leaf(raw: Any) -> None:
    raw["questions"]["dose"]["answers"][0]["next"] = "medicine_light"


def _no_source(raw: Any) -> None:
    raw["outcomes"]["fever"]["sources"] = []


def _stranger(raw: Any) -> None:
    raw["outcomes"]["missing"]["to"].append("居委会大妈")


def _no_limit(raw: Any) -> None:
    raw["outcomes"]["missing"]["limit"] = "tomorrow"


def _half_reported(raw: Any) -> None:
    del raw["outcomes"]["missing"]["limit"]


def _twice(raw: Any) -> None:
    raw["questions"]["dose"]["answers"][1]["code"] = raw["questions"]["dose"]["answers"][0]["code"]


def _phone(raw: Any) -> None:
    raw["outcomes"]["missing"]["phones"] = ["911"]


def _too_long(raw: Any) -> None:
    for at in range(7):
        raw["questions"][f"long{at}"] = {
            "text": "还有吗？",
            "answers": [
                {"code": "a", "label": "有", "next": f"long{at + 1}" if at < 6 else "fever"},
                {"code": "b", "label": "没有", "next": "fever"},
            ],
        }
    raw["questions"]["dose"]["answers"].append({"code": "more", "label": "问下去", "next": "long0"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_dead_end, "但没有它"),
        (_circle, "又回到这里"),
        (_lost_leaf, "没有一条路走到这里"),
        (_no_source, "没有写来源"),
        (_stranger, "没有“居委会大妈”这类单位"),
        (_no_limit, "没有时限参数"),
        (_half_reported, "要报的应写报给谁"),
        (_twice, "代码一样"),
        (_phone, "不在可打的电话里"),
        (_too_long, "最多 6 下"),
    ],
)
def test_what_is_broken_is_named(change: Any, words: str) -> None:
    assert words in reasons(broken(change))


@pytest.mark.parametrize(
    "raw", [None, [], {"title": "x"}, broken(lambda raw: raw["questions"]["dose"].update(answers="x")),
            broken(lambda raw: raw["outcomes"]["fever"].update(kind="war")),
            broken(lambda raw: raw["outcomes"]["fever"].update(colour="red")),
            broken(lambda raw: raw["questions"]["dose"]["answers"][0].update(code=True))],
)  # fmt: skip
def test_what_is_no_tree_is_refused(raw: Any) -> None:
    with pytest.raises(TreeWrong):
        read_tree(raw)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_told_in_time_or_not(minutes: int, taken: int) -> None:
    """By the minute, over midnight and over days."""
    by, told = report_by(T0, minutes), T0 + timedelta(minutes=taken)
    expected = Timeliness.ON_TIME if taken <= minutes else Timeliness.LATE
    assert timeliness(by, told, told) is expected
    found = timeliness(by, told, told, is_found=True)
    assert found is (Timeliness.ON_TIME if taken <= minutes else Timeliness.SILENT)
    silent = timeliness(by, None, told)
    assert silent is (Timeliness.RUNNING if taken <= minutes else Timeliness.SILENT)


def test_what_need_not_be_told_is_never_late() -> None:
    assert report_by(T0, None) is None
    assert timeliness(None, None, T0) is Timeliness.NOT_DUE
    assert timeliness(None, T0, T0) is Timeliness.NOT_DUE


def test_the_countdown_never_promises_more_than_there_is() -> None:
    assert left_sentence(T0 + timedelta(minutes=65, seconds=59), T0) == "还剩1小时5分钟"
    assert left_sentence(T0 + timedelta(seconds=59), T0) == "还剩不到1分钟"
    assert left_sentence(T0 - timedelta(seconds=1), T0) == "已超过1分钟"
    assert left_sentence(T0 - timedelta(days=1, minutes=3), T0) == "已超过1天3分钟"
