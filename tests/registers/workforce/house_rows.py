"""Practitioners for the world of the house tests: one in each institution, and what hangs on them."""

from __future__ import annotations

from datetime import date

from tests.conftest import NOW
from tests.house.world import World
from tuoyu.foundation.vault.secret import Secret
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner, RecordQuery, Training

SINCE = date(2020, 9, 1)


def stock(world: World) -> None:
    for number, institution in enumerate(world.of("institutions.institution"), 1):
        assert isinstance(institution, Institution)
        _practitioner(world, f"p{number}", institution)


def _practitioner(world: World, key: str, institution: Institution) -> None:
    name, number, mobile = (world.canary(key, "C2") for _ in range(3))
    person = world.add(
        Practitioner.objects.create(
            name=Secret(name), citizen_id=Secret(number), citizen_index=f"index-{key}", mobile=Secret(mobile),
            first_known_at=NOW,
        )
    )  # fmt: skip
    for text in (name, number, mobile):
        world.stands_in(text, person, "nobody")
    post = world.add(
        Position.objects.create(practitioner=person, institution=institution, kind="carer", starts_on=SINCE)
    )
    RecordQuery.objects.create(position=post, cause="hiring", due_on=SINCE)
    paper, subject = world.canary(key, "C1"), world.canary(key, "C1")
    Certificate.objects.create(practitioner=person, kind="care_teacher", number=paper, issued_on=SINCE)
    Training.objects.create(practitioner=person, subject=f"培训 {subject}", hours=8, done_on=SINCE)
    for text in (paper, subject):
        world.stands_in(text, person, "workforce.practitioner.view")
