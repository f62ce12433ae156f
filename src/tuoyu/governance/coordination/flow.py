"""The lives of milestones, reports and slips."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum

# Every district's plan has this part; its number is in the plan in force.
PLAN_ARTICLE = "现行实施方案：组织保障（协调、督查）"


class MilestoneState(LabelledEnum):
    PLANNED = "planned", "进行中"
    BLOCKED = "blocked", "受阻"
    REACHED = "reached", "已完成"
    DROPPED = "dropped", "已取消"


MILESTONE = Flow(
    name="coordination.milestone",
    label="节点",
    states=MilestoneState,
    start=MilestoneState.PLANNED,
    moves=(
        Move(
            "reach",
            "完成节点",
            (MilestoneState.PLANNED, MilestoneState.BLOCKED),
            MilestoneState.REACHED,
            "coordination.milestone.reach",
        ),
        Move(
            "block",
            "标记受阻",
            (MilestoneState.PLANNED,),
            MilestoneState.BLOCKED,
            "coordination.milestone.block",
        ),
        Move(
            "resume",
            "恢复推进",
            (MilestoneState.BLOCKED,),
            MilestoneState.PLANNED,
            "coordination.milestone.resume",
        ),
        Move(
            "drop",
            "取消节点",
            (MilestoneState.PLANNED, MilestoneState.BLOCKED),
            MilestoneState.DROPPED,
            "coordination.milestone.drop",
        ),
    ),
)


class ReportState(LabelledEnum):
    DUE = "due", "待填报"
    SUBMITTED = "submitted", "待审核"
    ACCEPTED = "accepted", "已采纳"
    RETURNED = "returned", "退回补正"


REPORT = Flow(
    name="coordination.report",
    label="进展",
    states=ReportState,
    start=ReportState.DUE,
    moves=(
        Move(
            "submit",
            "报送进展",
            (ReportState.DUE, ReportState.RETURNED),
            ReportState.SUBMITTED,
            "coordination.report.submit",
            PLAN_ARTICLE,
        ),
        Move(
            "withdraw", "撤回修改", (ReportState.SUBMITTED,), ReportState.DUE, "coordination.report.withdraw"
        ),
        Move(
            "accept", "采纳进展", (ReportState.SUBMITTED,), ReportState.ACCEPTED, "coordination.report.accept"
        ),
        Move(
            "return", "退回补正", (ReportState.SUBMITTED,), ReportState.RETURNED, "coordination.report.return"
        ),
    ),
)


class SlipState(LabelledEnum):
    ISSUED = "issued", "待答复"
    REPLIED = "replied", "已答复，待销号"
    CLEARED = "cleared", "已销号"
    CANCELLED = "cancelled", "已撤销"


SLIP = Flow(
    name="coordination.slip",
    label="督办单",
    states=SlipState,
    start=SlipState.ISSUED,
    moves=(
        Move(
            "reply",
            "答复督办",
            (SlipState.ISSUED,),
            SlipState.REPLIED,
            "coordination.slip.reply",
            PLAN_ARTICLE,
        ),
        Move(
            "clear",
            "销号",
            (SlipState.ISSUED, SlipState.REPLIED),
            SlipState.CLEARED,
            "coordination.slip.clear",
            PLAN_ARTICLE,
        ),
        Move(
            "escalate",
            "提级督办",
            (SlipState.ISSUED, SlipState.REPLIED),
            SlipState.ISSUED,
            "coordination.slip.escalate",
            PLAN_ARTICLE,
        ),
        Move(
            "cancel",
            "撤销督办",
            (SlipState.ISSUED, SlipState.REPLIED),
            SlipState.CANCELLED,
            "coordination.slip.cancel",
        ),
    ),
)

FLOWS = (MILESTONE, REPORT, SLIP)
