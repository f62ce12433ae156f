"""综合查一次: which planned visits of several departments to one institution become one (国办发〔2024〕54号). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit ahead: which departments go to which institution, and when."""

    visit: int
    units: frozenset[int]
    institution: int
    on: date


@dataclass(frozen=True, slots=True)
class Merge:
    """Visits that become one. ``on`` is the first of their days: nobody is visited later than announced."""

    institution: int
    visits: tuple[int, ...]
    units: frozenset[int]
    on: date

    @property
    def avoided(self) -> int:
        """How often fewer the institution opens its door."""
        return len(self.visits) - 1


def proposed_merges(planned: Iterable[Planned], within: timedelta) -> tuple[Merge, ...]:
    """Of each institution, from its first visit on: those of other departments that follow within ``within``.

    Two visits of the same department stay two: it has its reason to come again.
    """
    places: defaultdict[int, list[Planned]] = defaultdict(list)
    for each in planned:
        places[each.institution].append(each)
    found = []
    for _, visits in sorted(places.items()):
        waiting = sorted(visits, key=lambda each: (each.on, each.visit))
        while waiting:
            joint = _joint(waiting, within)
            waiting = [each for each in waiting if each not in joint]
            if len(joint) > 1:
                found.append(_merge(joint))
    return tuple(found)


def visits_avoided(merges: Iterable[Merge]) -> int:
    """Single visits less joint ones."""
    return sum(merge.avoided for merge in merges)


def _joint(waiting: list[Planned], within: timedelta) -> list[Planned]:
    """The first visit and every later one that fits: soon enough, of departments that are not in it yet."""
    joint = [waiting[0]]
    units = waiting[0].units
    for each in waiting[1:]:
        if each.on - joint[0].on <= within and not units & each.units:
            joint.append(each)
            units |= each.units
    return joint


def _merge(joint: list[Planned]) -> Merge:
    units: frozenset[int] = frozenset().union(*(each.units for each in joint))
    return Merge(joint[0].institution, tuple(each.visit for each in joint), units, joint[0].on)
