"""Checking a published draw: sound files pass, and whoever changes a byte is told what it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.operations.supervision.draws import DEPARTMENTS, frozen_part, secret_of, sound_draw
from tuoyu.operations.supervision.rules.drawing.checking import check_file, check_pool
from tuoyu.operations.supervision.rules.drawing.file import (
    finished,
    frozen_digest,
    pool_of,
    whole_digest,
    written,
)
from tuoyu.operations.supervision.rules.drawing.lottery import commitment

MUTATIONS = 1000
Change = Callable[[dict[str, Any]], None]


def codes(content: bytes) -> list[str]:
    return [reason.code for reason in check_file(content).failures]


@pytest.mark.parametrize("absent", [(), ("market",), ("market", "fire")])
@pytest.mark.parametrize("beacon", [None, {"name": "公共随机数", "round": 7}])
def test_a_sound_file_holds(absent: tuple[str, ...], beacon: dict[str, Any] | None) -> None:
    verdict = check_file(written(sound_draw(absent=absent, beacon=beacon)))
    assert verdict.is_ok, [reason.sentence for reason in verdict.failures]
    assert any("一样" in reason.sentence for reason in verdict.reasons)
    told = "".join(reason.sentence for reason in verdict.reasons if reason.code == "draw.absent")
    assert all(DEPARTMENTS[code] in told for code in absent)


def test_a_thousand_changed_files_are_all_refused() -> None:
    """A bit turned, a byte lost, added or overwritten, anywhere."""
    content, dice = written(sound_draw()), random.Random(20261126)
    passed = []
    for number in range(MUTATIONS):
        changed = bytearray(content)
        place = dice.randrange(len(content))
        kind = dice.randrange(4)
        if kind == 0:
            changed[place] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del changed[place]
        elif kind == 2:
            changed.insert(place, dice.randrange(256))
        else:
            changed[place] = ord(dice.choice('0123456789abcdef "{}[],:'))
        if bytes(changed) != content and check_file(bytes(changed)).is_ok:
            passed.append((number, place))
    assert passed == []


def _pool(draw: dict[str, Any]) -> None:
    draw["objects"][3]["stratum"] = "C"


def _name(draw: dict[str, Any]) -> None:
    draw["objects"][3]["name"] = "别的园"


def _recusal(draw: dict[str, Any]) -> None:
    draw["recusals"].pop()


def _share(draw: dict[str, Any]) -> None:
    draw["rules"]["strata"][0]["share"] = 501


def _secret(draw: dict[str, Any]) -> None:
    draw["openings"][0]["secret"] = secret_of("health", "another")


def _hidden(draw: dict[str, Any]) -> None:
    draw["openings"].pop()


def _named(draw: dict[str, Any]) -> None:
    draw["absent"] = ["fire"]


def _seed(draw: dict[str, Any]) -> None:
    draw["seed"] = "0" * 64


def _spared(draw: dict[str, Any]) -> None:
    draw["result"].pop()


def _swapped(draw: dict[str, Any]) -> None:
    draw["result"][0]["object"] = next(
        row["id"] for row in draw["objects"] if row["id"] not in {seat["object"] for seat in draw["result"]}
    )


def _friend(draw: dict[str, Any]) -> None:
    first, second = draw["result"][0]["inspectors"], draw["result"][1]["inspectors"]
    first[0], second[0] = second[0], first[0]


def _peeked(draw: dict[str, Any]) -> None:
    draw["openings"][0]["at"] = draw["commitments"][-1]["at"]


def _late(draw: dict[str, Any]) -> None:
    draw["openings"][0]["at"] = "2026-11-03T17:00:01+08:00"


def _early(draw: dict[str, Any]) -> None:
    draw["commitments"][0]["at"] = "2026-11-02T08:59:59+08:00"


def _unsealed(draw: dict[str, Any]) -> None:
    draw["commitments"].pop(0)


def _twice(draw: dict[str, Any]) -> None:
    draw["openings"].append({**draw["openings"][0]})


def _beacon(draw: dict[str, Any]) -> None:
    draw["beacon"] = "0" * 64


FORGERIES: list[tuple[Change, str]] = [
    (_pool, "draw.frozen"),
    (_name, "draw.frozen"),
    (_recusal, "draw.frozen"),
    (_share, "draw.frozen"),
    (_secret, "draw.commitment"),
    (_hidden, "draw.absent"),
    (_named, "draw.absent"),
    (_seed, "draw.seed"),
    (_spared, "draw.result"),
    (_swapped, "draw.result"),
    (_friend, "draw.result"),
    (_peeked, "draw.order"),
    (_late, "draw.order"),
    (_early, "draw.order"),
    (_unsealed, "draw.unsealed"),
    (_twice, "draw.twice"),
    (_beacon, "draw.beacon"),
]


@pytest.mark.parametrize(("change", "code"), FORGERIES, ids=lambda each: getattr(each, "__name__", each))
def test_a_forger_who_makes_the_digest_anew_is_named(change: Change, code: str) -> None:
    """The closing digest fits again; what was done shows all the same."""
    document = sound_draw()
    change(document)
    document["digest"] = whole_digest(document)
    assert code in codes(written(document))
    assert "draw.digest" not in codes(written(document))


def test_whoever_draws_again_with_another_secret_is_held_by_the_commitment() -> None:
    """Everything that follows is made anew: only what was published before speaks against it."""
    document = sound_draw()
    document["openings"][1]["secret"] = secret_of("market", "a luckier one")
    assert codes(written(finished(document))) == ["draw.commitment"]


def test_whoever_changes_the_pool_afterwards_breaks_every_commitment() -> None:
    document = sound_draw()
    document["objects"].pop()
    document["recusals"] = [
        row for row in document["recusals"] if row["object"] in {each["id"] for each in document["objects"]}
    ]
    document["frozen"] = frozen_digest(document)
    assert codes(written(finished(document))) == ["draw.commitment"] * 3


def test_a_draw_below_its_quorum_does_not_count() -> None:
    document = frozen_part()
    document["rules"]["quorum"] = 2
    mark = frozen_digest(document)
    secret = secret_of("health", "x")
    whole = finished(
        {
            **document,
            "frozen": mark,
            "commitments": [
                {
                    "department": "health",
                    "digest": commitment(mark, "health", secret),
                    "at": "2026-11-02T10:00:00+08:00",
                }
            ],
            "openings": [{"department": "health", "secret": secret, "at": "2026-11-03T10:00:00+08:00"}],
            "beacon": None,
        }
    )
    assert codes(written(whole)) == ["draw.quorum"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "draw.unreadable"),
        (b"\xff\xfe", "draw.unreadable"),
        (b"[]", "draw.unreadable"),
        (b"[" * 100_000, "draw.unreadable"),
        (b'{"format":"tuoyu-draw/1"}', "draw.shape"),
    ],
)
def test_what_is_no_draw_is_said_so(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_a_doubled_key_is_no_draw() -> None:
    content = written(sound_draw())
    assert codes(content[:-1] + b',"seed":"' + b"0" * 64 + b'"}') == ["draw.unreadable"]


@pytest.mark.parametrize("value", [True, 1.0, -1, "1", None, 2**53])
def test_a_number_is_a_whole_number(value: Any) -> None:
    document = sound_draw()
    document["rules"]["quorum"] = value
    assert codes(written(document)) == ["draw.shape"]


@pytest.mark.parametrize("value", ["", "a\nb", "园" * 401, "\x7f", 5])
def test_a_text_is_one_line(value: Any) -> None:
    document = sound_draw()
    document["rules"]["title"] = value
    assert codes(written(document)) == ["draw.shape"]


def test_other_spelling_of_the_same_content_is_not_the_published_file() -> None:
    content = written(sound_draw())
    assert codes(content + b"\n") == ["draw.spelling"]


def test_a_file_of_another_format_is_said_so() -> None:
    assert codes(written({**sound_draw(), "format": "tuoyu-draw/2"})) == ["draw.version"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pool: pool["objects"].append(pool["objects"][0]), "列了两次"),
        (lambda pool: pool["inspectors"].append(pool["inspectors"][0]), "列了两次"),
        (lambda pool: pool["objects"][0].update(stratum="Z"), "没有抽取比例"),
        (lambda pool: pool["inspectors"][0].update(department="tax"), "没有参加"),
        (lambda pool: pool["recusals"][0].update(object="J999999"), "名单外"),
        (lambda pool: pool["rules"]["strata"][0].update(share=10_001), "百分之百"),
        (lambda pool: pool["rules"]["crews"][0].update(size=0), "没有派人"),
        (lambda pool: pool["rules"]["crews"][0].update(size=4), "只有 3 人"),
        (lambda pool: pool["recusals"].append({"inspector": "P0003", "object": "J000000"}), "不够 2 人"),
        (
            lambda pool: pool["rules"].update(crews=[{"department": "health", "name": "卫健", "size": 1}]),
            "不足 2 人",
        ),
    ],
)
def test_a_pool_that_cannot_be_drawn_from_is_refused_before_it_is_frozen(change: Change, said: str) -> None:
    document = frozen_part()
    change(document)
    assert said in "".join(reason.sentence for reason in check_pool(pool_of(document)).failures)
