"""Which providers of a regulator's whole list were never pushed: found by matching, not by trusting the sender."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tuoyu.kernel.characters import half_width, simplified, without_blanks
from tuoyu.kernel.words import LabelledEnum

_MARKS = re.compile(r"[\s,，。.、()（）\[\]【】·\-—_/#]")


class Found(LabelledEnum):
    """How a line of the list was found among the registrations."""

    CODE = "code", "信用代码相同"
    NAME = "name", "名称和地址相同"
    NONE = "none", "没有推送过"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list, as far as it is matched."""

    line: int
    uscc: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Known:
    """A registration that we have."""

    pk: int
    uscc: str
    name: str
    address: str
    is_pushed: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """What a line matched, and a sentence that says why (empty where the code itself does)."""

    line: int
    found: Found
    pk: int | None = None
    is_pushed: bool = False
    why: str = ""


def match_list(listed: Iterable[Listed], known: Iterable[Known]) -> tuple[Match, ...]:
    """For each line its registration: by code, else by name and address together; a name alone proves nothing."""
    by_code: dict[str, Known] = {}
    by_name: dict[tuple[str, str], Known] = {}
    for row in known:
        if row.uscc:
            by_code.setdefault(row.uscc, row)
        key = name_key(row.name, row.address)
        if key is not None:
            by_name.setdefault(key, row)
    return tuple(_match(line, by_code, by_name) for line in listed)


def _match(line: Listed, by_code: dict[str, Known], by_name: dict[tuple[str, str], Known]) -> Match:
    if line.uscc and line.uscc in by_code:
        return Match(line.line, Found.CODE, by_code[line.uscc].pk, by_code[line.uscc].is_pushed)
    key = name_key(line.name, line.address)
    row = by_name.get(key) if key is not None else None
    if row is None:
        return Match(line.line, Found.NONE)
    said = f"名单上的代码是 {line.uscc}" if line.uscc else "名单上没有代码"
    return Match(
        line.line,
        Found.NAME,
        row.pk,
        row.is_pushed,
        f"{said}，推送的是 {row.uscc}；名称和地址相同，按同一家认定",
    )


def name_key(name: str, address: str) -> tuple[str, str] | None:
    """Name and address as they are compared; None where one of them is missing."""
    key = _plain(name), _plain(address)
    return key if all(key) else None


def _plain(text: str) -> str:
    return _MARKS.sub("", simplified(half_width(without_blanks(text)))).lower()
