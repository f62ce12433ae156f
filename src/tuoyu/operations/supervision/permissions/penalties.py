"""Actions on penalties and on challenges against them."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_PENALTY = read("supervision.penalty.view", "查看处罚案件")
# The statement of the party, whole.
REVEAL_PENALTY = read("supervision.penalty.reveal", "查看陈述申辩（须写明目的）", is_sensitive=True)
EXPORT_PENALTY = read("supervision.penalty.export", "导出处罚公示记录")
OPEN_PENALTY = write("supervision.penalty.open", "立案")
IMPOSE_PENALTY = write("supervision.penalty.impose", "当场处罚")
REPORT_PENALTY = write("supervision.penalty.report", "报备案")
CONCLUDE_PENALTY = write("supervision.penalty.conclude", "调查终结")
TELL_PENALTY = write("supervision.penalty.tell", "事先告知")
PLEAD_PENALTY = write("supervision.penalty.plead", "陈述申辩")
CONTEST_PENALTY = write("supervision.penalty.contest", "要求听证")
CALL_PENALTY = write("supervision.penalty.call", "通知听证")
HEAR_PENALTY = write("supervision.penalty.hear", "记录听证")
DECIDE_PENALTY = write("supervision.penalty.decide", "作出处罚决定")
SPARE_PENALTY = write("supervision.penalty.spare", "不予处罚")
WITHDRAW_PENALTY = write("supervision.penalty.withdraw", "撤案")
SERVE_PENALTY = write("supervision.penalty.serve", "登记送达")
PAY_PENALTY = write("supervision.penalty.pay", "登记履行")
CLOSE_PENALTY = write("supervision.penalty.close", "结案")
PUBLISH_PENALTY = write("supervision.penalty.publish", "公示处罚")
REVOKE_PENALTY = write("supervision.penalty.revoke", "撤销决定")
FILE_CHALLENGE = write("supervision.challenge.file", "登记复议诉讼")
SETTLE_CHALLENGE = write("supervision.challenge.settle", "登记复议诉讼结果")

ACTIONS = (
    VIEW_PENALTY,
    REVEAL_PENALTY,
    EXPORT_PENALTY,
    OPEN_PENALTY,
    IMPOSE_PENALTY,
    REPORT_PENALTY,
    CONCLUDE_PENALTY,
    TELL_PENALTY,
    PLEAD_PENALTY,
    CONTEST_PENALTY,
    CALL_PENALTY,
    HEAR_PENALTY,
    DECIDE_PENALTY,
    SPARE_PENALTY,
    WITHDRAW_PENALTY,
    SERVE_PENALTY,
    PAY_PENALTY,
    CLOSE_PENALTY,
    PUBLISH_PENALTY,
    REVOKE_PENALTY,
    FILE_CHALLENGE,
    SETTLE_CHALLENGE,
)
