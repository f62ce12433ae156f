"""Words of filing: doors, kinds of cases, findings, and what a registration has come to."""

from __future__ import annotations

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

# Clocks of what an institution has to renew (``policy deadlines``).
PAPER_CLOCK = "material_renewal"
HEALTH_CLOCK = "health_renewal"
# An institution whose filing holds keeps its papers in force.
FILED_STANDINGS = (Standing.FILED.value, Standing.OPEN.value, Standing.SUSPENDED.value)
