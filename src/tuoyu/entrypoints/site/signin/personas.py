"""The personas of a demonstration: who may be entered with one click, grouped by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.queries import valid_on

SHOWN_PER_ROLE = 4


@dataclass(frozen=True, slots=True)
class Persona:
    user_id: int
    name: str
    unit: str
    title: str


@dataclass(frozen=True, slots=True)
class PersonaGroup:
    """One role: what it may do, the first personas, and the others behind a fold."""

    label: str
    description: str
    first: tuple[Persona, ...]
    others: tuple[Persona, ...]


def persona_groups(today: date) -> tuple[PersonaGroup, ...]:
    """Demonstration accounts that hold a post today, in the order of the roles. One statement."""
    rows = (
        Post.objects.unscoped("personas of the demonstration")
        .filter(valid_on(today), user__is_demo=True, user__is_active=True, delegated_from__isnull=True)
        .order_by("unit__position", "pk")
        .values_list("role", "user_id", "user__name", "unit__short_name", "title")
    )
    by_role: dict[str, list[Persona]] = {}
    for role, user_id, name, unit, title in rows:
        by_role.setdefault(role, []).append(Persona(user_id, name, unit, title))
    return tuple(
        PersonaGroup(
            role.label,
            role.description,
            tuple(by_role[code][:SHOWN_PER_ROLE]),
            tuple(by_role[code][SHOWN_PER_ROLE:]),
        )
        for code, role in role_matrix().roles.items()
        if code in by_role
    )
