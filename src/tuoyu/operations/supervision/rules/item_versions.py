"""Versions of an item side by side: whether one may follow, and what becomes of one that policy brings. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.operations.supervision.rules.items import EVERY_FORM, WEIGHTS, Item
from tuoyu.operations.supervision.words.items import Arrival, Condition
from tuoyu.registers.institutions.words import SupplyForm

EVERYWHERE = "所有形态"
_LONGEST = {"title": 100, "look": 300, "clause": 200}


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


def forms_shown(forms: tuple[str, ...]) -> str:
    """Every form, all but one, or those that are named."""
    missing = [form for form in SupplyForm if form.value not in forms]
    if EVERY_FORM in forms or not missing:
        return EVERYWHERE
    if len(missing) == 1:
        return f"除{missing[0].label}外"
    return "、".join(SupplyForm.label_of(form) for form in forms)


def needs_shown(needs: tuple[str, ...]) -> str:
    return "、".join(Condition.label_of(need) for need in needs) or "不论条件"


_FIELDS: tuple[tuple[str, Callable[[Item], str]], ...] = (
    ("检查事项", lambda item: item.title),
    ("怎么看", lambda item: item.look),
    ("依据", lambda item: item.clause),
    ("核实程度", lambda item: item.confidence.label),
    ("风险权重", lambda item: str(item.weight)),
    ("关键项", lambda item: "是" if item.is_key else "否"),
    ("取证方式", lambda item: item.evidence.label),
    ("适用形态", lambda item: forms_shown(item.forms)),
    ("适用条件", lambda item: needs_shown(item.needs)),
    ("责任部门", lambda item: item.unit_kind),
)


def facts_of(item: Item) -> list[tuple[str, str]]:
    """What an item says, field by field."""
    return [(label, read(item)) for label, read in _FIELDS]


def changes_between(before: Item, after: Item) -> list[FieldChange]:
    """The fields in which two versions differ."""
    sides = zip(facts_of(before), facts_of(after), strict=True)
    return [FieldChange(label, old, new) for (label, old), (_, new) in sides if old != new]


def digest_of(item: Item) -> str:
    """SHA-256 over what an item says: two texts under one version number are two digests. The first day is not part."""
    told = [item.code, str(item.version), item.domain.value, *(value for _, value in facts_of(item))]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def arrival_of(policy: Item, house: Iterable[Item], *, is_untouched: bool) -> Arrival:
    """``house``: every version of that item here. ``is_untouched``: the newest of them is as policy brought it.

    What people revised or withdrew here is never overruled, and what policy says is never passed over in silence.
    """
    versions = sorted(house, key=lambda each: each.version)
    if not versions:
        return Arrival.BRING
    newest = versions[-1]
    same_number = [each for each in versions if each.version == policy.version]
    if any(not changes_between(each, policy) for each in (*same_number, newest)):
        return Arrival.KNOWN
    return Arrival.BRING if is_untouched and policy.version > newest.version else Arrival.PROPOSE


def may_follow(before: Item, after: Item, today: date) -> Verdict:
    """A version begins today or later, after the one it follows, says something else, and is whole."""
    return Verdict.of((*_when(before, after, today), *_what(after), *_news(before, after)))


def _when(before: Item, after: Item, today: date) -> list[Reason]:
    since = after.since or today
    if since < today:
        return [_wrong("since_on", "不能从过去的日期起改。", "已经做过的检查按当时的事项，请选今天或以后。")]
    if before.since is not None and since <= before.since:
        return [_wrong("since_on", f"上一版从 {before.since.isoformat()} 才启用。", "请选它以后的日期。")]
    return []


def _what(item: Item) -> list[Reason]:
    reasons = [
        _wrong(field, f"这一格要写，最多{longest}个字。", "请写完整。")
        for field, longest in _LONGEST.items()
        if not 0 < len(getattr(item, field).strip()) <= longest
    ]
    if item.weight not in WEIGHTS:
        reasons.append(
            _wrong("weight", f"风险权重只能是{'、'.join(map(str, WEIGHTS))}。", "请从列表中选择。")
        )
    known = {EVERY_FORM, *(form.value for form in SupplyForm)}
    if not item.forms or set(item.forms) - known:
        reasons.append(_wrong("forms", "适用形态至少选一个。", "都适用的选“所有形态”。"))
    if set(item.needs) - set(Condition):
        reasons.append(_wrong("needs", "没有这个条件。", "请从列表中选择。"))
    return reasons


def _news(before: Item, after: Item) -> list[Reason]:
    if changes_between(before, after):
        return []
    return [_wrong("", "和现在的版本一样，没有改动。", "改好以后再保存。")]


def _wrong(field: str, sentence: str, next_step: str) -> Reason:
    return Reason("item.version", sentence, field=field, next_step=next_step)
