"""What must hold of an account, and when a post is given, delegated or ended. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.people.words import Validity
from tuoyu.kernel.verdict import PASSED, Reason, Verdict

SEPARATION_BASIS = "三员分立：系统管理员、安全管理员、审计管理员不得由同一人担任（《信息安全技术 网络安全等级保护基本要求》，待核实）"


# No blank and no colon: the name stands in logs, and lock-out keeps names with a colon for itself.
_USERNAME = re.compile("[^\\s:\x00-\x1f]{2,64}")


def username_is_sound(username: str) -> Verdict:
    """2 to 64 characters without blanks and colons."""
    if _USERNAME.fullmatch(username):
        return PASSED
    return Verdict.refuse(
        "people.user.username",
        f"登录名“{username[:64]}”不符合要求：应为 2 到 64 个字，不含空格和冒号。",
        next_step="例如用姓名拼音加单位简称：wangfang-jyj。",
        field="username",
    )


def password_is_long_enough(password: str, least: int, field: str) -> Verdict:
    """At least ``least`` characters; the sentence goes beside ``field``."""
    if len(password) >= least:
        return PASSED
    return Verdict.refuse(
        "people.password.short",
        f"密码至少 {least} 位，现在是 {len(password)} 位。",
        next_step="请加长，例如几个不相干的词加数字。",
        field=field,
    )


def may_end(ends_on: date | None, new_ends_on: date) -> Verdict:
    """Ending shortens: an end that is already earlier stays."""
    if ends_on is None or new_ends_on <= ends_on:
        return PASSED
    return Verdict.refuse(
        "people.post.already_ends",
        f"这个岗位已定于 {ends_on.isoformat()} 终止，不能改到更晚的 {new_ends_on.isoformat()}。",
        next_step="需要延长时，请另行任命一段岗位。",
        field="ends_on",
    )


def is_appointed_by_another(actor_id: int | None, user_id: int) -> Verdict:
    """Nobody appoints oneself: who hands out posts could otherwise take any right there is."""
    if actor_id != user_id:
        return PASSED
    return Verdict.refuse(
        "people.post.self",
        "不能给自己任命岗位。",
        basis=SEPARATION_BASIS,
        next_step="请由另一位系统管理员任命。",
        field="user",
    )


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post a person holds in the period asked about."""

    role: str
    role_label: str
    unit_name: str


def may_hold(role_label: str, apart_from: frozenset[str], held: tuple[HeldPost, ...]) -> Verdict:
    """May a person with these posts also take a role that must stay apart from ``apart_from``?"""
    clashes = [post for post in held if post.role in apart_from]
    return Verdict.of(
        Reason(
            "people.post.apart",
            f"此人已任{post.unit_name}{post.role_label}，不能同时任{role_label}。",
            basis=SEPARATION_BASIS,
            next_step=f"请另选人员，或先终止其{post.role_label}岗位。",
            field="role",
        )
        for post in clashes
    )


def validity_on(day: date, first: date, last: date | None) -> Validity:
    """How the period ``first``–``last`` (both inclusive; None is open) stands on ``day``."""
    if first > day:
        return Validity.LATER
    return Validity.OVER if last is not None and last < day else Validity.NOW


def period_is_sound(starts_on: date, ends_on: date | None, field: str = "ends_on") -> Verdict:
    """A period ends on or after its first day; the sentence goes beside ``field``."""
    if ends_on is None or ends_on >= starts_on:
        return PASSED
    return Verdict.refuse(
        "people.post.period",
        f"终止日期 {ends_on.isoformat()} 早于起始日期 {starts_on.isoformat()}。",
        next_step="终止日期应不早于起始日期；长期有效的可以不填。",
        field=field,
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The post a delegation comes from."""

    starts_on: date
    ends_on: date | None
    is_delegated: bool


def delegation_is_sound(starts_on: date, ends_on: date | None, source: Source) -> Verdict:
    """A delegation has an end, lies inside the post it comes from, and is not passed on."""
    reasons = []
    if ends_on is None:
        reasons.append(
            Reason(
                "people.post.delegation_end",
                "委托必须写明终止日期。",
                next_step="请填写终止日期。",
                field="ends_on",
            )
        )
    elif source.ends_on is not None and ends_on > source.ends_on:
        reasons.append(
            Reason(
                "people.post.delegation_beyond",
                f"委托终止日期 {ends_on.isoformat()} 超出原岗位的终止日期 {source.ends_on.isoformat()}。",
                next_step=f"请改为 {source.ends_on.isoformat()} 或更早。",
                field="ends_on",
            )
        )
    if starts_on < source.starts_on:
        reasons.append(
            Reason(
                "people.post.delegation_before",
                f"委托起始日期 {starts_on.isoformat()} 早于原岗位的起始日期 {source.starts_on.isoformat()}。",
                next_step=f"请改为 {source.starts_on.isoformat()} 或更晚。",
                field="starts_on",
            )
        )
    if source.is_delegated:
        reasons.append(
            Reason(
                "people.post.delegation_chain",
                "受委托的岗位不能再委托给别人。",
                next_step="请由原任职人直接委托。",
            )
        )
    return Verdict.of(reasons) & period_is_sound(starts_on, ends_on)
