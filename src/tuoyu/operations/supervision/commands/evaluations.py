"""What is asked of scoring tables and evaluations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """Points of one item; ``is_failed``: a veto item was not met."""

    points: Decimal
    is_failed: bool = False
    reason: str = ""


Scores = Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class LoadTable:
    """``content`` is an xlsx or csv; ``limits``: grade → points from which it is given."""

    file_name: str
    content: bytes = field(repr=False)
    title: str
    source: str
    version: str
    limits: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class AdoptTable:
    table_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenEvaluation:
    institution_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SaveScores:
    """Points by item code: an institution's own (``subject_id`` an evaluation) or an expert's (an ``EvaluationExpert``)."""

    subject_id: int
    scores: Scores


@dataclass(frozen=True, slots=True)
class SubmitScores:
    """Hand in what was saved; ``scores`` are saved first."""

    subject_id: int
    scores: Scores = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfEvaluation:
    """One evaluation, with words where the act wants them."""

    evaluation_id: int
    note: str = ""
