"""The life of a transfer: whoever receives it says yes or no, and later what was done."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum

BASIS = "《中华人民共和国行政处罚法》第二十七条"


class TransferState(LabelledEnum):
    SENT = "sent", "已移送，待接收"
    ACCEPTED = "accepted", "已接收，办理中"
    RETURNED = "returned", "已退回"
    ANSWERED = "answered", "已反馈"


_S = TransferState
TRANSFER = Flow(
    name="supervision.transfer",
    label="移送",
    states=TransferState,
    start=_S.SENT,
    moves=(
        Move("accept", "接收移送", (_S.SENT,), _S.ACCEPTED, "supervision.transfer.accept", BASIS),
        Move("return", "退回移送", (_S.SENT,), _S.RETURNED, "supervision.transfer.return", BASIS),
        Move("answer", "反馈结果", (_S.ACCEPTED,), _S.ANSWERED, "supervision.transfer.answer", BASIS),
    ),
)
