"""What is asked of transfers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperOfTransfer:
    """A file that goes with a transfer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SendTransfer:
    """A matter goes to a unit of the district (``to_unit_id``) or to an outside organ (``outside``), never to both."""

    institution_id: int
    unit_id: int
    ground: str
    facts: str
    to_unit_id: int | None = None
    outside: str = ""
    finding_ids: tuple[int, ...] = ()
    penalty_id: int | None = None
    papers: tuple[PaperOfTransfer, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptTransfer:
    transfer_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnTransfer:
    transfer_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerTransfer:
    transfer_id: int
    answer: str
