"""Words of credit: what is remembered about whom, how grave it is, and why it ends."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class SubjectKind(LabelledEnum):
    """Whom a fact is about. The key is the id as text, of an operator the 统一社会信用代码."""

    INSTITUTION = "institution", "机构"
    OPERATOR = "operator", "举办者"
    PRACTITIONER = "practitioner", "从业人员"


class FactKind(LabelledEnum):
    PENALTY = "penalty", "行政处罚"
    FINDING = "finding", "严重检查问题"
    INCIDENT = "incident", "责任事故"
    BAN = "ban", "终身禁入"
    COMMITMENT_BROKEN = "commitment_broken", "失信承诺"


class Severity(LabelledEnum):
    """失信程度 (信用修复管理办法), lightest first."""

    MINOR = "minor", "轻微"
    GENERAL = "general", "一般"
    SERIOUS = "serious", "严重"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class EndReason(LabelledEnum):
    REPAIRED = "repaired", "信用修复"
    OVERTURNED = "overturned", "撤销"
    MISTAKEN = "mistaken", "更正"


class Standing(LabelledEnum):
    """What a fact is worth on a day. What is never shown is kept, and counts for nothing."""

    AHEAD = "ahead", "尚未作出"
    STANDING = "standing", "有效"
    LAPSED = "lapsed", "期满"
    KEPT = "kept", "只留底"
    ENDED = "ended", "已终止"


LONGEST_SOURCE_KEY = 100

NEXT_SOURCE = "请由作出决定的办件重新记入。"
KEY_OF_ID = "机构和从业人员要用编号（数字）标明是谁。"
KEY_OF_OPERATOR = "举办者要用 18 位统一社会信用代码标明是谁。"
NAME_MISSING = "没有写明是谁的信用事实。"
TITLE_MISSING = "没有写明依据哪份文书。"
SOURCE_KEY_WRONG = "来源编号要写成“应用.事项:编号”，例如 supervision.penalty:17。"
LINK_WRONG = "来源页面要写本系统内的地址，以一个“/”开头。"
DECIDED_AHEAD = "作出日期在今天之后。"
DECIDED_NEXT = "请核对文书上的日期。"
PERSON_NOT_PUBLIC = "从业人员个人的信用事实不向社会公示。"
PERSON_NEXT = "请改为不公示；对机构的处罚另记一条。"
ALREADY_ENDED = "这条信用事实已经终止，不用再终止一次。"
END_DAY_WRONG = "终止日期要在作出日期和今天之间。"
END_DAY_NEXT = "请核对终止的日期。"
BAN_NOT_REPAIRED = "终身禁入不能信用修复。"
BAN_NEXT = "原决定被撤销的，按“撤销”终止；记错了的，按“更正”终止。"
NOT_SHOWN = "不公示"
FOR_LIFE = "长期"
KEPT_ONLY = "不公示，只留底，不作为评价的依据。"
FOR_LIFE_LONG = "长期有效，直到原决定被撤销或更正。"
NO_FILE = "这条信用事实没有附文书。"
BACK_TO_FACT = "请返回信用事实，从来源页面查看。"


def shown_until(until: str) -> str:
    return f"向社会公示到{until}，第二天起自动停止公示。"


def used_until(until: str) -> str:
    return f"不向社会公示，在本系统内有效到{until}，第二天起自动失效。"


def ended_since(day: str) -> str:
    return f"已于{day}终止，从这天起不再公示，也不再使用。"


def too_early(least: int, first_on: str) -> str:
    return f"最短公示期 {least} 个月未满，{first_on}起才可以信用修复。"


TOO_EARLY_NEXT = "请等最短公示期满后再办；决定本身被撤销的，按“撤销”终止。"
