"""Words of visits: why somebody comes, who looks, and what was found at an item."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class VisitKind(LabelledEnum):
    """Why an institution is visited."""

    DRAWN = "drawn", "双随机抽查"
    PLANNED = "planned", "计划检查"
    SPECIAL = "special", "专项检查"
    COMPLAINT = "complaint", "投诉举报核查"
    LOOK_BACK = "look_back", "整改回头看"


class InspectorKind(LabelledEnum):
    """Who may be drawn: an officer with a certificate of enforcement, or an appointed expert."""

    OFFICER = "officer", "执法人员"
    EXPERT = "expert", "专家"


class RecusalKind(LabelledEnum):
    """Why an inspector keeps away from an institution (《行政处罚法》第四十三条)."""

    EMPLOYER = "employer", "任职、兼职"
    KINSHIP = "kinship", "亲属关系"
    EARLIER_POST = "earlier_post", "曾在该机构任职"
    INTEREST = "interest", "其他利害关系"


class Outcome(LabelledEnum):
    """What was seen at one item."""

    OK = "ok", "合格"
    BAD = "bad", "不合格"
    NOT_HERE = "not_here", "不适用"
    UNSEEN = "unseen", "未查"


class Side(LabelledEnum):
    """Who signs the record of a visit."""

    INSPECTOR = "inspector", "检查人员"
    INSTITUTION = "institution", "机构在场人"
