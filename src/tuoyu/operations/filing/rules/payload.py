"""The body of a push, read: JSON in UTF-8, one object with one list. Every mistake is named by place and field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from tuoyu.kernel.characters import half_width, strip_blanks, without_blanks
from tuoyu.kernel.verdict import Reason, Refused, Verdict
from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.rules.facts import LABELS

MOST = 500
MOST_REASONS = 50
_KNOWN = {field.name for field in fields(RegistrationFacts)}
_NEEDED = ("source_id", "event_at", "change", "uscc", "name", "registered_on")


def read_registrations(body: bytes) -> tuple[RegistrationFacts, ...]:
    """The registrations in their order. Raises ``Refused`` (422) with every mistake, none of them half-read."""
    items = _items(body)
    found, reasons = [], []
    for at, item in enumerate(items):
        facts, wrong = _facts(item)
        reasons += [placed(at, reason) for reason in wrong]
        if facts is not None:
            found.append(facts)
    if reasons:
        raise Refused(Verdict.of(reasons[:MOST_REASONS]), status=422)
    return tuple(found)


def placed(at: int, reason: Reason) -> Reason:
    """The same reason, saying which registration of the list it is about (counted from 1)."""
    where = f"registrations.{at}.{reason.field}" if reason.field else f"registrations.{at}"
    return Reason(
        reason.code,
        f"第{at + 1}条：{reason.sentence}",
        basis=reason.basis,
        next_step=reason.next_step,
        field=where,
    )


def _items(body: bytes) -> list[Any]:
    try:
        read = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _refused("正文不是 UTF-8 编码的 JSON。") from None
    items = read.get("registrations") if isinstance(read, dict) else None
    if not isinstance(items, list) or set(read) != {"registrations"}:
        raise _refused('正文应是 {"registrations": […]}，没有别的字段。')
    if not 1 <= len(items) <= MOST:
        raise _refused(f"一次推送 1 到 {MOST} 条，这个报文有 {len(items)} 条。")
    return items


def _facts(item: Any) -> tuple[RegistrationFacts | None, list[Reason]]:
    if not isinstance(item, dict):
        return None, [_reason("", "应是一个对象")]
    reasons = [
        _reason(str(name)[:40], f"不认识字段“{str(name)[:40]}”") for name in item if name not in _KNOWN
    ]
    values: dict[str, Any] = {}
    for name in _KNOWN:
        given = item.get(name)
        if given is None or given == "":
            if name in _NEEDED:
                reasons.append(_reason(name, f"没有填{LABELS[name]}（{name}）"))
            continue
        try:
            values[name] = _reader(name)(given)
        except ValueError as error:
            reasons.append(_reason(name, f"{LABELS[name]}（{name}）{error}"))
    return (None, reasons) if reasons else (RegistrationFacts(**values), [])


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("应是文字")
    return strip_blanks(given)


def _code(given: Any) -> str:
    return plain_code(_text(given))


def plain_code(text: str) -> str:
    """A code as it is compared: half-width, capital, without blanks."""
    return without_blanks(half_width(text)).upper()


def _day(given: Any) -> date:
    try:
        return date.fromisoformat(_text(given))
    except ValueError:
        raise ValueError("应写成 2026-11-25") from None


def read_moment(given: Any) -> datetime:
    """A moment with its zone. Raises ``ValueError``."""
    try:
        moment = datetime.fromisoformat(_text(given))
        if moment.tzinfo is not None:
            moment.astimezone(UTC)  # as it is stored; the first hours of the year 1 have no such moment
            return moment
    except (ValueError, OverflowError):
        pass
    raise ValueError("应写成带时区的 2026-11-25T09:30:00+08:00")


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "event_at": read_moment,
    "registered_on": _day,
    "cancelled_on": _day,
    "uscc": _code,
}


def _reader(name: str) -> Callable[[Any], Any]:
    return _READERS.get(name, _text)


def _reason(field: str, sentence: str) -> Reason:
    return Reason(
        "filing.push.content",
        f"{sentence}。",
        next_step="请对照接口说明改好，换新的报文编号再发。",
        field=field,
    )


def _refused(sentence: str) -> Refused:
    return Refused(Verdict.of([_reason("", sentence.rstrip("。"))]), status=422)
