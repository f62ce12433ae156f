"""Items and their versions, inspectors, draws, visits with what was seen, findings until they are mended, penalties and transfers."""

from tuoyu.operations.supervision.models.draws import Draw
from tuoyu.operations.supervision.models.findings import Finding
from tuoyu.operations.supervision.models.inspectors import Inspector, Recusal
from tuoyu.operations.supervision.models.items import ItemVersion
from tuoyu.operations.supervision.models.penalties import (
    Appeal,
    Penalty,
    PenaltyFinding,
    PenaltyOfficer,
    Publication,
)
from tuoyu.operations.supervision.models.transfers import Transfer, TransferFinding, TransferPaper
from tuoyu.operations.supervision.models.visits import Answer, Visit, VisitItem, VisitMember

__all__ = [
    "Answer",
    "Appeal",
    "Draw",
    "Finding",
    "Inspector",
    "ItemVersion",
    "Penalty",
    "PenaltyFinding",
    "PenaltyOfficer",
    "Publication",
    "Recusal",
    "Transfer",
    "TransferFinding",
    "TransferPaper",
    "Visit",
    "VisitItem",
    "VisitMember",
]
