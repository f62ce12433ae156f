"""Who may be sent a matter, and who answers. Pure."""

from __future__ import annotations

from collections.abc import Collection

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.flow.transfers import BASIS
from tuoyu.operations.supervision.words import transfers as words


def may_send(unit_id: int, to_unit_id: int | None, outside: str, ground: str, facts: str) -> Verdict:
    """One receiver, not oneself; a ground and facts."""
    verdict = PASSED
    has_outside = bool(outside.strip())
    if to_unit_id is None and not has_outside:
        verdict &= _refuse("receiver", words.RECEIVER_MISSING, "to_unit")
    if to_unit_id is not None and has_outside:
        verdict &= _refuse("two", words.RECEIVER_TWICE, "outside")
    if to_unit_id == unit_id:
        verdict &= _refuse("self", words.RECEIVER_SELF, "to_unit")
    if not ground.strip():
        verdict &= _refuse("ground", "没有写移送依据。", "ground", "请写明哪条规定由对方处理。")
    if not facts.strip():
        verdict &= _refuse("facts", "没有写移送的事实。", "facts", "请写明查到了什么。")
    return verdict


def is_the_receiver(to_unit_id: int | None, unit_id: int, actor_units: Collection[int]) -> Verdict:
    """The receiving unit acts; for an outside organ the sender writes down what it said."""
    if to_unit_id is None:
        if unit_id in actor_units:
            return PASSED
        return _refuse("outside", words.OUTSIDE_BY_SENDER, "", "请联系移送单位。")
    if to_unit_id in actor_units:
        return PASSED
    return _refuse(
        "not_yours", "接收、退回和反馈由接收单位办理。", "", "请等接收单位办理；急的可以电话联系。"
    )


def says_why(text: str, field: str, missing: str) -> Verdict:
    return PASSED if text.strip() else _refuse(field, missing, field, "请写明。")


def _refuse(code: str, sentence: str, field: str, next_step: str = words.RECEIVER_NEXT) -> Verdict:
    return Verdict.refuse(
        f"supervision.transfer.{code}", sentence, basis=BASIS, next_step=next_step, field=field
    )
