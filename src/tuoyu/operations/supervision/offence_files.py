"""The catalogue of offences below ``policy/tables/penalties``, and which kinds of organ a unit is."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from tuoyu.foundation.policy.divisions import read_table
from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.operations.supervision.rules.offences import Offence, OffencesWrong, read_offences


def all_offences() -> tuple[Offence, ...]:
    """The whole catalogue. Raises ``PolicyBroken`` with row and column where it cannot be read."""
    return _offences_in(policy_dir() / "tables" / "penalties" / "offences.csv")


def offences_on(on: date, unit_name: str) -> tuple[Offence, ...]:
    """What a unit may punish when the wrong was done on that day."""
    kinds = organ_kinds(unit_name)
    return tuple(each for each in all_offences() if each.since <= on and kinds & set(each.organs))


def offence_coded(code: str) -> Offence | None:
    return next((each for each in all_offences() if each.code == code), None)


def organ_kinds(unit_name: str) -> frozenset[str]:
    """The kinds of organ that a unit is by its name: 区市场监管局 → 市场监管."""
    rows = read_table(policy_dir() / "codes" / "unit_kinds.csv", ("kind", "name_words"))
    return frozenset(
        row["kind"] for row in rows if any(word in unit_name for word in row["name_words"].split("|"))
    )


@cache
def _offences_in(path: Path) -> tuple[Offence, ...]:
    try:
        return read_offences(path.read_text(encoding="utf-8-sig"))
    except OffencesWrong as error:
        raise PolicyBroken([Problem(str(path), error.column, error.reason, error.row)]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyBroken([Problem(str(path), "", f"读不出来（{error}）")]) from error
