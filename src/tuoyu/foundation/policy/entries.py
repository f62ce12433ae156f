"""Reading one entry of a policy file: each step either gives the typed thing or says what is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from tuoyu.kernel.words import LabelledEnum

_E = TypeVar("_E", bound=LabelledEnum)


class WrongEntry(Exception):
    """An entry of a file is unusable; the sentence becomes a problem."""


def mapping(raw: Any, known: set[str], what: str) -> dict[str, Any]:
    """The entry as a mapping that holds nothing but ``known`` names."""
    if not isinstance(raw, dict):
        raise WrongEntry(f"{what}应是一组“名称: 值”，现在是“{raw}”。")
    unknown = [str(name) for name in raw if name not in known]
    if unknown:
        raise WrongEntry(f"{what}里有不认识的项：{'、'.join(unknown)}。可用：{'、'.join(sorted(known))}。")
    return raw


def text(raw: dict[str, Any], name: str, *, is_optional: bool = False) -> str:
    """The text under ``name``, stripped; '' where it is optional and absent."""
    found = raw.get(name, "" if is_optional else None)
    if not isinstance(found, str) or not (is_optional or found.strip()):
        raise WrongEntry(f"{name} 应是文字，{_found(raw, name)}。")
    return found.strip()


def day(raw: dict[str, Any], name: str) -> date:
    """The date under ``name``."""
    found = raw.get(name)
    if type(found) is not date:
        raise WrongEntry(f"{name} 应是日期，如 2021-02-01，{_found(raw, name)}。")
    return found


def word(words: type[_E], raw: dict[str, Any], name: str) -> _E:
    """The member of an enumeration whose value stands under ``name``."""
    for member in words:
        if member.value == raw.get(name):
            return member
    known = "、".join(str(member) for member in words)
    raise WrongEntry(f"{name} 应是 {known} 之一，{_found(raw, name)}。")


def _found(raw: dict[str, Any], name: str) -> str:
    return f"现在是“{raw[name]}”" if name in raw else "现在没有写"
