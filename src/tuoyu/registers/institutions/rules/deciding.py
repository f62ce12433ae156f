"""When a judgement about two entries may stand."""

from __future__ import annotations

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.registers.institutions.commands import DecideSameness
from tuoyu.registers.institutions.words import SamenessDecision

SHORTEST_REASON = 4


def decision_is_sound(standing: str, pair: tuple[int, int], command: DecideSameness) -> Verdict:
    """Judged once, with a reason; for the same institution one of the two is kept."""
    reasons = []
    if standing != SamenessDecision.OPEN:
        label = SamenessDecision.label_of(standing)
        reasons.append(
            Reason(
                "institutions.judged",
                f"这一对已经判断为“{label}”。",
                next_step="判断有误的，请在机构历史中更正。",
            )
        )
    if command.decision not in {SamenessDecision.DIFFERENT, SamenessDecision.SAME}:
        reasons.append(
            Reason("institutions.decision", "没有选择判断。", next_step="请选择一项。", field="decision")
        )
    if command.decision == SamenessDecision.SAME and command.kept_id not in pair:
        reasons.append(
            Reason(
                "institutions.kept",
                "是同一家的，要选择保留哪一条。",
                next_step="另一条记为终止，历史不删除。",
                field="kept_id",
            )
        )
    if len(command.reason.strip()) < SHORTEST_REASON:
        reasons.append(
            Reason(
                "institutions.reason",
                f"判断说明至少 {SHORTEST_REASON} 个字。",
                next_step="请写明依据，例如：电话核实，同址更名。",
                field="reason",
            )
        )
    return Verdict.of(reasons)
