"""The pages of areas: list, search, filter, export, the map and its twin."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.entrypoints.site.world import client_of, make_unit, officer
from tuoyu.kernel.context import Ctx
from tuoyu.registers.sites.models import Area
from tuoyu.registers.sites.services import load_areas

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(system_ctx: Ctx) -> Client:
    load_areas(system_ctx, "330302")
    make_unit()
    return client_of(officer())


def area(code: str) -> Area:
    found: Area = Area.objects.unscoped("test").get(code=code)
    return found


def test_area_list_searches_and_filters(client: Client) -> None:
    text = client.get("/sites/areas/", {"q": "鼓楼"}).content.decode()
    assert "鼓楼社区" in text
    assert "墨池社区" not in text
    text = client.get("/sites/areas/", {"street": "330302006", "kind": "street"}).content.decode()
    assert text.count('<tr role="row"') == 2
    assert client.get("/sites/areas/", {"kind": "planet"}).status_code == 400


def test_area_list_leaves_as_a_file(client: Client) -> None:
    answer = client.get("/sites/areas/", {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "名称,类型,上级,区划代码"
    assert len(lines) == 1 + 1 + 14 + 171


def test_area_detail_of_the_district_draws_the_outline_and_lists_the_streets(client: Client) -> None:
    text = client.get(f"/sites/areas/{area('330302').pk}/").content.decode()
    drawn = re.search(r'<script id="area-map" type="application/json">(.*?)</script>', text)
    assert drawn is not None
    assert json.loads(drawn[1])["outline"]["geometry"]["type"] == "Polygon"
    assert text.count("个村社") == 14
    assert "不作为划界依据" in text


def test_area_map_is_the_page_of_the_district(client: Client) -> None:
    assert "鹿城区" in client.get("/sites/areas/map/").content.decode()
    Area.objects.unscoped("test").filter(kind__in=["community", "village"]).delete()
    Area.objects.unscoped("test").exclude(parent=None).delete()
    Area.objects.unscoped("test").delete()
    assert client.get("/sites/areas/map/").status_code == 404


def test_area_detail_of_a_street_and_of_a_community(client: Client) -> None:
    street = client.get(f"/sites/areas/{area('330302006').pk}/").content.decode()
    assert "鼓楼社区" in street
    assert "data-ty-map" not in street
    community = client.get(f"/sites/areas/{area('330302006044').pk}/").content.decode()
    assert "五马街道" in community
    assert client.get("/sites/areas/999999/").status_code == 404


def test_pages_of_areas_take_few_statements(client: Client) -> None:
    for path in ("/sites/areas/", f"/sites/areas/{area('330302').pk}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        assert len(seen) <= 8, [each["sql"][:80] for each in seen]
