"""Kinds of a parameter, trust in a value, levels of an area — and how they read on screen."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Kind(LabelledEnum):
    """What a value is. Decimals are written as quoted text in the files, never as binary floats."""

    WORKING_DAYS = "working_days", "个工作日"
    CALENDAR_DAYS = "calendar_days", "天"
    MONTHS = "months", "个月"
    INTEGER = "integer", "整数"
    RATIO = "ratio", "比例（0 到 1）"
    DECIMAL = "decimal", "小数"
    MONEY_FEN = "money_fen", "金额（分）"
    TEXT = "text", "文字"
    ROLE = "role", "岗位代码"
    DATE = "date", "日期"
    BOOLEAN = "boolean", "是否"
    DEADLINE = "deadline", "时限"
    RECORD = "record", "一组值"
    LIST = "list", "清单"
    TABLE = "table", "表"


class Confidence(LabelledEnum):
    """How a value came to us. Screens mark the last two 待核实."""

    VERIFIED = "verified", "已核对"
    COMPUTED = "computed", "由文件推算"
    RECALLED = "recalled", "凭记忆，待核实"
    UNCERTAIN = "uncertain", "不确定，待核实"


UNVERIFIED = frozenset({Confidence.RECALLED, Confidence.UNCERTAIN})
UNVERIFIED_LABEL = "待核实"


class DeadlineUnit(LabelledEnum):
    WORKING_DAYS = "working_days", "个工作日"
    CALENDAR_DAYS = "calendar_days", "天"
    MONTHS = "months", "个月"
