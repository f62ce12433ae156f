"""Words of business conduct: what a price is for, where a charged price was seen, what was checked."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Per(LabelledEnum):
    """What a price is paid for."""

    MONTH = "month", "每月"
    DAY = "day", "每天"
    HOUR = "hour", "每小时"
    TERM = "term", "每学期"
    ONCE = "once", "一次"


class ChargeSource(LabelledEnum):
    """Where a charged price was seen."""

    INSPECTION = "inspection", "现场检查"
    RECEIPT = "receipt", "收费票据"
    COMPLAINT = "complaint", "投诉举报"


class ConductKind(LabelledEnum):
    """What of the daily running was looked at."""

    FOOD = "food", "饮食"
    MEDICINE = "medicine", "用药"
