"""What is asked of credit. The name of a subject may be a person's and is kept out of ``repr``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A fact to remember.

    ``subject_key`` as in ``words.SubjectKind``; ``source_key`` names the row of the app that decided it
    (``supervision.penalty:17``), the same one is recorded once. ``source_link`` is a path of this site. No name of a
    person in ``source_title``: it is stored as it is. An empty ``area_code`` is the district of the caller.
    """

    kind: str
    severity: str
    subject_kind: str
    subject_key: str
    subject_name: str = field(repr=False)
    source_unit_id: int
    source_title: str
    source_key: str
    decided_on: date
    source_number: str = ""
    source_link: str = ""
    source_file_id: int | None = None
    area_code: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class EndFact:
    """``ended_on`` (None: today) is the first day on which the fact no longer stands; ``note`` says by which paper."""

    fact_id: int
    reason: str
    ended_on: date | None = None
    note: str = ""
