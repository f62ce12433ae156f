"""Words of the plan register."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Op(LabelledEnum):
    """How an actual figure is held against a target."""

    EQUAL = "=", "等于"
    AT_LEAST = ">=", "不低于"
    AT_MOST = "<=", "不高于"
    QUALITATIVE = "qualitative", "定性"


class Severity(LabelledEnum):
    """How loudly a lint finding speaks."""

    ERROR = "error", "必须处理"
    WARNING = "warning", "需要核对"
    NOTE = "note", "提示"


class DutyKind(LabelledEnum):
    LEAD = "lead", "牵头"
    RESPONSIBLE = "responsible", "责任"


class VersionState(LabelledEnum):
    DRAFT = "draft", "待核对"
    ADOPTED = "adopted", "执行中"
    SUPERSEDED = "superseded", "已被新版替代"
    DISCARDED = "discarded", "已作废"
