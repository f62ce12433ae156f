"""What filing announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegistrationReceived:
    registration_id: int


@dataclass(frozen=True, slots=True)
class FilingAccepted:
    """A receipt was issued (first filing or change)."""

    case_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class FilingRejected:
    case_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class InstitutionClosing:
    """An institution asked to end or suspend its service: whoever keeps children has to answer for each of them."""

    case_id: int
    institution_id: int
