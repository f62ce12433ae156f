"""Actions on findings, on what was handed in about them, and on self-checks."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_FINDING = read("supervision.finding.view", "查看问题")
OPEN_FINDING = write("supervision.finding.open", "记录问题")
SUBMIT_FINDING = write("supervision.finding.submit", "提交整改")
CLOSE_FINDING = write("supervision.finding.close", "销号")
RETURN_FINDING = write("supervision.finding.return", "退回重改")
LOOK_BACK_FINDING = write("supervision.finding.look_back", "安排回头看")
CONFIRM_FINDING = write("supervision.finding.confirm", "回头看合格")
REOPEN_FINDING = write("supervision.finding.reopen", "重新打开")
CANCEL_FINDING = write("supervision.finding.cancel", "撤销问题")
SPREAD_FINDING = write("supervision.finding.spread", "通知同类机构自查")
REMIND_FINDINGS = write("supervision.finding.remind", "催办逾期整改")
VIEW_PROOF = read("supervision.proof.view", "查看整改凭证")
RAISE_OBJECTION = write("supervision.objection.raise", "提出异议")
ANSWER_OBJECTION = write("supervision.objection.answer", "答复异议")
VIEW_SELF_CHECK = read("supervision.self_check.view", "查看自查")
ANSWER_SELF_CHECK = write("supervision.self_check.answer", "报告自查结果")

ACTIONS = (
    VIEW_FINDING,
    OPEN_FINDING,
    SUBMIT_FINDING,
    CLOSE_FINDING,
    RETURN_FINDING,
    LOOK_BACK_FINDING,
    CONFIRM_FINDING,
    REOPEN_FINDING,
    CANCEL_FINDING,
    SPREAD_FINDING,
    REMIND_FINDINGS,
    VIEW_PROOF,
    RAISE_OBJECTION,
    ANSWER_OBJECTION,
    VIEW_SELF_CHECK,
    ANSWER_SELF_CHECK,
)
