"""The life of an appeal against a risk rating: handed in by the institution, answered once."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum


class AppealState(LabelledEnum):
    SUBMITTED = "submitted", "待答复"
    UPHELD = "upheld", "申诉成立"
    REJECTED = "rejected", "申诉不成立"
    WITHDRAWN = "withdrawn", "已撤回"


APPEAL = Flow(
    name="supervision.appeal",
    label="评级申诉",
    states=AppealState,
    start=AppealState.SUBMITTED,
    moves=(
        Move("uphold", "采纳申诉", (AppealState.SUBMITTED,), AppealState.UPHELD, "supervision.appeal.uphold"),
        Move(
            "reject", "驳回申诉", (AppealState.SUBMITTED,), AppealState.REJECTED, "supervision.appeal.reject"
        ),
        Move(
            "withdraw",
            "撤回申诉",
            (AppealState.SUBMITTED,),
            AppealState.WITHDRAWN,
            "supervision.appeal.withdraw",
        ),
    ),
)
