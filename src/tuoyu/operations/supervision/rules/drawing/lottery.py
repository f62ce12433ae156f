"""The draw itself: from a frozen pool and the opened secrets to the objects and their inspectors.

Everything is SHA-256 over lines of text, so that an outsider can write it again in an afternoon. No random generator takes
part: a ticket is the hash of the seed with a name, and the lowest tickets win.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = "tuoyu-draw/1"
# Shares are whole ten-thousandths: a fraction that every language counts alike.
WHOLE = 10_000
# What stands for a secret that was never opened, and for a beacon that was not agreed.
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Stratum:
    """A risk class and its share of objects to be drawn, in ten-thousandths."""

    name: str
    share: int


@dataclass(frozen=True, slots=True)
class Crew:
    """How many inspectors of a department go to every object drawn."""

    department: str
    size: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """An object of the pool (检查对象)."""

    id: str
    name: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Inspector:
    """An inspector of the pool (执法检查人员)."""

    id: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One object drawn, with those who go there, department by department."""

    object: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """What is frozen before anybody seals a secret. ``recusals`` are pairs (inspector, object)."""

    strata: tuple[Stratum, ...]
    crews: tuple[Crew, ...]
    objects: tuple[Inspected, ...]
    inspectors: tuple[Inspector, ...]
    recusals: frozenset[tuple[str, str]]


def canonical(content: Any) -> bytes:
    """The one spelling of a JSON value that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def digest(kind: str, *lines: str) -> str:
    """SHA-256, in hex, of the format, the kind and the lines, joined by line feeds."""
    return hashlib.sha256("\n".join((FORMAT, kind, *lines)).encode("utf-8")).hexdigest()


def commitment(frozen: str, department: str, secret: str) -> str:
    """What a department publishes of its secret. Bound to the frozen pool: a secret seals one draw alone."""
    return digest("commit", frozen, department, secret)


def seed_of(frozen: str, departments: Iterable[str], secrets: Mapping[str, str], beacon: str) -> str:
    """The seed: the pool, the secret of each department in the order of the crews, and the beacon where one was agreed."""
    sealed = [f"{code} {secrets.get(code, NOTHING)}" for code in departments]
    return digest("seed", frozen, *sealed, f"beacon {beacon or NOTHING}")


def quota(size: int, share: int) -> int:
    """How many of a stratum are drawn: its share, rounded up."""
    return -(-size * share // WHOLE)


def draw(pool: Pool, seed: str) -> tuple[Seat, ...]:
    """The objects drawn, stratum by stratum in the order of their tickets, each with its inspectors."""
    drawn = list(_objects_drawn(pool, seed))
    staff = _by_department(pool.inspectors)
    decks = {crew.department: _Deck(seed, staff.get(crew.department, ())) for crew in pool.crews}
    recused = _recused_by_object(pool.recusals, {each.id for each in drawn})
    return tuple(
        Seat(
            each.id,
            tuple(
                name
                for crew in pool.crews
                for name in decks[crew.department].deal(crew.size, recused.get(each.id, frozenset()))
            ),
        )
        for each in drawn
    )


def _objects_drawn(pool: Pool, seed: str) -> Iterator[Inspected]:
    by_stratum: dict[str, list[Inspected]] = defaultdict(list)
    for each in pool.objects:
        by_stratum[each.stratum].append(each)
    for stratum in pool.strata:
        found = by_stratum[stratum.name]
        ticket = _Tickets("object", seed)
        found.sort(key=lambda each: (ticket(each.id), each.id))
        yield from found[: quota(len(found), stratum.share)]


class _Tickets:
    """``digest(kind, *fixed, name)`` for many names: what they have in common is hashed once."""

    def __init__(self, kind: str, *fixed: str) -> None:
        self._start = hashlib.sha256("\n".join((FORMAT, kind, *fixed, "")).encode("utf-8"))

    def __call__(self, name: str) -> str:
        machine = self._start.copy()
        machine.update(name.encode("utf-8"))
        return machine.hexdigest()


class _Deck:
    """The inspectors of a department, dealt like cards: nobody goes twice before everybody could go once."""

    def __init__(self, seed: str, staff: Sequence[str]) -> None:
        self._seed, self._staff, self._round = seed, staff, 0
        self._cards: list[str] = []
        self._first = 0

    def deal(self, size: int, recused: frozenset[str]) -> list[str]:
        """The next ``size`` who are not recused. Who is passed over keeps the place for the next object."""
        dealt: list[str] = []
        passed: list[str] = []
        position = self._first
        is_fresh = False
        while len(dealt) < size:
            if position == len(self._cards):
                if is_fresh:
                    raise ValueError("fewer inspectors than the crew wants; the pool was not checked")
                self._cards += self._shuffled()
                is_fresh = True
            card = self._cards[position]
            position += 1
            if card in recused or card in dealt:
                passed.append(card)
            else:
                dealt.append(card)
        # Those passed over move up to the places just before the rest.
        self._first = position - len(passed)
        self._cards[self._first : position] = passed
        return dealt

    def _shuffled(self) -> list[str]:
        self._round += 1
        ticket = _Tickets("inspector", self._seed, str(self._round))
        return sorted(self._staff, key=lambda name: (ticket(name), name))


def _by_department(inspectors: Iterable[Inspector]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for each in inspectors:
        found[each.department].append(each.id)
    return found


def _recused_by_object(recusals: Iterable[tuple[str, str]], drawn: set[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for inspector, thing in recusals:
        if thing in drawn:
            found[thing].add(inspector)
    return {thing: frozenset(names) for thing, names in found.items()}
