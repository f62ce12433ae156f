"""Named reads of filing."""

from tuoyu.operations.filing.queries.boards import departments
from tuoyu.operations.filing.queries.cases import (
    WHOLE,
    cases,
    check_case,
    corrections_of,
    editions_of,
    exits_of,
    exits_verdict,
    limits_at,
    materials_of,
    people_of,
    receipts,
    submissions_of,
    verify_url,
    visits_of,
)
from tuoyu.operations.filing.queries.doors import doors_for
from tuoyu.operations.filing.queries.homes import (
    ending_papers,
    matters_for,
    open_case_of,
    own_home,
    staff_count,
    valid_receipt_of,
)
from tuoyu.operations.filing.queries.invitations import open_invitation
from tuoyu.operations.filing.queries.registrations import (
    followups_of,
    full_lists,
    invitations_of,
    last_outcome,
    pushes_of,
    registrations,
    senders,
)

__all__ = [
    "WHOLE",
    "cases",
    "check_case",
    "corrections_of",
    "departments",
    "doors_for",
    "editions_of",
    "ending_papers",
    "exits_of",
    "exits_verdict",
    "followups_of",
    "full_lists",
    "invitations_of",
    "last_outcome",
    "limits_at",
    "materials_of",
    "matters_for",
    "open_case_of",
    "open_invitation",
    "own_home",
    "people_of",
    "pushes_of",
    "receipts",
    "registrations",
    "senders",
    "staff_count",
    "submissions_of",
    "valid_receipt_of",
    "verify_url",
    "visits_of",
]
