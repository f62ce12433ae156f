"""What is asked of the workforce. Personal values are kept out of ``repr``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CertificateData:
    kind: str
    issued_on: date
    expires_on: date | None = None
    number: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPractitioner:
    """A person in a post of an institution, with the certificates shown. The same number is the same person."""

    institution_id: int
    name: str = field(repr=False)
    citizen_id: str = field(repr=False)
    kind: str
    starts_on: date
    mobile: str = field(default="", repr=False)
    education: str = ""
    management_years: int = 0
    is_full_time: bool = True
    weekly_hours: int | None = None
    certificates: tuple[CertificateData, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPractitioners:
    """Many people at once, in the order of the sheet they come from."""

    rows: tuple[RegisterPractitioner, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImportPractitionerFile:
    """A file on this machine, of any size, with practitioners (``sheets.PRACTITIONERS``)."""

    path: Path


@dataclass(frozen=True, slots=True)
class OpenPosition:
    practitioner_id: int
    institution_id: int
    kind: str
    starts_on: date
    is_full_time: bool = True
    weekly_hours: int | None = None


@dataclass(frozen=True, slots=True)
class EndPosition:
    position_id: int
    ends_on: date


@dataclass(frozen=True, slots=True)
class RecordCertificate:
    practitioner_id: int
    certificate: CertificateData


@dataclass(frozen=True, slots=True)
class RecordTraining:
    practitioner_id: int
    subject: str
    hours: Decimal
    done_on: date
    organiser: str = ""


@dataclass(frozen=True, slots=True)
class RevealPractitioner:
    practitioner_id: int
