"""Draws, inspectors, items and plans for the world of the house tests: of each department one in every state of its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.conftest import NOW
from tests.house.world import World
from tests.registers.institutions.world import system
from tuoyu.operations.supervision.commands.draws import FinishDraw, FreezeDraw, OpenDraw, RevealDraw, SealDraw
from tuoyu.operations.supervision.models import (
    Draw,
    DrawParty,
    InspectionPlan,
    Inspector,
    ItemVersion,
    Recusal,
)
from tuoyu.operations.supervision.services.draws import (
    finish_draw,
    freeze_draw,
    open_draw,
    reveal_draw,
    seal_draw,
)
from tuoyu.operations.supervision.services.items import load_items
from tuoyu.registers.institutions.models import Institution

TODAY = NOW.date()
SINCE = TODAY - timedelta(days=300)
SHARES = {"A": 500, "B": 5000, "C": 10_000, "D": 10_000}
EARLIER = NOW - timedelta(minutes=5)
# One item of each department of the world, and of one that is not in it.
ITEMS = ("卫生健康", "教育", "消防")


def stock_draws(world: World) -> None:
    """Rows of both departments whose leads are in the world (a, b); what is one's own stands beside what is not."""
    # Something to draw from: the institutions of the world are open.
    Institution.objects.unscoped("tests").filter(standing="filed").update(standing="open")
    for key in ("a", "b"):
        _pool(world, key)
    for key, other in (("a", "b"), ("b", "a")):
        _draws(world, key, other)
        _plans(world, key)
    _items(world)


def _pool(world: World, key: str) -> None:
    place = Institution.objects.unscoped("tests").order_by("pk").first()
    assert place is not None
    for number in range(3):
        user = world.people[f"{key}_inspector"].user if number == 0 else None
        row = world.add(
            Inspector.objects.create(
                unit=world.units[key], user=user, kind="officer", name=f"{key}{number}检查员",
                certificate_no=f"浙C{key}{number}", since_on=SINCE,
            )
        )  # fmt: skip
        if number == 0:
            note = world.canary(key, "C1")
            recusal = Recusal.objects.create(
                inspector=row, institution=place, kind="kinship", note=note, since_on=SINCE
            )
            world.stands_in(note, world.add(recusal), "supervision.inspector.view")


def _draws(world: World, key: str, other: str) -> None:
    lead, second = world.people[f"{key}_lead"], world.people[f"{other}_lead"]

    def begun() -> Draw:
        crews = ((world.units[key].pk, 1), (world.units[other].pk, 1))
        ends = NOW + timedelta(days=1)
        return open_draw(
            _at(lead.ctx()), OpenDraw("联合抽查", crews, SHARES, ends, ends, is_fresh_only=False)
        )

    world.add(begun())
    both = (lead, second)
    for seals, reveals, is_drawn in (
        ((), (), False), (both, (), False), (both, both, False), (both, both, True),
    ):  # fmt: skip
        draw = freeze_draw(_at(lead.ctx()), FreezeDraw(begun().pk))
        for person in seals:
            seal_draw(_at(person.ctx()), SealDraw(draw.pk))
        for person in reveals:
            reveal_draw(_at(person.ctx(), 60), RevealDraw(draw.pk))
        if is_drawn:
            finish_draw(_at(lead.ctx(), 120), FinishDraw(draw.pk))
        draw.refresh_from_db()
        world.add(draw)
    for party in DrawParty.objects.unscoped("tests").filter(draw__lead_unit=world.units[key]):
        world.add(party)


def _at(ctx: Any, seconds: int = 0) -> Any:
    from dataclasses import replace

    return replace(ctx, now=EARLIER + timedelta(seconds=seconds))


def _plans(world: World, key: str) -> None:
    for year, state in ((TODAY.year, "published"), (TODAY.year + 1, "draft")):
        world.add(
            InspectionPlan.objects.create(
                unit=world.units[key], year=year, cap=2, shares=SHARES, state=state, state_at=NOW
            )
        )


def _items(world: World) -> None:
    load_items(system())
    for kind in ITEMS:
        row = ItemVersion.objects.unscoped("tests").filter(unit_kind=kind).first()
        assert row is not None
        # Changed here: what policy says of it waits for a decision.
        row.look = "本区的看法。"
        row.save(update_fields=["look"])
        world.add(row)
