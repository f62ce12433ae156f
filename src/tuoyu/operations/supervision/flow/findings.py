"""The life of a finding: only somebody else than who answered for it closes it."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class FindingState(LabelledEnum):
    OPEN = "open", "待整改"
    SUBMITTED = "submitted", "待复核"
    RETURNED = "returned", "整改未通过"
    LOOK_BACK = "look_back", "待回头看"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤销"
