"""Which tasks of a plan are about supervision, and what kind of department a unit's name tells."""

from __future__ import annotations

from datetime import date
from functools import cache

from tuoyu.foundation.policy.divisions import read_table
from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.reader import current
from tuoyu.operations.supervision.rules.duties import DutyWords


def duty_words_at(on: date, area: str) -> tuple[DutyWords, ...]:
    policy = current()
    return tuple(
        DutyWords(tuple(row.text("words").split("|")), frozenset(row.text("domains").split("|")))
        for row in policy.rows("supervision.duty_tasks", on, area)
    )


@cache
def _kind_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = read_table(policy_dir() / "codes" / "unit_kinds.csv", ("kind", "name_words"))
    return tuple((row["kind"], tuple(row["name_words"].split("|"))) for row in rows)


def kinds_of(unit_name: str) -> frozenset[str]:
    """The kinds of departments a unit's name belongs to (``policy/codes/unit_kinds.csv``)."""
    return frozenset(kind for kind, words in _kind_words() if any(word in unit_name for word in words))
