"""What must hold when a post is given, delegated or ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.verdict import PASSED, Reason, Verdict

SEPARATION_BASIS = "三员分立：系统管理员、安全管理员、审计管理员不得由同一人担任（《信息安全技术 网络安全等级保护基本要求》，待核实）"


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


def period_is_sound(starts_on: date, ends_on: date | None) -> Verdict:
    """A period ends on or after its first day."""
    if ends_on is None or ends_on >= starts_on:
        return PASSED
    return Verdict.refuse(
        "people.post.period",
        f"终止日期 {ends_on.isoformat()} 早于起始日期 {starts_on.isoformat()}。",
        next_step="终止日期应不早于起始日期；长期任职可以不填。",
        field="ends_on",
    )


def delegation_is_sound(starts_on: date, ends_on: date | None, source_ends_on: date | None, *, is_chained: bool) -> Verdict:
    """A delegation has an end, lies inside the post it comes from, and is not passed on."""
    reasons = []
    if ends_on is None:
        reasons.append(
            Reason("people.post.delegation_end", "委托必须写明终止日期。", next_step="请填写终止日期。", field="ends_on")
        )
    elif source_ends_on is not None and ends_on > source_ends_on:
        reasons.append(
            Reason(
                "people.post.delegation_beyond",
                f"委托终止日期 {ends_on.isoformat()} 超出原岗位的终止日期 {source_ends_on.isoformat()}。",
                next_step=f"请改为 {source_ends_on.isoformat()} 或更早。",
                field="ends_on",
            )
        )
    if is_chained:
        reasons.append(
            Reason("people.post.delegation_chain", "受委托的岗位不能再委托给别人。", next_step="请由原任职人直接委托。")
        )
    return Verdict.of(reasons) & period_is_sound(starts_on, ends_on)
