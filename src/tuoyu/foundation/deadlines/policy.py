"""Typed view of the clocks that policy lays down (group ``deadlines``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """``length`` counts ``unit`` (working_days, calendar_days, months); ``warn_before`` counts working days."""

    kind: str
    label: str
    length: int
    unit: str
    warn_before: int
    owner_role: str
    basis: str
    is_unverified: bool
    fingerprint: str


def deadline_at(kind: str, on: date, area: str) -> DeadlineRule:
    """The rule of a clock that starts on ``on`` in ``area``; ``kind`` is the name under ``deadlines.``.

    Raises ``PolicyMissing`` for an unknown kind and ``PolicySilent`` where no value holds.
    """
    policy = current()
    value = policy.member("deadlines", kind, on, area)
    record = policy.record(value.key, on, area)
    return DeadlineRule(
        kind=kind,
        label=policy.parameter(value.key).label,
        length=record.integer("length"),
        unit=record.text("unit"),
        warn_before=record.integer("warn_before"),
        owner_role=record.text("owner_role"),
        # A rule of our own has no article to name; 待核实 stands beside it wherever it is shown.
        basis=record.text("basis") if value.is_unverified else f"{record.text('basis')}（{value.source}）",
        is_unverified=value.is_unverified,
        fingerprint=value.fingerprint,
    )
