"""For the world of the house tests: registrations of the registrar's unit and of another, a list and a system of each."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile

from tests.conftest import NOW
from tests.house.world import World
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C2
from tuoyu.foundation.vault.secret import Secret
from tuoyu.operations.filing.models import FullList, Registration, Sender

DAY = date(2021, 6, 7)
# key, unit, street
ROWS = (("registrar", "c", "330302001"), ("b_head", "b", "330302002"))


def stock_registrations(world: World) -> None:
    for number, (owner, unit, street) in enumerate(ROWS, 1):
        _registration(world, owner, number, world.units[unit], street)
        _list(world, number, world.units[unit])
        world.add(
            Sender.objects.create(
                code=f"system-{number}",
                name=f"推送系统{number}",
                door="market",
                unit=world.units[unit],
                algorithm="hmac-sha256",
                secret=Secret(world.canary(owner, "C2")),
                made_at=NOW,
            )
        )


def _registration(world: World, owner: str, number: int, unit: Unit, street: str) -> None:
    phone, note = world.canary(owner, "C2"), world.canary(owner, "C1")
    row = Registration.objects.create(
        door="market", unit=unit, source_system=unit.code, source_id=f"{number}", event_at=NOW, change="registered",
        uscc=f"91330302MA2KX{number:05d}", name=f"登记之{number}", phone=Secret(phone), area_code=street, scope="托育服务",
        registered_on=DAY, received_at=NOW, channel="hand", days_taken=5, relevance="yes", relevance_note=f"依据 {note}",
        progress="unfiled",
    )  # fmt: skip
    world.stands_in(phone, row, "nobody")
    world.stands_in(note, world.add(row), "filing.registration.view")


def _list(world: World, number: int, unit: Unit) -> None:
    ctx = world.people["registrar"].ctx()
    stored = store_file(ctx, f"全量{number}.csv", ContentFile(f"名单 {number}".encode()), data_class=C2)
    row = FullList.objects.create(
        unit=unit, door="market", as_of_on=DAY, file=stored, loaded_at=NOW, loaded_by="某人", row_count=9, relevant_count=2,
        found_count=1,
    )  # fmt: skip
    world.add(row)
