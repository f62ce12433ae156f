"""When a result may be published, and what the institution may say beside it."""

from __future__ import annotations

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.operations.supervision.flow.visits import VisitState

PUBLICITY = "双随机、一公开：检查结果向社会公示"
LONGEST = 300
LONGEST_ANSWER = 500


def may_publish(state: str, sentence: str, *, is_published: bool) -> Verdict:
    """Only what both sides have signed, once, with a conclusion."""
    reasons = []
    if state != VisitState.SIGNED:
        reasons.append(
            Reason(
                "supervision.result_early",
                f"检查还是“{VisitState.label_of(state)}”，结果没有定下来。",
                basis=PUBLICITY,
                next_step="请先由双方签字办结。",
            )
        )
    if is_published:
        reasons.append(
            Reason(
                "supervision.result_twice",
                "这次检查的结果已经公示过。",
                next_step="要改的，先撤下原来的公示并写明原因。",
            )
        )
    if not 2 <= len(sentence.strip()) <= LONGEST:
        reasons.append(
            Reason(
                "supervision.result_sentence",
                f"结论要写 2 到 {LONGEST} 个字。",
                next_step="用一句话说明查了什么、结果怎样。",
                field="sentence",
            )
        )
    return Verdict.of(reasons)


def may_answer(text: str, *, is_shown: bool) -> Verdict:
    """While it is shown, in a length that people read."""
    reasons = []
    if not is_shown:
        reasons.append(
            Reason(
                "supervision.answer_late",
                "这条结果已经不再公示，说明不会有人看到。",
                next_step="不需要再填。",
            )
        )
    if len(text.strip()) > LONGEST_ANSWER:
        reasons.append(
            Reason(
                "supervision.answer_long",
                f"说明太长，最多 {LONGEST_ANSWER} 个字。",
                next_step="请写要点。",
                field="text",
            )
        )
    return Verdict.of(reasons)


def may_withdraw(reason: str, *, is_withdrawn: bool) -> Verdict:
    """Once, and with a reason that is kept."""
    if is_withdrawn:
        return Verdict.refuse("supervision.withdrawn", "已经撤下。", next_step="刷新页面看最新状态。")
    if len(reason.strip()) < 2:
        return Verdict.refuse(
            "supervision.withdraw_reason",
            "没有写撤下的原因。",
            next_step="请写明原因，会留在记录里。",
            field="reason",
        )
    return PASSED
