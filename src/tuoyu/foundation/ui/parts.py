"""What the parts of the gallery are fed with: small frozen records, so that a template never meets a missing name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step of ``ui/_steps.html``. ``state``: done, now, todo, bad; ``on`` the day done or due."""

    label: str
    state: str = "todo"
    on: date | None = None
    note: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of ``ui/_timeline.html``."""

    at: datetime
    sentence: str
    who: str = ""
    detail: str = ""
    icon: str = "point"
    light: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that waits for a person (``ui/_inbox.html``): what, why, by which clock, one thing to do."""

    title: str
    url: str
    kind: str = ""
    why: str = ""
    action_label: str = ""
    days_left: int | None = None
    due_on: date | None = None
    basis: str = ""
    is_tentative: bool = False
    is_met: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of ``ui/_tabs.html``; tabs are pages with addresses, not hidden boxes."""

    label: str
    url: str
    is_here: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of ``ui/_diff.html``; an empty side was not there."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """One wrong cell of an upload (``ui/_row_errors.html``)."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TracePart:
    """One ingredient of a figure (``ui/_trace.html``)."""

    label: str
    value: str
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; with a ``sentence_id`` it is the sentence a field was read from."""

    text: str
    sentence_id: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class BesideField:
    """One field beside the text (``ui/_beside.html``); ``problem`` says what is wrong and what is expected."""

    label: str
    name: str
    value: str
    sentence_id: str = ""
    problem: str = ""

    @property
    def input_id(self) -> str:
        return f"beside-{self.name}"
