"""How far a report is proven, and what must hold before it is sent in, accepted or returned. Pure."""

from __future__ import annotations

from datetime import date

from tuoyu.governance.coordination.flow import ReportState
from tuoyu.governance.coordination.words import Proof
from tuoyu.kernel.verdict import PASSED, Reason, Verdict

SHORTEST_SUMMARY = 10


def proof_of(state: str, evidence_count: int) -> Proof:
    """A claim without evidence stays a claim, even when it was accepted (capabilities S3)."""
    if evidence_count == 0:
        return Proof.CLAIMED
    return Proof.VERIFIED if state == ReportState.ACCEPTED else Proof.EVIDENCED


def may_submit(summary: str, period_on: date, today: date) -> Verdict:
    """A report says something, about a month that has begun."""
    reasons = []
    if len(summary.strip()) < SHORTEST_SUMMARY:
        reasons.append(
            Reason(
                "coordination.summary_short",
                f"本月进展只有 {len(summary.strip())} 个字，至少写 {SHORTEST_SUMMARY} 个字。",
                next_step="请写明做了什么、完成到哪一步。",
                field="summary",
            )
        )
    return Verdict.of(reasons) & is_period(period_on, today)


def is_period(period_on: date, today: date) -> Verdict:
    """A period is named by the first day of its month, and has begun."""
    reasons = []
    if period_on.day != 1:
        reasons.append(
            Reason(
                "coordination.period_form",
                "报送月份应写成当月 1 日。",
                next_step="请从列表中选择月份。",
                field="period_on",
            )
        )
    if period_on > today:
        reasons.append(
            Reason(
                "coordination.period_ahead",
                f"{period_on.year}年{period_on.month}月还没有开始，不能提前报送。",
                next_step="请选择本月或以前的月份。",
                field="period_on",
            )
        )
    return Verdict.of(reasons)


def note_is_given(note: str, what: str, field: str = "note") -> Verdict:
    """A refusal, a return or a closing must say why; the sentence goes beside ``field``."""
    if note.strip():
        return PASSED
    return Verdict.refuse(
        "coordination.note_missing",
        f"{what}要写明理由。",
        next_step="请用一两句话写明，对方会看到。",
        field=field,
    )
