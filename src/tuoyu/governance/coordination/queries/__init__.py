"""Named reads of coordination: how tasks stand, what units owe, reports, slips."""

from tuoyu.governance.coordination.queries.facts import OPEN_MILESTONE, OPEN_SLIP, OWED_REPORT, SlipFact
from tuoyu.governance.coordination.queries.rows import (
    EvidenceLine,
    FigureLine,
    duties_of_unit,
    evidence,
    evidence_of_milestones,
    members_of,
    milestones_of,
    report_contents,
    report_page,
    reports,
    slips,
    tasks,
    units_behind,
    units_with_clocks,
)
from tuoyu.governance.coordination.queries.standings import (
    Change,
    TaskStanding,
    changes_since,
    lights_on,
    open_milestone_facts,
    standings,
)

__all__ = [
    "OPEN_MILESTONE",
    "OPEN_SLIP",
    "OWED_REPORT",
    "Change",
    "EvidenceLine",
    "FigureLine",
    "SlipFact",
    "TaskStanding",
    "changes_since",
    "duties_of_unit",
    "evidence",
    "evidence_of_milestones",
    "lights_on",
    "members_of",
    "milestones_of",
    "open_milestone_facts",
    "report_contents",
    "report_page",
    "reports",
    "slips",
    "standings",
    "tasks",
    "units_behind",
    "units_with_clocks",
]
