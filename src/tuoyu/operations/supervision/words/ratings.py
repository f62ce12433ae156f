"""Words of risk ratings: the classes, what weighs in them, and how a line is told to somebody who never read the rule."""

from __future__ import annotations

from datetime import date

from tuoyu.kernel.words import LabelledEnum


class RiskClass(LabelledEnum):
    """How much an institution is looked at; the values are the strata of the draw."""

    A = "A", "A 级 风险低"
    B = "B", "B 级 风险一般"
    C = "C", "C 级 风险较高"
    D = "D", "D 级 风险高"

    @property
    def tone(self) -> str:
        """The light of its pill."""
        return {"A": "ok", "B": "info", "C": "warn", "D": "bad"}[self.value]


class Weighed(LabelledEnum):
    """What weighs in a rating."""

    FINDING = "finding", "检查发现的问题"
    REPEAT = "repeat", "同一问题再次出现"
    OVERDUE = "overdue", "逾期没有整改"
    INCIDENT = "incident", "安全事件"
    COMPLAINT = "complaint", "查实的投诉举报"
    STAFFING = "staffing", "保育人员不够"
    CERTIFICATE = "certificate", "人员证件"
    UNVISITED = "unvisited", "很久没有检查"
    CREDIT = "credit", "失信信息"


class CertificateAge(LabelledEnum):
    """How a certificate stands; the grades of ``Weighed.CERTIFICATE``."""

    EXPIRED = "expired", "健康合格证已过期"
    SOON = "soon", "健康合格证快到期"
    AGED = "aged", "专业证书取得多年没有更新"


class Cause(LabelledEnum):
    """Why a rating was made."""

    ROUND = "round", "每月评级"
    EVENT = "event", "情况有变化"
    APPEAL = "appeal", "申诉成立，重新评级"


_COUNTED = {
    Weighed.STAFFING: "少 {n} 名",
    Weighed.UNVISITED: "已 {n} 年",
    Weighed.CERTIFICATE: "{n} 份",
}
_LOWERED = {
    Weighed.FINDING: "整改完成、由检查单位复核销号后，分数按期减半，直至不再计分。",
    Weighed.REPEAT: "整改完成并不再发生，分数按期减半，直至不再计分。",
    Weighed.OVERDUE: "马上整改并提交证据；销号后分数按期减半。",
    Weighed.INCIDENT: "不再发生安全事件，分数随时间减半，直至不再计分。",
    Weighed.COMPLAINT: "不再有查实的投诉举报，分数随时间减半，直至不再计分。",
    Weighed.STAFFING: "补足保育人员并在“从业人员”里登记，当天起不再计分。",
    Weighed.CERTIFICATE: "更新证件并在“从业人员”里登记，当天起不再计分。",
    Weighed.UNVISITED: "完成一次检查后不再计分；机构不用做什么。",
    Weighed.CREDIT: "按失信信息的修复办法完成修复，修复后不再计分。",
}
# Kinds in which the institution can mend something today.
MENDABLE = (Weighed.OVERDUE, Weighed.FINDING, Weighed.STAFFING, Weighed.CERTIFICATE, Weighed.CREDIT)


def counted(kind: str, measure: int) -> str:
    """少 2 名; empty where one row is one fact."""
    return _COUNTED.get(Weighed(kind), "").format(n=measure)


def lowered(kind: str) -> str:
    """What makes the points of a kind fall."""
    return _LOWERED[Weighed(kind)]


def weighs_until(until: date | None) -> str:
    """Until when a line weighs."""
    return f"计分到 {until.year}年{until.month}月{until.day}日前" if until else "解决之前一直计分"


def points_text(tenths: int) -> str:
    """12 or 12.5 of 120 or 125 tenths."""
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


class AppealGround(LabelledEnum):
    """What an institution says of the lines it disputes; one tap, words only where they add something."""

    MENDED = "mended", "已经整改好，没有及时销号"
    NOT_SO = "not_so", "情况不是这样"
    NOT_OURS = "not_ours", "不是我们机构的"
    STALE = "stale", "登记的信息已经变了"
    OTHER = "other", "其他（请写明）"
