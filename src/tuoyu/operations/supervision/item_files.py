"""The start library of inspection items below ``policy/tables/inspection``: one table a domain, and the frame of WS/T 821."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tuoyu.foundation.policy.divisions import read_table
from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.operations.supervision.rules.items import Item, ItemsWrong, read_items
from tuoyu.operations.supervision.words.items import Domain


def inspection_items() -> tuple[Item, ...]:
    """All items of all domains. Raises ``PolicyBroken`` naming every file that cannot be read, with row and column."""
    return _items_in(policy_dir() / "tables" / "inspection")


def unit_kinds() -> frozenset[str]:
    """Codes of the kinds of units that may own an item (``policy/codes/unit_kinds.csv``)."""
    return frozenset(row["kind"] for row in read_table(policy_dir() / "codes" / "unit_kinds.csv", ("kind",)))


def kinds_of_name(unit: str) -> frozenset[str]:
    """The kinds of department that the name of a unit tells: 区卫生健康局 → 卫生健康."""
    rows = read_table(policy_dir() / "codes" / "unit_kinds.csv", ("kind", "name_words"))
    return frozenset(
        row["kind"] for row in rows if any(word in unit for word in row["name_words"].split("|"))
    )


def quality_frame() -> dict[str, Any]:
    """The frame of WS/T 821—2023: dimensions with clause and points, number of veto items, grades without limits."""
    path = policy_dir() / "tables" / "inspection" / "wst821_frame.yaml"
    try:
        frame = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PolicyBroken([Problem(str(path), "", str(error))]) from error
    if not isinstance(frame, dict):
        raise PolicyBroken([Problem(str(path), "", "不是一张有键的表")])
    return frame


@cache
def _items_in(folder: Path) -> tuple[Item, ...]:
    # The folder is the key: another environment is another library.
    items: list[Item] = []
    problems: list[Problem] = []
    for domain in Domain:
        path = folder / f"{domain.value}.csv"
        try:
            items += read_items(path.read_text(encoding="utf-8-sig"), domain)
        except ItemsWrong as error:
            problems.append(Problem(str(path), error.column, error.reason, error.row))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), "", f"读不出来（{error}）"))
    if problems:
        raise PolicyBroken(problems)
    return tuple(items)
