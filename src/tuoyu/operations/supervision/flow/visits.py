"""The life of a visit: planned, told to the institution, under way, recorded by the inspectors, signed by both sides."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class VisitState(LabelledEnum):
    PLANNED = "planned", "已安排"
    NOTICED = "noticed", "已发通知"
    UNDER_WAY = "under_way", "检查中"
    RECORDED = "recorded", "已记录，待签字"
    SIGNED = "signed", "已办结"
    CANCELLED = "cancelled", "已取消"
