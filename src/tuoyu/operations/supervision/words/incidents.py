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
    SILENT = "silent", "没有主动报告"


# Told too late, or not at all.
TARDY = (Timeliness.LATE.value, Timeliness.SILENT.value)

HOTLINES = {"120": "救护", "110": "公安", "119": "消防"}
SUPERVISOR, STREET = "主管部门", "街镇"
# Digits of a division code that name a street or town.
STREET_DIGITS = 9
DRILL_MARK = "【这是演练】"
NO_UNIT = "本区没有登记这类单位的账号，请打电话"

# Who holds these roles is told when nobody of the unit has taken note.
NEXT_ROLES = ("unit_head", "leader")

TITLE_NEW = "{mark}突发事件，请马上确认收到"
SENTENCE_NEW = "{mark}{place}：{kind}（{severity}），{known}得知。请确认收到，第一个确认的人负责跟进。"
TITLE_FOUND = "主管部门发现一起没有报告的事件"
SENTENCE_FOUND = (
    "{unit}记录了你园{known}的一起事件（{kind}）。请马上打开补充经过，最迟{limit}；过时就算没有主动报告。"
)
TITLE_NEXT = "{mark}突发事件还没有人确认收到"
SENTENCE_NEXT = "{mark}{place}：{kind}（{severity}），报给{unit}已经{minutes}分钟，还没有人确认收到。请打开确认，或打电话问。"
TITLE_UPDATE = "{mark}突发事件有续报"
SENTENCE_UPDATE = "{mark}{place}：{kind}，{who}刚刚续报，请打开查看。"
TITLE_CLOSED = "{mark}突发事件已结案"
SENTENCE_CLOSED = "{mark}{place}：{kind}，{unit}已查清并结案。"
TITLE_DRILL = "【这是演练】请按真的一样报告"
SENTENCE_DRILL = (
    "【这是演练】假设：{scenario}请打开“出事了”，按真的一样走一遍，最迟{limit}。没有孩子真的受伤。"
)
