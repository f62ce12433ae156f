"""Facts of credit for the world of the house tests: of two units, about a body and about a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from tests.conftest import DISTRICT, NOW
from tests.house.world import World
from tests.registers.institutions.world import system
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C1
from tuoyu.foundation.vault.secret import Secret
from tuoyu.registers.credit.models import CreditFact

DECIDED = date(2021, 5, 1)


def stock(world: World) -> None:
    for key in ("a", "b"):
        text = world.canary(key, "C1")
        paper = store_file(system(), f"{text}.txt", ContentFile(f"决定书 {text}".encode()), data_class=C1)
        body = _fact(world, key, "institution", f"文书 {text}", body_name=f"某园 {text}", source_file=paper)
        world.stands_in(text, body, "credit.fact.view")
        name = world.canary(key, "C2")
        person = _fact(world, key, "practitioner", "决定书", kind="ban", person_name=Secret(name))
        world.stands_in(name, person, "nobody")


def _fact(world: World, key: str, subject: str, title: str, **columns: Any) -> CreditFact:
    row = CreditFact.objects.create(
        subject_kind=subject, subject_key="1", source_unit=world.units[key], source_title=title, decided_on=DECIDED,
        source_key=f"house.{subject}:{key}", severity="serious", area_code=DISTRICT, recorded_at=NOW, recorded_by="系统",
        rule_fingerprint="", **{"kind": "penalty"} | columns,
    )  # fmt: skip
    return world.add(row)  # type: ignore[no-any-return]
