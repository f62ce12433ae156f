"""Named reads of filing."""

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
from tuoyu.operations.filing.queries.homes import (
    ending_papers,
    matters_for,
    open_case_of,
    own_home,
    staff_count,
    valid_receipt_of,
)

__all__ = [
    "WHOLE",
    "cases",
    "check_case",
    "corrections_of",
    "editions_of",
    "ending_papers",
    "exits_of",
    "exits_verdict",
    "limits_at",
    "materials_of",
    "matters_for",
    "open_case_of",
    "own_home",
    "people_of",
    "receipts",
    "staff_count",
    "submissions_of",
    "valid_receipt_of",
    "verify_url",
    "visits_of",
]
