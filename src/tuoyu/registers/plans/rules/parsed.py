"""The shapes a plan is read into. Every field remembers the words it was read from.

A date is an ISO string (``2020-12-16``): the file format of the gold data, and what a review screen shows.
A fact the text does not state is ``None``, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tuoyu.registers.plans.words import Op, Severity


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the cleaned text: ``text[start:end]``, and the sentence around it."""

    start: int
    end: int
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ParsedTask:
    """One numbered task.

    ``section`` is the number of the heading above it, as written (``一``); ``chapter`` the heading above that,
    only in a plan whose tasks stand under several chapters. ``clause`` is the text between title and units,
    ``measures`` the clause cut into sentences. ``spans`` has a place for every field that was found:
    ``title``, ``clause``, ``lead``, ``responsible``, ``deadline``.
    """

    no: int
    title: str
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    section: str | None = None
    section_title: str | None = None
    chapter: str | None = None
    chapter_title: str | None = None
    clause: str = ""
    measures: tuple[str, ...] = ()
    deadline: str | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def units(self) -> tuple[str, ...]:
        """Lead units, then responsible units, each once."""
        return tuple(dict.fromkeys((*self.lead, *self.responsible)))

    def to_json_dict(self) -> dict[str, Any]:
        """The gold shape; ``chapter`` and ``deadline`` only where there is one."""
        shape: dict[str, Any] = {"no": self.no}
        if self.chapter is not None:
            shape |= {"chapter": self.chapter, "chapter_title": self.chapter_title}
        shape |= {
            "section": self.section,
            "section_title": self.section_title,
            "title": self.title,
            "lead": list(self.lead),
            "responsible": list(self.responsible),
        }
        if self.deadline is not None:
            shape["deadline"] = self.deadline
        return shape


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """One figure the plan promises. ``value`` is ``None`` when ``op`` is qualitative: ``unit`` then has the words."""

    metric: str
    op: Op
    value: float | int | None
    unit: str
    year: int | None = None
    task: int | None = None
    note: str = ""
    span: Span | None = None

    def to_json_dict(self) -> dict[str, Any]:
        """The gold shape; ``task`` and ``note`` only where there is one."""
        shape: dict[str, Any] = {
            "year": self.year,
            "metric": self.metric,
            "op": str(self.op),
            "value": self.value,
            "unit": self.unit,
        }
        if self.task is not None:
            shape["task"] = self.task
        if self.note:
            shape["note"] = self.note
        return shape


@dataclass(frozen=True, slots=True)
class ParsedPlan:
    """A plan read from its text. ``text`` is the cleaned text that every span points into.

    ``spans`` has a place for each document fact that was found (``doc_no``, ``title``, ``issuer``, ``signed``,
    ``published``, ``effective``, ``valid_years``, ``expires``, ``index_no``, ``unified_no``).
    """

    text: str = ""
    doc_no: str | None = None
    title: str | None = None
    issuer: str | None = None
    signed: str | None = None
    published: str | None = None
    effective: str | None = None
    valid_years: int | None = None
    expires: str | None = None
    index_no: str | None = None
    unified_no: str | None = None
    tasks: tuple[ParsedTask, ...] = ()
    targets: tuple[ParsedTarget, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit named by a task, sorted, each once."""
        return tuple(sorted({unit for task in self.tasks for unit in task.units}))

    def task(self, no: int) -> ParsedTask:
        """The task of that number; ``KeyError`` when the plan has none."""
        for task in self.tasks:
            if task.no == no:
                return task
        raise KeyError(f"plan has no task {no}")

    def to_json_dict(self) -> dict[str, Any]:
        """What ``tuoyu plan parse`` prints."""
        shape: dict[str, Any] = {"doc_no": self.doc_no}
        if self.index_no is not None:
            shape["index_no"] = self.index_no
        if self.unified_no is not None:
            shape["unified_no"] = self.unified_no
        names = ("title", "issuer", "signed", "published", "effective", "valid_years", "expires")
        shape |= {name: getattr(self, name) for name in names}
        shape["tasks"] = [task.to_json_dict() for task in self.tasks]
        if self.units:
            shape["units"] = list(self.units)
        shape["targets"] = [target.to_json_dict() for target in self.targets]
        return shape


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a plan that people should look at. ``basis`` quotes the plan's own words."""

    code: str
    sentence: str
    basis: str = ""
    task: int | None = None
    severity: Severity = Severity.WARNING
