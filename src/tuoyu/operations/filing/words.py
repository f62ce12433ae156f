"""Words of filing: doors, kinds of cases, findings, and what a registration has come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tuoyu.kernel.words import LabelledEnum
from tuoyu.registers.institutions.words import Standing


class Door(LabelledEnum):
    """The three doors of registration (托育机构登记和备案办法 第四条)."""

    STAFFING = "staffing", "机构编制部门"
    CIVIL = "civil", "民政部门"
    MARKET = "market", "市场监管部门"


# The headers of a pushed message.
PUSH_SENDER, PUSH_MESSAGE, PUSH_SENT_AT, PUSH_SIGNATURE = (
    "X-Tuoyu-Sender",
    "X-Tuoyu-Message",
    "X-Tuoyu-Sent-At",
    "X-Tuoyu-Signature",
)


class Channel(LabelledEnum):
    """How a registration reached us."""

    API = "api", "接口推送"
    FILE = "file", "表格上传"
    HAND = "hand", "手工录入"
    LIST = "list", "全量名单比对"


class Change(LabelledEnum):
    """What the sender says happened."""

    REGISTERED = "registered", "设立登记"
    CHANGED = "changed", "变更登记"
    CANCELLED = "cancelled", "注销登记"


class Relevance(LabelledEnum):
    """Does the registered scope mean childcare under three?"""

    YES = "yes", "属于托育"
    LIKELY = "likely", "可能属于，待核实"
    NO = "no", "不属于托育"


class Progress(LabelledEnum):
    """What became of a registration."""

    UNFILED = "unfiled", "未备案"
    FILING = "filing", "备案办理中"
    FILED = "filed", "已备案"
    NOT_CARE = "not_care", "未开展托育"
    GONE = "gone", "已注销或查无"


class Outcome(LabelledEnum):
    """What a visit to a registered but unfiled provider found."""

    WILL_FILE = "will_file", "在营业，承诺备案"
    REFUSES = "refuses", "在营业，拒不备案"
    NOT_OPEN = "not_open", "尚未开业"
    NOT_CARE = "not_care", "不从事托育"
    NOT_FOUND = "not_found", "地址查无此机构"


class CaseKind(LabelledEnum):
    FILING = "filing", "备案"
    CHANGE = "change", "变更备案"
    BRANCH = "branch", "连锁分支告知"
    SUSPENSION = "suspension", "暂停服务"
    RESUMPTION = "resumption", "恢复服务"
    CLOSURE = "closure", "终止服务"
    CONVERSION = "conversion", "备案换许可"


class Regime(LabelledEnum):
    """准入制度. A case keeps the one it was opened under."""

    FILING = "filing", "登记备案"
    PERMIT = "permit", "许可"


class BookForm(LabelledEnum):
    """Which application form: annexes of 国卫办人口发〔2019〕25号, of 国卫人口发〔2023〕28号, or through education."""

    INSTITUTION = "institution", "托育机构备案书"
    HOME = "home", "家庭托育点备案书"
    KINDERGARTEN = "kindergarten", "幼儿园托班备案书"


class Grade(LabelledEnum):
    """What a check of an application came to."""

    OK = "ok", "符合"
    BAD = "bad", "不符"
    ON_SITE = "on_site", "现场看"
    MISSING = "missing", "待填"


class VisitResult(LabelledEnum):
    CONFORMS = "conforms", "现场符合"
    FAILS = "fails", "现场不符"


class ReceiptState(LabelledEnum):
    VALID = "valid", "有效"
    REPLACED = "replaced", "已换发"
    REVOKED = "revoked", "已撤销"


class Roster(LabelledEnum):
    """How the branches of a chain stand to what the tax bureau was told last."""

    UNTOLD = "untold", "还没有告知税务部门"
    TOLD = "told", "与最近一次告知一致"
    CHANGED = "changed", "名单有变化"
    EMPTY = "empty", "还没有已备案的分支"


class Worth(LabelledEnum):
    """What a receipt is worth today: the judgement on its signature, and what the registers say now."""

    VALID = "valid", "有效"
    REPLACED = "replaced", "已换发新回执"
    SUSPENDED = "suspended", "机构暂停服务"
    CLOSED = "closed", "机构已终止服务"
    NONCONFORMING = "nonconforming", "机构不符合备案条件"
    REVOKED = "revoked", "备案已撤销"
    LAPSED = "lapsed", "备案已过过渡期"
    UNFILED = "unfiled", "机构现在没有备案"
    UNRECORDED = "unrecorded", "底册里没有这份回执"
    OTHER_KIND = "other_kind", "这不是备案回执"
    EXPIRED = "expired", "已过有效期"
    NOT_YET = "not_yet", "出具日期在今天之后"
    ALTERED = "altered", "内容被改动过"
    FORGED = "forged", "这是伪造的"
    UNKNOWN_KEY = "unknown_key", "不是本机关签的"
    UNREADABLE = "unreadable", "读不出完整的凭证"


class NationalOutcome(LabelledEnum):
    """What the national system answered about an institution."""

    APPROVED = "approved", "审核通过"
    RETURNED = "returned", "退回修改"
    PENDING = "pending", "待审核"


# How the standing of a published institution is said to a parent: (light, words).
PUBLIC_STANDINGS: dict[str, tuple[str, str]] = {
    Standing.OPEN.value: ("ok", "已备案，在营"),
    Standing.FILED.value: ("info", "已备案，未开业"),
    Standing.SUSPENDED.value: ("warn", "暂停服务"),
    Standing.NONCONFORMING.value: ("bad", "不符合备案条件"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What things are called under a regime. ``matters``, ``forms``, ``worths`` hold what is called otherwise than its label."""

    act: str
    paper: str
    short: str
    number: str
    granted: str
    has: str
    apply: str
    hand_in: str
    give: str
    accepted: str
    refused: str
    promise: str
    promise_basis: str
    exchanged: str
    public_note: str
    standings: Mapping[str, tuple[str, str]]
    matters: Mapping[CaseKind, str] = field(default_factory=dict)
    forms: Mapping[BookForm, str] = field(default_factory=dict)
    worths: Mapping[Worth, str] = field(default_factory=dict)


# No form of a permit is published: its words are ours, after the draft 托育服务法 (待核实).
TERMS: dict[Regime, Terms] = {
    Regime.FILING: Terms(
        act="备案",
        paper="备案回执",
        short="回执",
        number="备案编号",
        granted="已备案",
        has="已经备案",
        apply="备案",
        hand_in="提交备案",
        give="出具备案回执",
        accepted="已出回执，待现场核实",
        refused="不符合备案条件",
        promise="备案承诺",
        promise_basis="《托育机构登记和备案办法（试行）》附件（备案承诺书），文字待核实",
        exchanged="变更备案，换发新回执",
        public_note="备案不是许可：先看材料出回执，再到现场核实。",
        standings=PUBLIC_STANDINGS,
    ),
    Regime.PERMIT: Terms(
        act="许可",
        paper="托育服务许可证",
        short="许可证",
        number="许可证编号",
        granted="已许可",
        has="已经取得许可",
        apply="申请许可",
        hand_in="提交许可申请",
        give="颁发托育服务许可证",
        accepted="已发许可证，待现场核实",
        refused="不符合许可条件",
        promise="申请承诺",
        promise_basis="许可申请的承诺文字国家还没有公布，沿用备案承诺，待核实",
        exchanged="变更许可，换发新许可证",
        public_note="许可证式样国家还没有公布，编号规则待核实。",
        standings={
            Standing.OPEN.value: ("ok", "已许可，在营"),
            Standing.FILED.value: ("info", "已许可，未开业"),
            Standing.SUSPENDED.value: ("warn", "暂停服务"),
            Standing.NONCONFORMING.value: ("bad", "不符合许可条件"),
        },
        matters={CaseKind.FILING: "许可申请", CaseKind.CHANGE: "变更许可"},
        forms={
            BookForm.INSTITUTION: "托育机构许可申请书",
            BookForm.HOME: "家庭托育点许可申请书",
            BookForm.KINDERGARTEN: "幼儿园托班许可申请书",
        },
        worths={
            Worth.NONCONFORMING: "机构不符合许可条件",
            Worth.REVOKED: "许可已撤销",
            Worth.UNFILED: "机构现在没有许可",
            Worth.UNRECORDED: "底册里没有这份许可证",
        },
    ),
}


class Admission(LabelledEnum):
    """By what a published institution is admitted on a day."""

    FILING = "filing", "备案"
    PERMIT = "permit", "许可"
    LAPSED = "lapsed", "备案已过过渡期"

    @property
    def terms(self) -> Terms:
        return TERMS[Regime.PERMIT if self is Admission.PERMIT else Regime.FILING]


def public_standing(standing: str, admission: str) -> tuple[str, str]:
    """How a published institution stands, said to a parent: (light, words)."""
    if admission == Admission.LAPSED and standing in FILED_STANDINGS:
        return "bad", "备案已过期，没有许可证"
    return Admission(admission).terms.standings[standing]


def matter_label(kind: str, regime: str) -> str:
    """What a matter is called under the regime of its case."""
    return TERMS[Regime(regime)].matters.get(CaseKind(kind), CaseKind.label_of(kind))


def form_label(form: str, regime: str) -> str:
    """What the application form is called under the regime of its case."""
    return TERMS[Regime(regime)].forms.get(BookForm(form), BookForm.label_of(form))


# What an institution is told whose filing has to become a permit; ``until``: the last day on which the filing holds.
CONVERT_HERE = "登记备案已经改为许可。现在的备案到{until}为止有效，请在这之前换领许可证。"
LAPSED_STATE = "备案已过过渡期，没有许可证"
LAPSED_REASON = "登记备案已改为许可，过渡期已过，没有换领许可证"
LAPSED_HERE = "过渡期到{until}已经结束，备案不再有效。请马上办理备案换许可。"

# Clocks of what an institution has to renew, or to turn into a permit (``policy deadlines``).
PAPER_CLOCK = "material_renewal"
HEALTH_CLOCK = "health_renewal"
CONVERSION_CLOCK = "filing_conversion"
# An institution whose filing holds keeps its papers in force.
FILED_STANDINGS = (Standing.FILED.value, Standing.OPEN.value, Standing.SUSPENDED.value)
