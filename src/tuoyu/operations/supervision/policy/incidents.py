"""Typed view of what policy says about incidents: how fast, to whom, when the next person is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import PolicySilent, current

_LIMITS = "incident_limits."


@dataclass(frozen=True, slots=True)
class Limit:
    """``minutes`` by which the countdown runs; ``word`` is how the law says it (立即), ``basis`` where."""

    code: str
    minutes: int
    word: str
    basis: str
    is_unverified: bool
    fingerprint: str


def limit_codes() -> frozenset[str]:
    """Every limit that policy names."""
    keys = (parameter.key for parameter in current().all_parameters())
    return frozenset(key.removeprefix(_LIMITS) for key in keys if key.startswith(_LIMITS))


def limit_at(code: str, on: date, area: str) -> Limit:
    policy = current()
    value = policy.member("incident_limits", code, on, area)
    record = policy.record(_LIMITS + code, on, area)
    return Limit(
        code,
        record.integer("minutes"),
        record.text("word"),
        record.text("basis"),
        value.is_unverified,
        value.fingerprint,
    )


def limits_at(on: date, area: str) -> dict[str, Limit]:
    return {code: limit_at(code, on, area) for code in sorted(limit_codes())}


def bodies_at(on: date, area: str) -> dict[str, str]:
    """Kind of body → code of the unit that it is here; empty where the district has named none."""
    policy = current()
    try:
        rows = policy.rows("supervision.incident_units", on, area)
    except PolicySilent:
        return {}
    return {row.text("kind"): row.text("unit") for row in rows}


def phones_at(on: date, area: str) -> dict[str, str]:
    """Kind of body → telephone on duty; empty where the district has named none."""
    rows = current().rows("supervision.incident_phones", on, area)
    return {row.text("kind"): row.text("phone") for row in rows}


def acknowledge_minutes_at(on: date, area: str) -> int:
    """After so many minutes without anybody taking note the next person is told."""
    policy = current()
    return policy.integer("supervision.incident_acknowledge_minutes", on, area)


def drill_minutes_at(on: date, area: str) -> int:
    """After so many minutes an institution counts as silent in a drill."""
    policy = current()
    return policy.integer("supervision.incident_drill_minutes", on, area)
