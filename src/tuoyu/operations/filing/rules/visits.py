"""What follows from what a visit found."""

from __future__ import annotations

from datetime import date

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.filing.words import Outcome, Progress

NEXT_STEPS = {
    Outcome.WILL_FILE: "请发出开户邀请，让机构在线填报备案；到约定的日子再走访一次。",
    Outcome.REFUSES: "请把走访情况和照片整理成移交材料，移交区卫生健康局依法处理；未处理完之前留在未备案清单里。",
    Outcome.NOT_OPEN: "请问清楚打算什么时候开业，开业前再走访一次。",
    Outcome.NOT_CARE: "已移出未备案清单。区卫生健康局会复核；名称或范围仍写着托育的，请劝其变更登记。",
    Outcome.NOT_FOUND: "已移出未备案清单。请把查无情况告知登记机关，由其核实地址。",
}
# What the finding of a visit makes of a registration that nobody filed; the rest stays as it is.
_PROGRESS = {Outcome.NOT_CARE: Progress.NOT_CARE, Outcome.NOT_FOUND: Progress.GONE}


def next_step(outcome: str) -> str:
    return NEXT_STEPS[Outcome(outcome)]


def progress_after(outcome: str, progress: str) -> str:
    """A visit moves a registration out of the list of the unfiled, or back into it, and never touches a filed one."""
    if progress in {Progress.FILED, Progress.FILING}:
        return progress
    return _PROGRESS.get(Outcome(outcome), Progress.UNFILED).value


def visit_is_sound(visited_on: date, registered_on: date, today: date) -> Verdict:
    """Not tomorrow, and not before there was anything to visit."""
    if visited_on > today:
        sentence = f"走访日期 {visited_on} 还没有到。"
    elif visited_on < registered_on:
        sentence = f"走访日期 {visited_on} 早于登记日期 {registered_on}。"
    else:
        return PASSED
    return Verdict.refuse("filing.followup.day", sentence, next_step="请核对走访日期。", field="visited_on")
