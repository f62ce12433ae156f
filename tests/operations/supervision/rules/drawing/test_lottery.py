"""The draw: what it promises of every pool, and a second draw written from the text of docs/recipes/verify-a-draw.md alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.operations.supervision.draws import sound_draw
from tuoyu.operations.supervision.rules.drawing.file import pool_of
from tuoyu.operations.supervision.rules.drawing.lottery import (
    Pool,
    canonical,
    draw,
    quota,
    seed_of,
)

SEED = "5f" * 32


def by_the_text(document: dict[str, Any]) -> list[dict[str, Any]]:
    """docs/recipes/verify-a-draw.md, section 5, word for word and slow: shares nothing with the house."""

    def sha(*lines: str) -> str:
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    secrets = {row["department"]: row["secret"] for row in document["openings"]}
    crews = document["rules"]["crews"]
    lines = [f"{crew['department']} {secrets.get(crew['department'], '-')}" for crew in crews]
    seed = sha("tuoyu-draw/1", "seed", document["frozen"], *lines, f"beacon {document['beacon'] or '-'}")
    drawn = []
    for stratum in document["rules"]["strata"]:
        names = [row["id"] for row in document["objects"] if row["stratum"] == stratum["name"]]
        names.sort(key=lambda name: (sha("tuoyu-draw/1", "object", seed, name), name))
        drawn += names[: (len(names) * stratum["share"] + 9999) // 10000]
    away = {(row["inspector"], row["object"]) for row in document["recusals"]}
    decks: dict[str, list[str]] = {crew["department"]: [] for crew in crews}
    rounds = dict.fromkeys(decks, 0)
    result = []
    for thing in drawn:
        team = []
        for crew in crews:
            code = crew["department"]
            chosen: list[str] = []
            place = 0
            while len(chosen) < crew["size"]:
                if place == len(decks[code]):
                    rounds[code] += 1
                    staff = [row["id"] for row in document["inspectors"] if row["department"] == code]
                    turn = str(rounds[code])
                    staff.sort(
                        key=lambda who, turn=turn: (sha("tuoyu-draw/1", "inspector", seed, turn, who), who)
                    )
                    decks[code] += staff
                card = decks[code][place]
                if (card, thing) in away or card in chosen:
                    place += 1
                else:
                    chosen.append(decks[code].pop(place))
            team += chosen
        result.append({"object": thing, "inspectors": team})
    return result


draws = st.builds(
    sound_draw,
    objects=st.integers(1, 90),
    inspectors=st.integers(12, 40),
    seed=st.text(max_size=8),
    absent=st.sampled_from([(), ("market",), ("health", "fire")]),
    beacon=st.sampled_from([None, {"name": "公共随机数", "round": 7}]),
)


@given(draws)
@settings(max_examples=60, deadline=None)
def test_the_text_alone_gives_the_same_draw(document: dict[str, Any]) -> None:
    assert document["result"] == by_the_text(document)


@given(draws)
@settings(max_examples=60, deadline=None)
def test_every_draw_keeps_its_promises(document: dict[str, Any]) -> None:
    """The right number of each class, nobody where he may not go, whole crews, no one twice at one place."""
    pool = pool_of(document)
    stratum_of = {each.id: each.stratum for each in pool.objects}
    department_of = {each.id: each.department for each in pool.inspectors}
    sizes = Counter(stratum_of.values())
    drawn = Counter(stratum_of[row["object"]] for row in document["result"])
    assert drawn == Counter(
        {each.name: count for each in pool.strata if (count := quota(sizes[each.name], each.share))}
    )
    for row in document["result"]:
        assert not {(who, row["object"]) for who in row["inspectors"]} & pool.recusals
        assert len(set(row["inspectors"])) == len(row["inspectors"])
        assert Counter(department_of[who] for who in row["inspectors"]) == {
            crew.department: crew.size for crew in pool.crews
        }


def test_nobody_goes_twice_before_everybody_could_go_once() -> None:
    document = sound_draw(objects=120, inspectors=30)
    free = Pool(
        pool_of(document).strata,
        pool_of(document).crews,
        pool_of(document).objects,
        pool_of(document).inspectors,
        frozenset(),
    )
    load = Counter(who for seat in draw(free, SEED) for who in seat.inspectors)
    for crew in free.crews:
        of_department = [load[each.id] for each in free.inspectors if each.department == crew.department]
        assert max(of_department) - min(of_department) <= 1


def test_the_order_of_the_lists_does_not_matter() -> None:
    pool = pool_of(sound_draw())
    turned = Pool(pool.strata, pool.crews, pool.objects[::-1], pool.inspectors[::-1], pool.recusals)
    assert draw(pool, SEED) == draw(turned, SEED)


def test_every_object_has_the_same_chance() -> None:
    """1,000 seeds, 10 of 40 each: every object is drawn 250 times, give or take five standard deviations (13.7)."""
    pool = pool_of(sound_draw(objects=120))
    counts: Counter[str] = Counter()
    for number in range(1000):
        counts.update(seat.object for seat in draw(pool, f"{number:064x}"))
    middle = [counts[each.id] for each in pool.objects if each.stratum == "B"]
    assert len(middle) == 40
    assert all(abs(count - 250) < 5 * 13.7 for count in middle)


def test_a_share_is_rounded_up() -> None:
    assert [quota(size, 500) for size in (0, 1, 20, 21)] == [0, 1, 1, 2]
    assert quota(7, 10_000) == 7
    assert quota(7, 0) == 0


def test_an_absent_department_counts_as_a_line_of_its_own() -> None:
    both = seed_of("f" * 64, ["a", "b"], {"a": "1" * 64, "b": "2" * 64}, "")
    one = seed_of("f" * 64, ["a", "b"], {"a": "1" * 64}, "")
    assert both != one
    assert one != seed_of("f" * 64, ["a"], {"a": "1" * 64}, "")


def test_the_canonical_spelling() -> None:
    assert canonical({"b": [1, None], "a": '园“\\"'}) == '{"a":"园“\\\\\\"","b":[1,null]}'.encode()


def test_the_format_stays_as_published() -> None:
    """A file of 2026 must be repeatable in 2040: who changes this digest makes a new format."""
    assert sound_draw()["digest"] == "0b95da0c4ea706557fc338c1e46b52e435de1bae219d2e02de5c24a4457e5f31"
