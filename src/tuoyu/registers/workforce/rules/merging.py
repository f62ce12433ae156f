"""Rows about one person, in the order of the file, come to what is written of that person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner

# (institution, post) and (certificate, day of issue, number): what is kept once a person.
PostKey = tuple[int, str]
PaperKey = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class PostHeld:
    """An open post; ``starts_on`` is that of its first row, the hours those of its last."""

    starts_on: date
    is_full_time: bool
    weekly_hours: int | None


@dataclass(slots=True, repr=False)
class Gathered:
    """What rows about one person say together: the newer word holds, what is not said stays, years never shrink."""

    name: str
    citizen_id: str
    mobile: str = ""
    education: str = ""
    management_years: int = 0
    posts: dict[PostKey, PostHeld] = field(default_factory=dict)
    papers: dict[PaperKey, CertificateData] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the register knows of a person; name and mobile by their blind indexes."""

    pk: int
    name_index: str
    mobile_index: str
    education: str
    management_years: int
    posts: Mapping[PostKey, tuple[bool, int | None]]
    papers: Mapping[PaperKey, tuple[date | None, str]]


def gathered(rows: Sequence[RegisterPractitioner]) -> Gathered:
    """As ``register_practitioner`` for one row after the other leaves a person nobody knew before."""
    found = Gathered(rows[-1].name.strip(), rows[-1].citizen_id)
    for row in rows:
        found.mobile = row.mobile or found.mobile
        found.education = row.education or found.education
        found.management_years = max(row.management_years, found.management_years)
        key = row.institution_id, row.kind
        starts_on = found.posts[key].starts_on if key in found.posts else row.starts_on
        found.posts[key] = PostHeld(starts_on, row.is_full_time, row.weekly_hours)
        for paper in row.certificates:
            found.papers[paper.kind, paper.issued_on, paper.number] = paper
    return found


def only_adds(said: Gathered, stored: Stored, name_index: str, mobile_index: str) -> bool:
    """Does what is said change nothing that is stored, so that new posts and papers may simply be written beside it?"""
    is_same_person = (
        name_index == stored.name_index
        and mobile_index in ("", stored.mobile_index)
        and said.education in ("", stored.education)
        and said.management_years <= stored.management_years
    )
    return (
        is_same_person
        and all(
            stored.posts[key] == (post.is_full_time, post.weekly_hours)
            for key, post in said.posts.items()
            if key in stored.posts
        )
        and all(
            stored.papers[key] == (paper.expires_on, paper.issuer)
            for key, paper in said.papers.items()
            if key in stored.papers
        )
    )
