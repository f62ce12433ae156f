"""Reads of the design system: the saved views of a person."""

from __future__ import annotations

from typing import NamedTuple

from tuoyu.foundation.ui.models import SavedView


class SavedViewRow(NamedTuple):
    pk: int
    name: str
    query: str


def saved_views(user_id: int, list_name: str) -> tuple[SavedViewRow, ...]:
    """The person's own views of one list, by name."""
    rows = SavedView.objects.filter(user_id=user_id, list_name=list_name).order_by("name", "pk")
    return tuple(SavedViewRow(*row) for row in rows.values_list("pk", "name", "query"))
