"""Findings, staff and certificates of the stage's institution, for what ratings weigh."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.world import TODAY, Stage
from tests.registers.institutions.world import system
from tuoyu.operations.supervision.commands.ratings import MakeRatings
from tuoyu.operations.supervision.models import Finding, ItemVersion, Rating
from tuoyu.operations.supervision.services.ratings import make_ratings
from tuoyu.registers.institutions.commands import MarkInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import mark_institution
from tuoyu.registers.institutions.words import FactKind

FILED_ON = TODAY - timedelta(days=60)


def filed(stage: Stage, on: date = FILED_ON) -> Institution:
    """The stage's institution, filed on a day."""
    command = MarkInstitution(stage.place.pk, FactKind.FILED.value, on, "备案回执", {"number": "鹿托备1"})
    mark_institution(system(), command)
    return Institution.objects.unscoped("tests").get(pk=stage.place.pk)


def a_finding(stage: Stage, severity: str = "minor", *, days_ago: int = 10, **columns: Any) -> Finding:
    """Found so many days ago by ann; ``columns`` over the usual ones."""
    found_at = NOW - timedelta(days=days_ago)
    facts = {
        "institution": stage.place, "unit": stage.units["health"], "severity": severity, "sentence": "消毒柜没有记录",
        "found_at": found_at, "found_by": "ann君", "found_by_user": stage.users["ann"], "state": "open", "state_at": found_at,
        "due_on": TODAY + timedelta(days=30), **columns,
    }  # fmt: skip
    return Finding.objects.create(**facts)


def an_item() -> ItemVersion:
    return ItemVersion.objects.unscoped("tests").order_by("code").first()  # type: ignore[return-value]


def rated(stage: Stage, now: datetime = NOW) -> Rating:
    """Everybody is rated; the newest of the stage's institution."""
    make_ratings(system(now), MakeRatings())
    return Rating.objects.unscoped("tests").get(institution=stage.place, is_newest=True)


def browser(stage: Stage, key: str) -> Client:
    return client_of(stage.users[key])


__all__ = ["FILED_ON", "a_finding", "an_item", "browser", "filed", "rated"]
