"""Words of transfers: to whom a matter goes."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class TransferKind(LabelledEnum):
    """A unit of the district works here; an outside organ answers on paper, and the sender writes the answer down."""

    UNIT = "unit", "本区部门"
    OUTSIDE = "outside", "其他机关"


RECEIVER_MISSING = "没有写移送给谁。"
RECEIVER_NEXT = "请选本区部门，或写明其他机关的全称。"
RECEIVER_TWICE = "选了本区部门，又写了其他机关。"
RECEIVER_SELF = "不能移送给自己。"
OUTSIDE_BY_SENDER = "这件是移送给其他机关的，由移送单位登记对方的回音。"
