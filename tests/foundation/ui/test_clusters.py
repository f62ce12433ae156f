"""Maps of many points: heaps hold every row of the view once, counted or grouped; what stands alone has its name."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.search.inns import Inn, Note
from tests.foundation.ui.conftest import Ask
from tuoyu.foundation.search.counts import COARSE
from tuoyu.foundation.ui.clusters import MapSpec, answer_map, first_map, frame_of, heaps, spots_of
from tuoyu.foundation.ui.words import map_note
from tuoyu.kernel.cells import Box, cover, read_box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inns")]
MAP = MapSpec(
    "name", "state", {"open": ("ok", "正常"), "shut": ("bad", "停业")}, row_url=lambda key: f"/inns/{key}/"
)
DISTRICT = Box(120.4, 27.9, 120.8, 28.1)
OUTLINE = {"type": "Polygon", "coordinates": [[[120.4, 27.9], [120.8, 27.9], [120.8, 28.1], [120.4, 27.9]]]}


def all_inns() -> Any:
    return Inn.objects.unscoped("this test sees every inn")


def fill(count: int) -> None:
    chance = random.Random(5)
    Inn.objects.bulk_create(
        Inn(
            name=f"{n}号托育园",
            state=chance.choice(["open", "open", "open", "shut"]),
            lon=Decimal(f"{chance.gauss(120.6, 0.05):.6f}"),
            lat=Decimal(f"{chance.gauss(28.0, 0.03):.6f}"),
        )
        for n in range(count)
    )


def in_cover(box: Box) -> list[tuple[int, str]]:
    runs = cover(box).runs
    return [
        (cell, state)
        for cell, state in all_inns().values_list("cell", "state")
        if any(first <= cell <= last for first, last in runs)
    ]


@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("width", [0.4, 0.1, 0.03, 0.004])
def test_heaps_hold_every_row_in_view_once(is_whole: bool, width: float) -> None:
    fill(600)
    rows = all_inns() if is_whole else all_inns().filter(pk__gt=0)
    box = Box(120.6 - width / 2, 28.0 - width / 4, 120.6 + width / 2, 28.0 + width / 4)
    with CaptureQueriesContext(connection) as told:
        found = heaps(MAP, rows, box)
    assert len(told) == 1
    there = in_cover(box)
    assert sum(heap.total for heap in found) == len(there) > 0
    assert sum(heap.states.get("shut", 0) for heap in found) == sum(state == "shut" for _, state in there)
    assert len(found) <= 160
    assert len(spots_of(MAP, rows, found)) <= 300


def test_counted_and_grouped_heaps_say_the_same() -> None:
    fill(600)
    assert cover(DISTRICT).shift >= COARSE
    counted, grouped = heaps(MAP, all_inns(), DISTRICT), heaps(MAP, all_inns().filter(pk__gt=0), DISTRICT)
    assert [heap.states for heap in counted] == [heap.states for heap in grouped]
    assert [heap.shift for heap in counted] == [COARSE] * len(counted)


def test_who_sees_less_is_told_less() -> None:
    fill(200)
    shut = all_inns().filter(state="shut")
    assert sum(heap.total for heap in heaps(MAP, shut, DISTRICT)) == shut.count()


def test_what_stands_alone_has_its_name_and_its_page(ask: Ask) -> None:
    fill(40)
    inn = all_inns().order_by("pk").first()
    box = Box(float(inn.lon) - 1e-4, float(inn.lat) - 1e-4, float(inn.lon) + 1e-4, float(inn.lat) + 1e-4)
    spot = next(
        spot for spot in spots_of(MAP, all_inns(), heaps(MAP, all_inns(), box)) if spot["label"] == inn.name
    )
    assert spot["url"] == f"/inns/{inn.pk}/"
    assert spot["light"] == MAP.pill(inn.state)[0]
    assert abs(spot["lon"] - float(inn.lon)) < 3e-5
    assert "count" not in spot
    twin = Inn.objects.create(name="楼上托育园", lon=inn.lon, lat=inn.lat)
    named = {spot["label"] for spot in spots_of(MAP, all_inns(), heaps(MAP, all_inns(), box))}
    assert {inn.name, twin.name} <= named


def test_the_answer_to_a_browser(ask: Ask) -> None:
    fill(300)
    with CaptureQueriesContext(connection) as told:
        response = answer_map(ask("/inns/map/?state=&box=120.4,27.9,120.8,28.1"), MAP, all_inns())
    assert len(told) <= 2
    answer = json.loads(response.content)
    assert answer["note"] == map_note(sum(spot.get("count", 1) for spot in answer["spots"]), "家")
    assert answer["list"].count("<li ") == len(answer["spots"])
    heap = max(answer["spots"], key=lambda spot: spot.get("count", 0))
    assert heap["light"] == "bad"
    assert heap["word"].startswith("停业 ")
    west, south, east, north = heap["box"]
    assert west < heap["lon"] < east
    assert south < heap["lat"] < north
    wrong = answer_map(ask("/inns/map/?box=1,2"), MAP, all_inns())
    assert wrong.status_code == 400
    assert "西,南,东,北" in json.loads(wrong.content)["problem"]


def test_the_first_map_keeps_filters_for_the_next(ask: Ask) -> None:
    fill(20)
    data = first_map(ask("/inns/map/?state=open&state=shut"), MAP, all_inns(), OUTLINE)
    assert data["source"] == "/inns/map/?state=open&state=shut&box="
    assert frame_of(OUTLINE) == DISTRICT
    assert sum(spot.get("count", 1) for spot in data["spots"]) == len(in_cover(DISTRICT))


def test_an_empty_view_says_what_to_do() -> None:
    assert heaps(MAP, all_inns(), read_box("0,0,1,1")) == []
    assert spots_of(MAP, all_inns(), []) == []
    assert "移动" in map_note(0, "家")


def test_a_column_that_is_no_place_is_refused() -> None:
    with pytest.raises(TypeError, match="not a place column"):
        heaps(MapSpec("text", cell="text"), Note.objects.all(), DISTRICT)
