"""Who may be given an account by a link. Asked when the link is made, and again when it is opened."""

from __future__ import annotations

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.filing.words import Progress, Relevance

_OUT = {
    Progress.NOT_CARE.value: "已经认定没有开展托育",
    Progress.GONE.value: "已经注销、停办或者查无此家",
}


def may_be_invited(name: str, uscc: str, relevance: str, progress: str) -> Verdict:
    """Childcare, still there, and with a code: the code names the institution that the account is for."""
    if relevance == Relevance.NO:
        why = "已经认定不属于托育"
    elif progress in _OUT:
        why = _OUT[progress]
    elif not uscc:
        why = "没有统一社会信用代码"
    else:
        return PASSED
    return Verdict.refuse(
        "filing.invite.unwanted",
        f"{name}{why}，不能开户。",
        next_step="登记机关或区卫生健康局如果判断有误，请先改判或补录登记信息，再发邀请。",
    )
