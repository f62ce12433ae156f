"""The verbs of coordination, one file a noun. Each is one transaction, journalled."""

from tuoyu.governance.coordination.services.continuing import carry_over_work
from tuoyu.governance.coordination.services.findings import press_finding, settle_finding
from tuoyu.governance.coordination.services.lights import snapshot_tasks
from tuoyu.governance.coordination.services.milestones import (
    add_milestone,
    block_milestone,
    drop_milestone,
    reach_milestone,
    resume_milestone,
)
from tuoyu.governance.coordination.services.reports import (
    accept_report,
    open_reports,
    return_report,
    submit_report,
    withdraw_report,
)
from tuoyu.governance.coordination.services.slips import (
    cancel_slip,
    clear_slip,
    escalate_slip,
    issue_slip,
    raise_due_slips,
    reply_slip,
)

__all__ = [
    "accept_report",
    "add_milestone",
    "block_milestone",
    "cancel_slip",
    "carry_over_work",
    "clear_slip",
    "drop_milestone",
    "escalate_slip",
    "issue_slip",
    "open_reports",
    "press_finding",
    "raise_due_slips",
    "reach_milestone",
    "reply_slip",
    "resume_milestone",
    "return_report",
    "settle_finding",
    "snapshot_tasks",
    "submit_report",
    "withdraw_report",
]
