"""Reads of the design system: the saved views of a person."""

from __future__ import annotations

from typing import NamedTuple

from tuoyu.foundation.access.prepared import Prepared
from tuoyu.foundation.ui.models import SavedView


class SavedViewRow(NamedTuple):
    pk: int
    name: str
    query: str


def saved_views(user_id: int, list_name: str) -> tuple[SavedViewRow, ...]:
    """The person's own views of one list, by name."""
    return tuple(SavedViewRow(*row) for row in _VIEWS.rows(user=user_id, name=list_name))


_VIEWS = Prepared(
    lambda user, name: (
        SavedView.objects.filter(user_id=user, list_name=name)
        .values_list("pk", "name", "query")
        .order_by("name", "pk")
    ),
    user=int,
    name=str,
)
