"""What the sources of ratings read in whole statements, against the same counted a row at a time."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from tests.conftest import DISTRICT, NOW
from tests.operations.supervision.rating_world import a_finding
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.dates import add_months
from tuoyu.operations.supervision.models import Finding, ItemVersion
from tuoyu.operations.supervision.queries.frames import columns_of
from tuoyu.operations.supervision.queries.rating_sources import certificates, findings
from tuoyu.operations.supervision.queries.ratings import asked_of
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner

pytestmark = pytest.mark.django_db

ASKED = asked_of(None, TODAY, DISTRICT)
Said = set[tuple[int, str, date, int]]


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def places(stage: Stage, count: int) -> list[Institution]:
    """The stage's institution and others of the same operator."""
    like = stage.place
    return [
        like,
        *(
            Institution.objects.create(
                operator=like.operator, name=f"{like.name}{number}", form=like.form, sponsor=like.sponsor,
                supervisor=like.supervisor, area=like.area, address=like.address, standing=like.standing,
                registered_on=like.registered_on,
            )
            for number in range(1, count)
        ),
    ]  # fmt: skip


def workforce(dice: random.Random, institutions: list[int], count: int = 60) -> None:
    """People with posts that hold, are over or are still to come, and papers whose days lie around every edge of the law."""
    edges = (0, ASKED.law.soon_days, -365, 400)
    long_ago = add_months(TODAY, -12 * ASKED.law.aged_years)
    for number in range(count):
        person = Practitioner.objects.create(citizen_index=f"c{number}", first_known_at=NOW)
        for kind, place in {
            (kind, dice.choice(institutions)) for kind in ("carer", dice.choice(("carer", "cook")))
        }:
            starts = TODAY + timedelta(dice.choice((-900, -30, 0, 1)))
            ends = starts + timedelta(dice.choice((0, 29, 30, 31, 1200))) if dice.random() < 0.4 else None
            Position.objects.create(
                practitioner=person, institution_id=place, kind=kind, starts_on=starts, ends_on=ends
            )
        for at in range(dice.randrange(4)):
            expires = TODAY + timedelta(dice.choice(edges) + dice.randrange(-2, 3))
            issued = min(expires, TODAY + timedelta(1)) - timedelta(dice.choice((0, 1, 365)))
            Certificate.objects.create(
                practitioner=person, kind="health", number=str(at), issued_on=issued, expires_on=dice.choice((expires, expires, expires, None))
            )  # fmt: skip
        for at in range(dice.randrange(3)):
            issued = dice.choice((long_ago, TODAY)) + timedelta(dice.randrange(-2, 3))
            expires = dice.choice((None, None, issued + timedelta(900)))
            Certificate.objects.create(
                practitioner=person, kind=dice.choice(("care_teacher", "nurse")), number=str(at), issued_on=issued, expires_on=expires
            )  # fmt: skip


def counted() -> Said:
    """As the words of ``certificates`` say it, person by person."""
    soon = TODAY + timedelta(ASKED.law.soon_days)
    found: dict[tuple[int, str], dict[int, date]] = defaultdict(dict)
    for post in Position.objects.unscoped("tests"):
        if not post.holds_on(TODAY):
            continue
        papers = Certificate.objects.unscoped("tests").filter(
            practitioner=post.practitioner_id, issued_on__lte=TODAY
        )
        health = [each.expires_on or date.max for each in papers if each.kind == "health"]
        trade = [each.issued_on for each in papers if each.kind != "health" and each.expires_on is None]
        if health and max(health) < soon:
            grade = "expired" if max(health) < TODAY else "soon"
            found[post.institution_id, grade][post.practitioner_id] = max(health)
        if trade and add_months(max(trade), 12 * ASKED.law.aged_years) <= TODAY:
            found[post.institution_id, "aged"][post.practitioner_id] = max(trade)
    shift = {
        "expired": lambda day: day + timedelta(1),
        "soon": lambda day: day - timedelta(ASKED.law.soon_days),
        "aged": lambda day: add_months(day, 12 * ASKED.law.aged_years),
    }
    return {
        (place, grade, shift[grade](min(people.values())), len(people))
        for (place, grade), people in found.items()
    }


def said(facts: pl.DataFrame) -> Said:
    return set(facts.select("institution", "grade", "since", "measure").iter_rows())


@pytest.mark.parametrize("seed", range(6))
def test_certificates_in_one_statement_are_those_of_each_person(stage: Stage, seed: int) -> None:
    ids = [place.pk for place in places(stage, 5)]
    workforce(random.Random(seed), ids)
    expected = counted()
    assert {grade for _, grade, _, _ in expected} == {"expired", "soon", "aged"}
    assert said(certificates(ASKED)) == expected
    some = asked_of(ids[:2], TODAY, DISTRICT)
    assert said(certificates(some)) == {each for each in expected if each[0] in ids[:2]}
    assert said(certificates(asked_of((), TODAY, DISTRICT))) == set()


def test_moments_are_read_as_days_of_china(stage: Stage) -> None:
    dice = random.Random(7)
    midnight = datetime(2021, 6, 1, tzinfo=CHINA)
    steps = [
        timedelta(days=dice.randrange(-900, 10), microseconds=step)
        for step in (-1, 0, 1, -400, 999_999)
        for _ in range(9)
    ]
    made = {a_finding(stage, found_at=midnight + step).pk: midnight + step for step in steps}
    rows = columns_of(
        Finding.objects.unscoped("tests"),
        {"id": pl.Int64(), "found_at": pl.Date(), "due_on": pl.Date(), "closed_at": pl.Date()},
    ).rows()
    due_on = TODAY + timedelta(days=30)
    assert sorted(rows) == sorted((pk, moment.date(), due_on, None) for pk, moment in made.items())


@pytest.mark.parametrize("seed", range(4))
def test_repeats_are_of_the_same_item_at_the_same_place_within_the_months(stage: Stage, seed: int) -> None:
    dice = random.Random(seed)
    where = places(stage, 3)
    items = [None, *ItemVersion.objects.unscoped("tests").order_by("code")[:2]]
    rows = [
        a_finding(
            stage, institution=dice.choice(where), item=dice.choice(items), days_ago=dice.randrange(1500)
        )
        for _ in range(40)
    ]  # fmt: skip
    months = ASKED.law.repeat_months
    again = set()
    for row in rows:
        days = [
            (each.found_at.astimezone(CHINA).date(), each.pk)
            for each in rows
            if row.item_id and each.item_id == row.item_id and each.institution_id == row.institution_id
        ]
        day = (row.found_at.astimezone(CHINA).date(), row.pk)
        before = max((each for each in days if each < day), default=None)
        if before and day[0] <= add_months(before[0], months):
            again.add(row.pk)
    facts = findings(ASKED)
    assert again
    assert set(facts.filter(pl.col("kind") == "repeat")["row_id"]) == again
