"""Two years of visits of the demonstration, on a small district."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.conftest import DISTRICT, NOW
from tests.operations.supervision.world import TODAY, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.demo import visits as story
from tuoyu.operations.supervision.models import Answer, Finding, Photo, Visit, VisitRating

pytestmark = pytest.mark.django_db


def nobody(_unit: str, _role: str, _at: datetime) -> Ctx:
    raise AssertionError("the story acts as inspectors and as the house")


def test_the_story_of_visits_is_told_through_the_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "MONTHS", 2)
    monkeypatch.setattr(story, "EACH_MONTH", 3)
    monkeypatch.setattr(story, "WITH_PAPER", 1)
    stage = a_stage()
    for each in stage.inspectors.values():
        each.since_on = TODAY - timedelta(days=900)
        each.save(update_fields=["since_on"])
    made = story.seed_visits(system, nobody, District.load(DISTRICT), stage.units, TODAY)
    rows = Visit.objects.unscoped("tests")
    assert made == rows.count() == 7
    past = rows.filter(state="signed")
    assert past.count() == 6
    assert past.filter(paper__isnull=False).count() == 1
    assert past.exclude(number="").count() == 1
    assert rows.filter(planned_on__gte=TODAY, state__in=("planned", "noticed")).count() == 1
    assert not rows.filter(planned_on__gt=NOW.date() + timedelta(days=30)).exists()
    assert Answer.objects.unscoped("tests").filter(outcome="ok").count() > 100
    bad = Answer.objects.unscoped("tests").filter(outcome="bad").count()
    assert Finding.objects.unscoped("tests").count() == Photo.objects.unscoped("tests").count() == bad
    assert VisitRating.objects.unscoped("tests").count() <= 6


def test_without_inspectors_there_is_no_story(system_ctx: Ctx) -> None:
    assert story.seed_visits(lambda _: system_ctx, nobody, District.load(DISTRICT), {}, TODAY) == 0
