"""What is asked of findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """Something is wrong at an institution. ``unit_id`` is the department that found it and will follow it up."""

    institution_id: int
    unit_id: int
    severity: str
    sentence: str
    found_at: datetime
    found_by: str
    found_by_user_id: int | None = None
    visit_id: int | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file on its way in: its name as the browser says it, and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SubmitFinding:
    """What was done, with what shows it."""

    finding_id: int
    text: str
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class CloseFinding:
    finding_id: int
    note: str


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    finding_id: int
    note: str


@dataclass(frozen=True, slots=True)
class LookBackFinding:
    """The mending seems enough; somebody goes and sees it by the day."""

    finding_id: int
    due_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmFinding:
    finding_id: int
    note: str


@dataclass(frozen=True, slots=True)
class ReopenFinding:
    finding_id: int
    note: str


@dataclass(frozen=True, slots=True)
class CancelFinding:
    finding_id: int
    note: str


@dataclass(frozen=True, slots=True)
class SpreadFinding:
    """Ask the institutions that are like this one whether they have the same."""

    finding_id: int


@dataclass(frozen=True, slots=True)
class RaiseObjection:
    finding_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    """``outcome`` is a word of ``Answered``: upheld takes the finding back, kept lets it run on."""

    objection_id: int
    outcome: str
    reply: str


@dataclass(frozen=True, slots=True)
class AnswerSelfCheck:
    """``answer`` is a word of ``SelfAnswer``; ``note`` says how it was mended."""

    self_check_id: int
    answer: str
    note: str = ""
