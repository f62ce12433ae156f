"""Fields of a task from places in the text."""

from __future__ import annotations

from tuoyu.registers.plans.rules.parsed import Span
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.units import UnitName


def names_of(text: Text, units: list[UnitName]) -> tuple[str, ...]:
    """Names as written, each once."""
    return tuple(dict.fromkeys(text.clean[unit.start : unit.end] for unit in units))


def reach_of(units: list[UnitName]) -> tuple[int, int] | None:
    """From the first unit to the last."""
    return (min(unit.start for unit in units), max(unit.end for unit in units)) if units else None


def spans_of(text: Text, **places: tuple[int, int] | None) -> dict[str, Span]:
    """Spans of the places that are there."""
    return {name: text.span(*place) for name, place in places.items() if place and place[1] > place[0]}
