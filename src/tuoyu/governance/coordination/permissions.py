"""Actions of coordination."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_TASK = read("coordination.task.view", "查看任务")
SNAPSHOT_TASK = write("coordination.task.snapshot", "记录任务状态快照")
ADD_MILESTONE = write("coordination.milestone.add", "新增节点")
REACH_MILESTONE = write("coordination.milestone.reach", "完成节点")
BLOCK_MILESTONE = write("coordination.milestone.block", "标记受阻")
RESUME_MILESTONE = write("coordination.milestone.resume", "恢复推进")
DROP_MILESTONE = write("coordination.milestone.drop", "取消节点")
VIEW_REPORT = read("coordination.report.view", "查看进展")
OPEN_REPORT = write("coordination.report.open", "下发填报")
SUBMIT_REPORT = write("coordination.report.submit", "报送进展")
WITHDRAW_REPORT = write("coordination.report.withdraw", "撤回修改")
ACCEPT_REPORT = write("coordination.report.accept", "采纳进展")
RETURN_REPORT = write("coordination.report.return", "退回补正")
VIEW_EVIDENCE = read("coordination.evidence.view", "查看佐证")
VIEW_SLIP = read("coordination.slip.view", "查看督办")
ISSUE_SLIP = write("coordination.slip.issue", "发出督办单")
ESCALATE_SLIP = write("coordination.slip.escalate", "提级督办")
REPLY_SLIP = write("coordination.slip.reply", "答复督办")
CLEAR_SLIP = write("coordination.slip.clear", "销号")
CANCEL_SLIP = write("coordination.slip.cancel", "撤销督办")

ACTIONS = (
    VIEW_TASK,
    SNAPSHOT_TASK,
    ADD_MILESTONE,
    REACH_MILESTONE,
    BLOCK_MILESTONE,
    RESUME_MILESTONE,
    DROP_MILESTONE,
    VIEW_REPORT,
    OPEN_REPORT,
    SUBMIT_REPORT,
    WITHDRAW_REPORT,
    ACCEPT_REPORT,
    RETURN_REPORT,
    VIEW_EVIDENCE,
    VIEW_SLIP,
    ISSUE_SLIP,
    ESCALATE_SLIP,
    REPLY_SLIP,
    CLEAR_SLIP,
    CANCEL_SLIP,
)
