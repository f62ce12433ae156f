"""The register of areas: loading the code tables, again and after a change; who may; what is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test.utils import CaptureQueriesContext

from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.figures.registry import figure
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.geometry import Outline
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.sites import queries
from tuoyu.registers.sites.models import Area
from tuoyu.registers.sites.policy import outline_of
from tuoyu.registers.sites.services import Loaded, load_areas
from tuoyu.registers.sites.words import AreaKind

DISTRICT = "330302"
OTHER = Path(__file__).parents[2] / "fixtures" / "districts"


@pytest.fixture
def loaded(db: None, system_ctx: Ctx) -> Ctx:
    load_areas(system_ctx, DISTRICT)
    return system_ctx


def test_load_areas_brings_every_street_and_community(loaded: Ctx) -> None:
    assert queries.streets(loaded).count() == 14
    assert queries.communities(loaded).count() == 171
    assert queries.areas(loaded).filter(kind=AreaKind.VILLAGE.value).count() == 80
    street = queries.area_named(loaded, "330302006")
    assert street is not None
    assert (street.name, street.short_name, street.kind) == ("五马街道", "五马", "street")
    assert all(area.code.startswith(area.parent.code) for area in queries.areas(loaded).exclude(parent=None))


def test_load_areas_again_changes_nothing(loaded: Ctx) -> None:
    before = list(queries.areas(loaded).values_list("pk", "code", "name"))
    assert load_areas(loaded, DISTRICT) == Loaded(0, 0, 0)
    assert list(queries.areas(loaded).values_list("pk", "code", "name")) == before
    assert Entry.objects.unscoped("test").filter(verb="sites.area.load").count() == 2


def test_load_areas_mends_what_differs_and_ends_what_is_gone(loaded: Ctx) -> None:
    rows = Area.objects.unscoped("test")
    rows.filter(code="330302006").update(name="旧名街道")
    street = rows.get(code="330302006")
    Area.objects.create(
        code="330302006999", name="已撤社区", short_name="已撤", kind="community", parent=street
    )
    assert load_areas(loaded, DISTRICT) == Loaded(0, 1, 1)
    assert queries.communities(loaded, "330302006").filter(name="已撤社区").exists()
    assert rows.get(code="330302006999").valid_to_on == loaded.today
    assert load_areas(loaded, DISTRICT) == Loaded(0, 0, 0)


def test_load_areas_takes_few_statements(
    db: None, system_ctx: Ctx, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    with django_assert_max_num_queries(12):
        load_areas(system_ctx, DISTRICT)


def test_load_areas_is_the_systems_alone(db: None, ctx_for: Callable[..., Ctx]) -> None:
    with pytest.raises(Refused) as refusal:
        load_areas(ctx_for("coordinator"), DISTRICT)
    assert refusal.value.status == 403
    assert not Area.objects.unscoped("test").exists()


def test_another_district_is_data_alone(db: None, system_ctx: Ctx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUOYU_EXTRA_DISTRICTS", str(OTHER))
    assert load_areas(system_ctx, "990101").added > 1
    assert outline_of("990101") is None


def test_parts_of_counts_in_one_statement(
    loaded: Ctx, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    district = queries.area_named(loaded, DISTRICT)
    assert district is not None
    with django_assert_num_queries(1):
        parts = queries.parts_of(loaded, district)
    assert len(parts) == 14
    assert sum(part.part_count for part in parts) == 171


@pytest.mark.parametrize(
    ("key", "area", "count"),
    [
        ("sites.street_count", None, 14),
        ("sites.community_count", None, 171),
        ("sites.street_count", "330302006", 1),
    ],
)
def test_figures_count_the_register(loaded: Ctx, key: str, area: str | None, count: int) -> None:
    source = figure(key)
    assert source is not None
    assert source.compute(loaded, loaded.today, area).numerator == count


def test_the_outline_is_a_valid_polygon_around_the_centre() -> None:
    shapely = pytest.importorskip("shapely")
    feature = outline_of(DISTRICT)
    assert feature is not None
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    assert shape.is_valid
    assert shape.geom_type == "Polygon"
    lon, lat = (float(degree) for degree in District.load(DISTRICT).centre)
    assert shape.contains(shapely.Point(lon, lat))
    assert Outline.of_geojson(feature["geometry"]).contains((lon, lat))
    assert "不作为划界依据" in feature["properties"]["caveat"]


def test_the_outline_is_wgs84_and_where_the_district_is() -> None:
    shapely = pytest.importorskip("shapely")
    known = Path(__file__).parents[4] / "shared" / "data" / "divisions" / "330302_boundary_wgs84.geojson"
    if not known.exists():
        pytest.skip("the reference outline is not at hand")
    feature = outline_of(DISTRICT)
    assert feature is not None
    ours = shapely.from_geojson(json.dumps(feature["geometry"]))
    reference = json.loads(known.read_text(encoding="utf-8"))
    theirs = shapely.make_valid(shapely.from_geojson(json.dumps(reference["features"][0]["geometry"])))
    assert ours.intersection(theirs).area / ours.union(theirs).area > 0.95
