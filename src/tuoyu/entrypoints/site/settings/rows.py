"""Posts as the pages show them: unit, person, role, period, how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tuoyu.entrypoints.site.settings.lists import VALIDITY
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.people.models import Post


@dataclass(frozen=True, slots=True)
class PostLine:
    """``light`` and ``word`` are the state; ``lender`` is who delegated, or empty."""

    pk: int
    user_id: int
    user: str
    unit_id: int
    unit: str
    role: str
    title: str
    starts_on: date
    ends_on: date | None
    lender: str
    light: str
    word: str

    @property
    def is_over(self) -> bool:
        return self.word == VALIDITY["over"][1]


def post_lines(rows: QuerySet[Post]) -> tuple[PostLine, ...]:
    """The posts, those in force first. One statement. ``rows`` carry ``state`` (people.queries)."""
    found = rows.order_by("state", "unit__position", "-starts_on", "pk")
    return tuple(line_of(post) for post in found)


def line_of(post: Any) -> PostLine:
    light, word = VALIDITY[post.state]
    return PostLine(
        pk=post.pk,
        user_id=post.user_id,
        user=post.user.name,
        unit_id=post.unit_id,
        unit=post.unit.name,
        role=role_matrix().label(post.role),
        title=post.title,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
        lender=post.delegated_from.user.name if post.delegated_from_id else "",
        light=light,
        word=word,
    )
