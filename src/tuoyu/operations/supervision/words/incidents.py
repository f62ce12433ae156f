"""Words of incidents: what happened, whether it was told in time, and what the pages say of it."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class IncidentKind(LabelledEnum):
    """What happened to the children."""

    INJURY = "injury", "伤害"
    DEATH = "death", "死亡"
    FOOD = "food", "食源性疾病"
    DISEASE = "disease", "传染病"
    FIRE = "fire", "火灾和场所险情"
    MISSING = "missing", "走失"
    ABUSE = "abuse", "虐待或疑似"
    VIOLENCE = "violence", "外来侵害"
    MEDICINE = "medicine", "用药差错"
    OTHER = "other", "其他"


class Timeliness(LabelledEnum):
    """Whether the institution told it in time. Computed from the moments, never chosen."""

    NOT_DUE = "not_due", "不用报"
    RUNNING = "running", "还在时限内"
    ON_TIME = "on_time", "按时报告"
    LATE = "late", "迟报"
    SILENT = "silent", "没有报告"


# Told too late, or not at all.
TARDY = (Timeliness.LATE.value, Timeliness.SILENT.value)

SAVE_FIRST = "先救人"
HOTLINES = {"120": "救护", "110": "公安", "119": "消防"}
SUPERVISOR, STREET = "主管部门", "街镇"
UNVERIFIED = "待核实"
DRILL_MARK = "【这是演练】"
NO_UNIT = "本区没有登记这类单位的账号，请打电话"
