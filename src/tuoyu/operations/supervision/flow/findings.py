"""The life of a finding: only somebody else than who answered for it closes it."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum


class FindingState(LabelledEnum):
    OPEN = "open", "待整改"
    SUBMITTED = "submitted", "待复核"
    RETURNED = "returned", "整改未通过"
    LOOK_BACK = "look_back", "待回头看"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤销"


# The institution has something to mend.
TO_MEND = (FindingState.OPEN.value, FindingState.RETURNED.value)
# Nobody is done with it yet.
UNSETTLED = (*TO_MEND, FindingState.SUBMITTED.value, FindingState.LOOK_BACK.value)

FINDING = Flow(
    name="supervision.finding",
    label="问题",
    states=FindingState,
    start=FindingState.OPEN,
    moves=(
        Move(
            "submit",
            "提交整改",
            (FindingState.OPEN, FindingState.RETURNED),
            FindingState.SUBMITTED,
            "supervision.finding.submit",
        ),
        Move("close", "销号", (FindingState.SUBMITTED,), FindingState.CLOSED, "supervision.finding.close"),
        Move(
            "return",
            "退回重改",
            (FindingState.SUBMITTED,),
            FindingState.RETURNED,
            "supervision.finding.return",
        ),
        Move(
            "look_back",
            "安排回头看",
            (FindingState.SUBMITTED,),
            FindingState.LOOK_BACK,
            "supervision.finding.look_back",
        ),
        Move(
            "confirm",
            "回头看合格",
            (FindingState.LOOK_BACK,),
            FindingState.CLOSED,
            "supervision.finding.confirm",
        ),
        # Seen again at the look-back, or by another visit: it counts as a repeat.
        Move(
            "reopen",
            "重新打开",
            (FindingState.LOOK_BACK, FindingState.CLOSED),
            FindingState.OPEN,
            "supervision.finding.reopen",
        ),
        Move(
            "cancel",
            "撤销问题",
            (FindingState.OPEN, FindingState.RETURNED, FindingState.SUBMITTED, FindingState.LOOK_BACK),
            FindingState.CANCELLED,
            "supervision.finding.cancel",
        ),
    ),
)
