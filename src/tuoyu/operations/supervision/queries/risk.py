"""The class of risk of institutions, as draws and plans ask for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tuoyu.operations.supervision.queries.ratings import class_column, class_of_many

__all__ = ["class_column", "risk_classes"]


def risk_classes(institutions: Collection[int], on: date, area: str) -> dict[int, str]:
    """Institution → its class of risk on a day; who is not rated has the class that policy gives."""
    return class_of_many(institutions, on, area)
