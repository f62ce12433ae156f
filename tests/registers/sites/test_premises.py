"""Premises through their service: one address is one place, whoever writes it how."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.context import Ctx
from tuoyu.registers.sites.models import Premises, Room
from tuoyu.registers.sites.rules import address_key
from tuoyu.registers.sites.services import KeepPremises, keep_premises

AROUND = ("浙江省", "温州市", "鹿城区")
HERE = KeepPremises(
    "浙江省温州市鹿城区稻香路12号3楼",
    None,
    None,
    None,
    {"highest_floor": 3},
    ({"name": "一班", "kind": "activity", "floor": 3, "area_m2": Decimal(60)},),
)


def rooms() -> list[tuple[str, Decimal]]:
    return [(room.name, room.area_m2) for room in Room.objects.unscoped("tests").order_by("pk")]


@pytest.mark.django_db
def test_keep_premises_goes_on_at_the_same_address(system_ctx: Ctx) -> None:
    first = keep_premises(system_ctx, HERE)
    again = keep_premises(
        system_ctx, replace(HERE, address="稻香路１２号三层", measures={"highest_floor": 4}, rooms=())
    )
    assert first.pk == again.pk
    assert Premises.objects.unscoped("tests").get().highest_floor == 4
    assert rooms() == [("一班", Decimal(60))]
    other = keep_premises(system_ctx, replace(HERE, address="稻香路12号2楼"))
    assert other.pk != first.pk


@pytest.mark.django_db
def test_keep_premises_replaces_rooms_that_are_told(system_ctx: Ctx) -> None:
    keep_premises(system_ctx, HERE)
    told = (
        {"name": "一班", "kind": "activity", "floor": 3, "area_m2": Decimal(55)},
        {"name": "厨房", "kind": "kitchen", "floor": 1, "area_m2": Decimal(20)},
    )
    keep_premises(system_ctx, replace(HERE, rooms=told))
    assert rooms() == [("一班", Decimal(55)), ("厨房", Decimal(20))]
    keep_premises(system_ctx, replace(HERE, rooms=told[1:]))
    assert rooms() == [("厨房", Decimal(20))]


@given(
    st.sampled_from(("稻香路12号3楼", "五马街1号", "江滨路9-1号2幢")), st.sampled_from((" ", "，", "·", ""))
)
def test_address_key_knows_a_place_however_it_is_written(address: str, mark: str) -> None:
    written = [
        address,
        f"{AROUND[0]}{AROUND[1]}{AROUND[2]}{address}",
        f"{AROUND[2]}{mark}{address}",
        mark.join(address),
    ]
    assert len({address_key(each, AROUND) for each in written}) == 1
