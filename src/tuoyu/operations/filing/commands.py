"""What is asked of filing: by a form, the API, a file or a job. Personal values are kept out of ``repr``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file on its way in: its name as the browser says it, and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """One registration as a door tells it. ``event_at`` orders what the same source says of the same id."""

    source_id: str
    event_at: datetime
    change: str
    uscc: str
    name: str
    registered_on: date
    kind_name: str = ""
    legal_person: str = ""
    phone: str = field(default="", repr=False)
    address: str = ""
    scope: str = ""
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class PushRegistrations:
    """A signed envelope as it came. ``body`` are the raw bytes that the signature covers."""

    sender: str
    message_id: str
    sent_at: datetime
    signature: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordRegistration:
    """A registration entered by hand, for the door of ``unit_id``."""

    unit_id: int
    facts: RegistrationFacts


@dataclass(frozen=True, slots=True)
class ImportRegistrations:
    """A sheet of registrations of one door."""

    unit_id: int
    file: NewFile


@dataclass(frozen=True, slots=True)
class ImportRegistrationFile:
    """A file on this machine, of any size, with registrations of one door."""

    unit_id: int
    path: Path


@dataclass(frozen=True, slots=True)
class JudgeRegistration:
    """An officer says whether it is childcare, and what became of it (``progress``)."""

    registration_id: int
    relevance: str
    note: str
    progress: str = ""


@dataclass(frozen=True, slots=True)
class InviteRegistration:
    registration_id: int


@dataclass(frozen=True, slots=True)
class RecordFollowUp:
    registration_id: int
    visited_on: date
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoadList:
    """A regulator's whole list as of a day."""

    unit_id: int
    as_of_on: date
    file: NewFile


@dataclass(frozen=True, slots=True)
class RegisterSender:
    """``public_key`` for SM2; for HMAC the secret is made by the house and shown once."""

    code: str
    name: str
    door: str
    unit_id: int
    algorithm: str
    public_key: str = ""


@dataclass(frozen=True, slots=True)
class CloseSender:
    sender_id: int


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Who opens an account with the one-time ``token`` of a link."""

    token: str = field(repr=False)
    name: str
    mobile: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    # Code of the head office, where the provider is a branch of a chain.
    head_uscc: str = ""


@dataclass(frozen=True, slots=True)
class IssueNote:
    """Tell the tax bureau the branches of a head office as they stand."""

    institution_id: int


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Begin a matter of an institution; the form is filled from the registers."""

    institution_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class SaveCase:
    """Answers typed so far, by field key; ``people`` are rows of the staff table (None: not touched).

    In a returned case only the fields sent back may differ.
    """

    case_id: int
    answers: Mapping[str, Any]
    people: tuple[Mapping[str, Any], ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SubmitCase:
    """``promise``: the 备案承诺书 was read and agreed to, by the person who hands it in."""

    case_id: int
    has_promised: bool


@dataclass(frozen=True, slots=True)
class RecallCase:
    case_id: int


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    case_id: int
    note: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One field (or material, as ``material.<code>``) sent back with one comment."""

    field: str
    comment: str
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class ReturnCase:
    case_id: int
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class AcceptCase:
    case_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class FinishCase:
    case_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeenItem:
    """One item of an on-site verification: what it is, whether it conforms, what was seen."""

    code: str
    label: str
    is_ok: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class VerifyCase:
    case_id: int
    visited_on: date
    officers: str
    seen: tuple[SeenItem, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RejectCase:
    """Reasons that are told to the institution and published; with what was seen, when there was a visit."""

    case_id: int
    reasons: tuple[str, ...]
    visited_on: date | None = None
    officers: str = ""
    seen: tuple[SeenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RevealCase:
    case_id: int


@dataclass(frozen=True, slots=True)
class AddMaterial:
    case_id: int
    code: str
    file: NewFile
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class RenewMaterial:
    material_id: int
    file: NewFile
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class RemindMaterials:
    """Of which institutions; none named: of all."""

    institution_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RemindConversions:
    """Of which institutions; none named: of all."""

    institution_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveMaterial:
    material_id: int


@dataclass(frozen=True, slots=True)
class RecordExit:
    """Where a child goes when its institution ends, or that the parents gave up the place in writing."""

    case_id: int
    label: str = field(repr=False)
    onward: str = field(default="", repr=False)
    is_refused: bool = False
    refusal: NewFile | None = None
    told_on: date | None = None
    exit_id: int | None = None


@dataclass(frozen=True, slots=True)
class RevokeReceipt:
    receipt_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What the national system said of an institution: named by its code, by its name where several share one."""

    name: str
    uscc: str
    result: str
    told_on: date
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportResults:
    """The result sheet of the national system."""

    file: NewFile
