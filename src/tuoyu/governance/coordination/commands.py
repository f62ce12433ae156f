"""What is asked of coordination."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AddMilestone:
    task_id: int
    unit_id: int
    title: str
    due_on: date
    upstream_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file on its way in: its name as the browser says it, its bytes, a caption."""

    name: str
    content: bytes = field(repr=False)
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ReachMilestone:
    milestone_id: int
    reached_on: date
    note: str = ""
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockMilestone:
    milestone_id: int
    obstacle: str
    upstream_id: int | None = None


@dataclass(frozen=True, slots=True)
class ResumeMilestone:
    milestone_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class DropMilestone:
    milestone_id: int
    note: str


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """``source_key`` names a figure of the system, whose value is then taken from there; else ``value`` was typed."""

    label: str
    unit: str = ""
    value: Decimal | None = None
    source_key: str = ""


@dataclass(frozen=True, slots=True)
class SubmitReport:
    task_id: int
    unit_id: int
    period_on: date
    summary: str
    obstacles: str = ""
    next_steps: str = ""
    figures: tuple[FigureEntry, ...] = ()
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawReport:
    report_id: int


@dataclass(frozen=True, slots=True)
class AcceptReport:
    report_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnReport:
    report_id: int
    note: str


@dataclass(frozen=True, slots=True)
class IssueSlip:
    task_id: int
    unit_id: int
    reason: str
    level: str = "blue"
    cause: str = "leader"
    milestone_id: int | None = None
    report_id: int | None = None
    finding_id: int | None = None
    upstream: str = ""


@dataclass(frozen=True, slots=True)
class PressFinding:
    """A finding of supervision that should have been mended ``days`` working days ago."""

    finding_id: int
    days: int


@dataclass(frozen=True, slots=True)
class SettleFinding:
    finding_id: int
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class EscalateSlip:
    slip_id: int
    note: str


@dataclass(frozen=True, slots=True)
class ReplySlip:
    slip_id: int
    reply: str


@dataclass(frozen=True, slots=True)
class ClearSlip:
    slip_id: int
    note: str


@dataclass(frozen=True, slots=True)
class CancelSlip:
    slip_id: int
    note: str
