"""The library of items in the database: loaded once, asked by the day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registers.institutions.world import system
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.services.items import load_items

pytestmark = pytest.mark.django_db


def test_load_items_brings_each_version_once() -> None:
    assert load_items(system()) == len(inspection_items())
    assert load_items(system()) == 0
    rows = ItemVersion.objects.unscoped("tests").in_bulk(field_name="pk").values()
    assert {row.item for row in rows} == set(inspection_items())


def test_items_in_force_have_begun() -> None:
    load_items(system())
    day = date(2020, 1, 1)
    asked = items_in_force(day)
    assert {row.code for row in asked} == {
        item.code for item in inspection_items() if item.since is not None and item.since <= day
    }
    assert 0 < asked.count() < len(inspection_items())
