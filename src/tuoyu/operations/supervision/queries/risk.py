"""The class of risk of institutions, as draws and plans ask for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tuoyu.operations.supervision.policy.plans import unrated_class_at


def risk_classes(institutions: Collection[int], on: date, area: str) -> dict[int, str]:
    """Institution → its class of risk on a day; who is not rated has the class that policy gives."""
    return dict.fromkeys(institutions, unrated_class_at(on, area))
