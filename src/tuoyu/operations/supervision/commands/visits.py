"""What is asked of visits: by whoever plans them, and by the phones of whoever makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """A visit of these inspectors. The house names ``lead_unit_id``; a person plans for the own unit."""

    institution_id: int
    kind: str
    planned_on: date
    reason: str
    authority: str
    inspector_ids: tuple[int, ...]
    draw_id: int | None = None
    lead_unit_id: int | None = None
    is_unannounced: bool = False


@dataclass(frozen=True, slots=True)
class MoveVisit:
    visit_id: int
    planned_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CancelVisit:
    visit_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class MergeVisit:
    """Make one of several visits: ``visit_id`` is one of the actor's department, ``with_ids`` are the others."""

    visit_id: int
    with_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SplitVisit:
    """Undo: ``visit_id`` is the joint visit."""

    visit_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeVisit:
    visit_id: int


@dataclass(frozen=True, slots=True)
class StartVisit:
    """``started_at`` is the moment on the phone; None is now."""

    visit_id: int
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What an inspector chose at an item. ``uid`` was made on the phone: the same answer sent twice is one."""

    uid: UUID
    visit_item_id: int
    outcome: str
    note: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class SignatureGiven:
    """``strokes`` is the path of the pen (SVG ``d``, 600 wide, 200 high) or "" where the name was typed.

    A side that will not sign says why in ``refusal``, and ``witness`` saw it.
    """

    uid: UUID
    side: str
    name: str
    strokes: str
    signed_at: datetime
    refusal: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class SyncVisit:
    """Answers of one phone. ``sent_at`` is its clock as it sends, by which its error is known."""

    visit_id: int
    answers: tuple[AnswerGiven, ...]
    sent_at: datetime
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one thing that was sent (``Kept``), with a sentence for whoever holds the phone."""

    uid: str
    state: str
    sentence: str = ""


class Content(Protocol):
    """What a form gives for a file."""

    name: str | None

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class AddPhoto:
    """A photo. ``sha256`` is of what the camera made; ``sent_sha256`` of what is sent, another where it was made smaller.

    ``camera_time`` is what the picture itself says (EXIF, ``2026:11:26 09:30:00``) or "".
    """

    visit_id: int
    visit_item_id: int | None
    uid: UUID
    sha256: str
    sent_sha256: str
    taken_at: datetime
    sent_at: datetime
    content: Content
    name: str = "photo.jpg"
    lat: Decimal | None = None
    lng: Decimal | None = None
    accuracy_m: int | None = None
    camera_time: str = ""


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """Close the checklist. Own items without an answer are 未查, for ``unseen_reason``."""

    visit_id: int
    unseen_reason: str = ""


@dataclass(frozen=True, slots=True)
class SignVisit:
    visit_id: int
    signature: SignatureGiven


@dataclass(frozen=True, slots=True)
class RateVisit:
    visit_id: int
    score: int
    note: str = ""
