"""Is a registration sound, and is it this door's to send? The same questions for a push, a sheet and a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuoyu.kernel.context import CHINA
from tuoyu.kernel.identity import Grade, check_uscc
from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.words import Change, Door

LENGTHS = {"source_id": 64, "name": 100, "kind_name": 64, "legal_person": 64, "address": 200, "phone": 64}
LABELS = {
    "source_id": "来源编号",
    "event_at": "业务时间",
    "change": "登记类型",
    "uscc": "统一社会信用代码",
    "name": "名称",
    "registered_on": "登记日期",
    "kind_name": "主体类型",
    "legal_person": "法定代表人",
    "phone": "联系电话",
    "address": "住所",
    "scope": "经营（业务）范围",
    "cancelled_on": "注销日期",
}
LONGEST_SCOPE = 4000
# Clocks of two systems may differ; an event of the day after tomorrow would silence every true one before it.
TOLERANCE = timedelta(days=1)
# Line feeds may stand in a scope; nothing else that cannot be seen may stand anywhere.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Gate:
    """What the facts are held against: the moment, the door they came through, and whose the codes are.

    ``kinds``: first two characters of a code → kind of body (GB 32100); ``doors``: the same two → door word value.
    """

    now: datetime
    door: Door
    kinds: Mapping[str, str]
    doors: Mapping[str, str]


def facts_are_sound(facts: RegistrationFacts, gate: Gate) -> Verdict:
    """Every reason against it, each with the field it is about."""
    return Verdict.of([*_texts(facts), *_code(facts, gate), *_days(facts, gate)])


def _texts(facts: RegistrationFacts) -> Iterator[Reason]:
    for field in ("source_id", "name"):
        if not getattr(facts, field).strip():
            yield _wrong(field, f"没有填{LABELS[field]}")
    for field, most in (*LENGTHS.items(), ("scope", LONGEST_SCOPE)):
        text = getattr(facts, field)
        if len(text) > most:
            yield _wrong(field, f"{LABELS[field]}有{len(text)}个字，最多{most}个字")
        if _CONTROLS.search(text):
            yield _wrong(field, f"{LABELS[field]}里有不可见的控制字符")
    if facts.change not in set(Change):
        offered = "、".join(f"{change.value}（{change.label}）" for change in Change)
        yield _wrong("change", f"没有登记类型“{facts.change[:20]}”，应为 {offered}")


def _code(facts: RegistrationFacts, gate: Gate) -> Iterator[Reason]:
    check = check_uscc(facts.uscc, gate.kinds)
    if check.status is Grade.BAD:
        yield _wrong("uscc", check.reason.rstrip("。"))
        return
    door = gate.doors.get(facts.uscc[:2])
    if door is not None and door != gate.door:
        whose = Door.label_of(door)
        yield _wrong(
            "uscc",
            f"代码以 {facts.uscc[:2]} 开头，是{whose}登记的，不该由{gate.door.label}推送",
            f"请由{whose}推送，或核对代码。",
        )


def _days(facts: RegistrationFacts, gate: Gate) -> Iterator[Reason]:
    today = gate.now.astimezone(CHINA).date()
    if facts.registered_on > today:
        yield _wrong("registered_on", f"登记日期 {facts.registered_on} 还没有到")
    if facts.cancelled_on is not None and facts.cancelled_on < facts.registered_on:
        yield _wrong("cancelled_on", f"注销日期 {facts.cancelled_on} 早于登记日期 {facts.registered_on}")
    if facts.cancelled_on is not None and facts.cancelled_on > today:
        yield _wrong("cancelled_on", f"注销日期 {facts.cancelled_on} 还没有到")
    if facts.change == Change.CANCELLED and facts.cancelled_on is None:
        yield _wrong("cancelled_on", "注销登记没有写注销日期")
    if facts.event_at > gate.now + TOLERANCE:
        yield _wrong("event_at", f"业务时间 {facts.event_at.isoformat()} 还没有到")


def _wrong(field: str, sentence: str, next_step: str = "请改好后再发。") -> Reason:
    return Reason(f"filing.facts.{field}", f"{sentence}。", next_step=next_step, field=field)
