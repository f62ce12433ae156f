"""What is asked of penalties. Sums are whole fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenPenalty:
    """A case is opened. ``occurred_on``: the day on which the wrong was done, or ended where it went on."""

    institution_id: int
    unit_id: int
    offence: str
    facts: str
    occurred_on: date
    officer_ids: tuple[int, ...]
    has_harm: bool = False
    finding_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImposePenalty:
    """Decided on the spot. ``said`` is what the party said when it was heard, empty where it said nothing.

    ``signed_by``: who took the decision for the party; empty where ``is_refused``. ``collected_fen``: money taken at
    once, all of the fine or none, against the receipt ``receipt_no``. ``seen_digest`` names the past cases that the
    officers saw.
    """

    opening: OpenPenalty
    kinds: tuple[str, ...]
    place: str
    fine_fen: int = 0
    said: str = field(default="", repr=False)
    answer: str = ""
    has_shown_card: bool = False
    has_told_rights: bool = False
    signed_by: str = ""
    is_refused: bool = False
    collected_fen: int = 0
    collect_reason: str = ""
    receipt_no: str = ""
    seen_digest: str = ""
    deviation: str = ""


@dataclass(frozen=True, slots=True)
class ReportPenalty:
    """The decision on the spot goes to the files of the organ."""

    penalty_id: int


@dataclass(frozen=True, slots=True)
class ConcludePenalty:
    """The investigation is over: what was found, by which evidence, and what unlawful gains there were."""

    penalty_id: int
    facts: str
    evidence: tuple[str, ...]
    gain_fen: int = 0


@dataclass(frozen=True, slots=True)
class TellPenalty:
    """What is intended: ``kinds`` of ``PenaltyKind``, the fine and what is confiscated, other content in words."""

    penalty_id: int
    kinds: tuple[str, ...]
    fine_fen: int = 0
    confiscated_fen: int = 0
    measure: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PleadPenalty:
    """The party speaks (``text``), or says that it has nothing to say and wants no hearing (``is_waiver``)."""

    penalty_id: int
    text: str = field(default="", repr=False)
    is_waiver: bool = False


@dataclass(frozen=True, slots=True)
class ContestPenalty:
    penalty_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallPenalty:
    """The hearing is called: when, where, under whom."""

    penalty_id: int
    held_on: date
    place: str
    chair: str


@dataclass(frozen=True, slots=True)
class HearPenalty:
    """What the hearing came to, as its record says."""

    penalty_id: int
    opinion: str


@dataclass(frozen=True, slots=True)
class DecidePenalty:
    """The decision. ``seen_digest`` names the past cases that were shown to whoever signs."""

    penalty_id: int
    kinds: tuple[str, ...]
    seen_digest: str
    fine_fen: int = 0
    confiscated_fen: int = 0
    measure: str = ""
    plea_answer: str = ""
    deviation: str = ""
    reviewer: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class SparePenalty:
    penalty_id: int
    ground: str
    reason: str
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawPenalty:
    penalty_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ServePenalty:
    penalty_id: int
    served_on: date
    how: str
    receiver: str


@dataclass(frozen=True, slots=True)
class PayPenalty:
    """A payment, or without money (a warning, a suspension) that the decision was obeyed."""

    penalty_id: int
    paid_on: date
    paid_fen: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClosePenalty:
    penalty_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishPenalty:
    """Shown to everybody; ``fact`` is the wrong as the public reads it, without names of persons."""

    penalty_id: int
    fact: str


@dataclass(frozen=True, slots=True)
class RevokePenalty:
    penalty_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class FileChallenge:
    penalty_id: int
    kind: str
    organ: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class SettleChallenge:
    """What the organ or the court decided. ``fine_fen`` only where it changed the sum."""

    challenge_id: int
    outcome: str
    decided_on: date
    note: str
    fine_fen: int | None = None
