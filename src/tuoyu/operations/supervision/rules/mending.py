"""When a mending counts, and who may say so: never the institution itself, and in serious matters nobody who found it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.operations.supervision.words.findings import Severity

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class CheckRule:
    """What policy asks of one severity: evidence, somebody else's judgement, a look-back; ``basis`` names who says so."""

    needs_evidence: bool
    needs_other: bool
    needs_look_back: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Who wants to judge a mending: account, name, and the units of the posts held."""

    user_id: int | None
    name: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Involved:
    """Who had a hand in a finding. ``finder_id`` and ``submitter_id`` are accounts; ``members`` those of the visit."""

    institution_unit_id: int | None
    finder_id: int | None
    finder: str
    members: frozenset[int] = frozenset()
    submitter_id: int | None = None


def may_judge(judge: Judge, involved: Involved) -> Verdict:
    """May this person say anything about the mending? The institution does not judge itself, nor who handed it in."""
    if involved.institution_unit_id is not None and involved.institution_unit_id in judge.unit_ids:
        return Verdict.refuse(
            "supervision.finding.self_judged",
            "您在这家机构任职，不能复核本机构的整改。",
            next_step="请检查单位的其他人员复核。",
        )
    if judge.user_id is not None and judge.user_id == involved.submitter_id:
        return Verdict.refuse(
            "supervision.finding.own_work",
            "这次整改是您代机构提交的，不能由您复核。",
            next_step="请本单位另一名检查人员复核。",
        )
    return PASSED


def may_close(judge: Judge, involved: Involved, severity: Severity, rule: CheckRule) -> Verdict:
    """May this person call it mended? For serious findings only who neither found it nor took part in the visit."""
    verdict = may_judge(judge, involved)
    if not verdict.is_ok or not rule.needs_other:
        return verdict
    if judge.user_id is None or judge.user_id == involved.finder_id or judge.user_id in involved.members:
        return _needs_another(severity, rule, "发现或记录的人")
    # A finding whose finder has no account is known by the name alone.
    if involved.finder_id is None and involved.finder == judge.name:
        return _needs_another(severity, rule, "发现或记录的人")
    return PASSED


def needs_no_look_back(severity: Severity, rule: CheckRule) -> Verdict:
    """May it be closed on what was handed in, without going there again?"""
    if not rule.needs_look_back:
        return PASSED
    return Verdict.refuse(
        "supervision.finding.look_back_first",
        f"{severity.label}问题不能只看材料销号，要先到现场回头看。",
        basis=rule.basis,
        next_step="请按“安排回头看”，看过合格再销号。",
    )


def may_submit(text: str, files: int, severity: Severity, rule: CheckRule) -> Verdict:
    """Is what is handed in worth a judgement? ``files`` counts the pictures and papers."""
    reasons = list(note_given(text, "做了什么", "text").reasons)
    if rule.needs_evidence and files == 0:
        reasons.append(
            Reason(
                "supervision.finding.evidence",
                f"{severity.label}问题要有照片或材料证明，只写文字不算。",
                basis=rule.basis,
                next_step="请拍一张整改后的照片再提交。",
                field="pictures",
            )
        )
    return Verdict.of(reasons)


def note_given(text: str, what: str, field: str = "note") -> Verdict:
    """A reason is written, not only blanks."""
    if not text.strip():
        return Verdict.refuse(
            "supervision.note", f"没有写“{what}”。", next_step=f"请写清楚{what}。", field=field
        )
    if len(text) > LONGEST_NOTE:
        return Verdict.refuse(
            "supervision.note_long",
            f"“{what}”有 {len(text)} 个字，最多 {LONGEST_NOTE} 个。",
            next_step="请写短一些，详细的放进附件。",
            field=field,
        )
    return PASSED


def day_ahead(day: date, today: date) -> Verdict:
    """A look-back is arranged for today or later."""
    if day >= today:
        return PASSED
    return Verdict.refuse(
        "supervision.finding.look_back_past",
        f"回头看的日期 {day.isoformat()} 已经过了。",
        next_step="请选今天或以后的日期。",
        field="due_on",
    )


def step_reached(days: int, steps: Iterable[int]) -> int:
    """How many steps of being overdue ``days`` working days have passed; 0 before the first."""
    return sum(1 for step in steps if days >= step)


def weight_for_credit(severity: Severity, *, is_late: bool, repeats: int) -> str:
    """Why a finding belongs into the record of credit; empty where it does not."""
    if severity is not Severity.GRAVE:
        return ""
    if repeats:
        return f"严重问题重复出现（第{repeats + 1}次）"
    return "严重问题逾期才整改" if is_late else ""


def _needs_another(severity: Severity, rule: CheckRule, who: str) -> Verdict:
    return Verdict.refuse(
        "supervision.finding.same_person",
        f"您是{who}，{severity.label}问题不能由您销号。",
        basis=rule.basis,
        next_step="请本单位没有参加这次检查的人员复核销号。",
    )
