"""Actions on transfers."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_TRANSFER = read("supervision.transfer.view", "查看移送")
SEND_TRANSFER = write("supervision.transfer.send", "移送")
ACCEPT_TRANSFER = write("supervision.transfer.accept", "接收移送")
RETURN_TRANSFER = write("supervision.transfer.return", "退回移送")
ANSWER_TRANSFER = write("supervision.transfer.answer", "反馈结果")

ACTIONS = (VIEW_TRANSFER, SEND_TRANSFER, ACCEPT_TRANSFER, RETURN_TRANSFER, ANSWER_TRANSFER)
