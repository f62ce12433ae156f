"""Registrations as the three doors push them, filing cases with their rounds, papers, visits, and receipts."""

from tuoyu.operations.filing.models.cases import (
    ChildExit,
    Correction,
    FilingCase,
    Material,
    SiteVisit,
    Submission,
)
from tuoyu.operations.filing.models.receipts import NationalResult, Receipt
from tuoyu.operations.filing.models.registrations import (
    FollowUp,
    FullList,
    Invitation,
    Judgement,
    Push,
    Registration,
    Sender,
)

__all__ = [
    "ChildExit",
    "Correction",
    "FilingCase",
    "FollowUp",
    "FullList",
    "Invitation",
    "Judgement",
    "Material",
    "NationalResult",
    "Push",
    "Receipt",
    "Registration",
    "Sender",
    "SiteVisit",
    "Submission",
]
