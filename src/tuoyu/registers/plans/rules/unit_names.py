"""One unit, many names: from an alias (区卫健局) to the name of record (区卫生健康局)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def alias_table(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Alias → canonical name, from rows of ``unit_aliases.csv``; widths of brackets and commas do not matter."""
    table: dict[str, str] = {}
    for row in rows:
        table[_key(row["canonical"])] = row["canonical"]
        table[_key(row["alias"])] = row["canonical"]
    return table


def canonical(name: str, table: Mapping[str, str]) -> str:
    """The name of record; the name itself where the table does not know it."""
    return table.get(_key(name), name)


def _key(name: str) -> str:
    return re.sub(r"\s", "", name).translate(str.maketrans("（），", "(),"))
