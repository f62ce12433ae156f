"""What a signed statement is called, how it is judged, and what the reader does next. The offline page says the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuoyu.kernel.words import LabelledEnum


class State(LabelledEnum):
    """Exactly one is true of a token on a day; only the first can be relied upon."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "已过有效期"
    REVOKED = "revoked", "已撤销"
    NOT_YET = "not_yet", "尚未生效"
    ALTERED = "altered", "内容被改动"
    FORGED = "forged", "伪造"
    UNKNOWN_KEY = "unknown_key", "密钥未知"
    UNREADABLE = "unreadable", "不是完整的凭证"


# The states in which a known key signed exactly this content: only then is it shown.
GENUINE = frozenset({State.VALID, State.EXPIRED, State.REVOKED, State.NOT_YET})


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of one finding; ``{issuer}`` and the like are filled in by ``filled``."""

    state: State
    sentence: str
    next_step: str


_AGAIN = "请对着原件重新扫描或重新选择文件，再核对一次。"
_ASK = "仍是这个结果时不要据此办理，请向{issuer}核实。"

SAYINGS = {
    "valid": Saying(
        State.VALID,
        "这是{issuer}出具的，内容没有被改动；截至{as_of}的撤销名单里没有它。",
        "{as_of}以后的变化这里看不出来，要紧的事请再查一次当前状态。",
    ),
    "valid_unlisted": Saying(
        State.VALID,
        "这是{issuer}出具的，内容没有被改动；手头没有能用的撤销名单，没有核对它是否已撤销。",
        "请再查一次当前状态，确认没有被撤销。",
    ),
    "expired": Saying(
        State.EXPIRED,
        "这是{issuer}出具的，内容没有被改动，但有效期到{until}为止。",
        "请向出示的人要新的凭证，或向{issuer}查当前状态。",
    ),
    "revoked": Saying(
        State.REVOKED,
        "这是{issuer}出具的，已于{on}撤销。撤销原因：{reason}。",
        "不要再据此办理；有疑问请向{issuer}核实。",
    ),
    "not_yet": Saying(
        State.NOT_YET,
        "凭证写的出具日期是{issued}，比核对的日期晚。",
        "请先看手机或电脑的日期对不对；日期没错，请向{issuer}核实。",
    ),
    "altered": Saying(
        State.ALTERED,
        "{issuer}签过一份凭证，但不是现在这样的内容：有人改过，或传输中损坏了。",
        _AGAIN + _ASK,
    ),
    "forged": Saying(
        State.FORGED,
        "签名不是用{issuer}的密钥签出来的，这份凭证不是它出具的。",
        _AGAIN + _ASK,
    ),
    "out_of_term": Saying(
        State.FORGED,
        "凭证写的出具日期{issued}不在密钥“{key_id}”的使用期内，{issuer}那天不用它签名。",
        "不要据此办理，请向{issuer}核实。",
    ),
    "unknown_key": Saying(
        State.UNKNOWN_KEY,
        "凭证说自己用密钥“{key_id}”签名，手头公布的密钥里没有它，无法判断真假。",
        "请先取{issuer}最新公布的密钥再核对；仍没有这把密钥，就不是它出具的。",
    ),
    "unreadable": Saying(
        State.UNREADABLE,
        "读到的不是一份完整的凭证：可能少了一截，也可能根本不是凭证。",
        "凭证以“TY1.”开头。请把二维码里的文字全部复制过来，或直接选择回执文件。",
    ),
}
NOBODY_NAMED = "公布密钥的机关"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement: its title, and the labels of its content in the order in which they are read."""

    title: str
    labels: Mapping[str, str]


REVOCATIONS = "revocations"
KINDS = {
    "filing.receipt": Kind(
        "托育机构备案回执",
        {
            "number": "备案编号",
            "name": "机构名称",
            "uscc": "统一社会信用代码",
            "address": "地址",
            "nature": "机构性质",
            "form": "供给形态",
            "classes": "班型与托位",
            "places": "托位数",
            "issued_on": "备案日期",
            "valid_until": "有效期至",
            "issuer": "备案机关",
            "state": "出具时状态",
        },
    ),
    "filing.permit": Kind(
        "托育服务许可证",
        {
            "number": "许可证编号",
            "name": "机构名称",
            "uscc": "统一社会信用代码",
            "address": "地址",
            "nature": "机构性质",
            "form": "供给形态",
            "classes": "班型与托位",
            "places": "托位数",
            "issued_on": "发证日期",
            "valid_until": "有效期至",
            "issuer": "发证机关",
            "state": "发证时状态",
        },
    ),
    "push": Kind(
        "登记信息推送回执",
        {
            "number": "回执编号",
            "unit": "推送单位",
            "sender": "推送系统",
            "message": "报文编号",
            "digest_sm3": "原文摘要（SM3）",
            "received_at": "收到时间",
            "accepted": "采用条数",
            "passed_over": "已有或较旧条数",
            "issued_on": "出具日期",
        },
    ),
    REVOCATIONS: Kind("撤销名单", {"as_of": "截至", "revoked": "已撤销", "issuer": "公布机关"}),
}
UNNAMED_KIND = Kind("凭证", {})


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The sentence with its ``{names}`` replaced, in one pass: a fact that contains braces stays what it is."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: facts.get(found[1], ""), text)


def fact_lines(kind: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of a statement's content; what the kind has no label for comes last, under its own key."""
    labels = KINDS.get(kind, UNNAMED_KIND).labels
    named = [key for key in labels if key in content]
    others = sorted(key for key in content if key not in labels)
    lines = [(labels.get(key, key), value_text(content[key])) for key in named + others]
    return [(label, text) for label, text in lines if text]


def value_text(value: Any) -> str:
    """A value of a content as one line: lists by semicolons, tables as ``name value`` in the order of their names."""
    if isinstance(value, Mapping):
        return "；".join(f"{key} {_inner_text(value[key])}" for key in sorted(value))
    if isinstance(value, list):
        return "；".join(value_text(each) for each in value)
    return str(value)


def _inner_text(value: Any) -> str:
    """A table within a table: its values alone, by spaces (the day and the reason of a revocation)."""
    if isinstance(value, Mapping):
        return " ".join(_inner_text(value[key]) for key in sorted(value))
    return value_text(value)
