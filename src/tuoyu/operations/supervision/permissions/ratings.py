"""Actions on ratings and appeals."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_RATING = read("supervision.rating.view", "查看风险评级")
MAKE_RATING = write("supervision.rating.make", "评定风险等级")
VIEW_APPEAL = read("supervision.appeal.view", "查看评级申诉")
SUBMIT_APPEAL = write("supervision.appeal.submit", "对评级提出申诉")
WITHDRAW_APPEAL = write("supervision.appeal.withdraw", "撤回申诉")
UPHOLD_APPEAL = write("supervision.appeal.uphold", "采纳申诉")
REJECT_APPEAL = write("supervision.appeal.reject", "驳回申诉")

ACTIONS = (
    VIEW_RATING,
    MAKE_RATING,
    VIEW_APPEAL,
    SUBMIT_APPEAL,
    WITHDRAW_APPEAL,
    UPHOLD_APPEAL,
    REJECT_APPEAL,
)
