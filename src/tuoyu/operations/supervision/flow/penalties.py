"""The life of a penalty: nothing is decided that was not told, and what was decided is told, obeyed and shown.

The ordinary procedure (普通程序) goes step by step; the simple one (简易程序) is decided, handed over and served in one move.
"""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.supervision.words.penalties import ACT


class PenaltyState(LabelledEnum):
    OPENED = "opened", "已立案，调查中"
    INVESTIGATED = "investigated", "调查终结，待告知"
    TOLD = "told", "已告知，听取意见"
    CONTESTED = "contested", "要求听证，待通知"
    CALLED = "called", "已通知听证"
    HEARD = "heard", "已听证，待决定"
    DECIDED = "decided", "已决定，待送达"
    SERVED = "served", "已送达，待履行"
    PAID = "paid", "已履行，待结案"
    CLOSED = "closed", "已结案"
    SPARED = "spared", "不予处罚"
    WITHDRAWN = "withdrawn", "已撤案"
    REVOKED = "revoked", "决定已撤销"


_S = PenaltyState
# Nothing was decided yet: the case may still be spared or withdrawn.
PENDING = (_S.OPENED, _S.INVESTIGATED, _S.TOLD, _S.CONTESTED, _S.CALLED, _S.HEARD)
# A decision stands.
STANDING = (_S.DECIDED, _S.SERVED, _S.PAID, _S.CLOSED)
# What the party may see: from the day on which it was told.
TOLD_TO_PARTY = tuple(state.value for state in _S if state not in {_S.OPENED, _S.INVESTIGATED, _S.WITHDRAWN})

# The act without its article: which one a step stands on is told by ``supervision.penalty_articles`` of the day.
PENALTY = Flow(
    name="supervision.penalty",
    label="处罚案件",
    states=PenaltyState,
    start=_S.OPENED,
    moves=(
        # 简易程序: decided and handed over on the spot.
        Move("impose", "当场处罚", (_S.OPENED,), _S.SERVED, "supervision.penalty.impose", ACT),
        Move("conclude", "调查终结", (_S.OPENED,), _S.INVESTIGATED, "supervision.penalty.conclude", ACT),
        Move("tell", "事先告知", (_S.INVESTIGATED, _S.TOLD), _S.TOLD, "supervision.penalty.tell", ACT),
        Move("contest", "要求听证", (_S.TOLD,), _S.CONTESTED, "supervision.penalty.contest", ACT),
        Move("call", "通知听证", (_S.CONTESTED,), _S.CALLED, "supervision.penalty.call", ACT),
        Move("hear", "记录听证", (_S.CALLED,), _S.HEARD, "supervision.penalty.hear", ACT),
        Move("decide", "作出处罚决定", (_S.TOLD, _S.HEARD), _S.DECIDED, "supervision.penalty.decide", ACT),
        Move("spare", "不予处罚", (_S.INVESTIGATED, _S.TOLD, _S.HEARD), _S.SPARED, "supervision.penalty.spare", ACT),
        Move("withdraw", "撤案", PENDING, _S.WITHDRAWN, "supervision.penalty.withdraw"),
        Move("serve", "登记送达", (_S.DECIDED,), _S.SERVED, "supervision.penalty.serve", ACT),
        Move("pay", "登记履行", (_S.SERVED,), _S.PAID, "supervision.penalty.pay", ACT),
        Move("close", "结案", (_S.PAID,), _S.CLOSED, "supervision.penalty.close"),
        Move("revoke", "撤销决定", STANDING, _S.REVOKED, "supervision.penalty.revoke", ACT),
    ),
)  # fmt: skip
