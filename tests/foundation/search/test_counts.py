"""The counts beside the rows are always what counting the rows gives."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.state import ModelState, ProjectState
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.search.inns import CELL, Inn
from tuoyu.foundation.search import jobs
from tuoyu.foundation.search.counts import COARSE, Counted, are_kept, make_counts, tidy
from tuoyu.foundation.search.operations import AddCellCounts
from tuoyu.kernel.cells import cell_of
from tuoyu.kernel.context import Ctx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inns")]
places = st.none() | st.sampled_from(
    [
        (Decimal("120.65"), Decimal("28.01")),
        (Decimal("120.7"), Decimal("28.01")),
        (Decimal("0"), Decimal("0")),
    ]
)
states = st.sampled_from(["open", "shut"])
acts = st.lists(
    st.tuples(st.sampled_from(["add", "move", "turn", "turn all", "drop"]), places, states), max_size=14
)


def all_inns() -> Any:
    return Inn.objects.unscoped("this test sees every inn")


def counted() -> Counter[tuple[int, str]]:
    name = connection.ops.quote_name(Counted.of(CELL).name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT place, state, SUM(total) FROM {name} GROUP BY place, state HAVING SUM(total) <> 0"
        )
        return Counter({(place, state): int(total) for place, state, total in cursor.fetchall()})


def recounted() -> Counter[tuple[int, str]]:
    return Counter(
        (cell >> COARSE, state) for cell, state in all_inns().values_list("cell", "state") if cell is not None
    )


@given(acts)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_equal_counting(done: list[tuple[str, Any, str]]) -> None:
    all_inns().delete()
    for verb, place, state in done:
        lon, lat = place or (None, None)
        first = all_inns().order_by("pk").first()
        if verb == "add" or first is None:
            Inn.objects.bulk_create([Inn(name="托育园", lon=lon, lat=lat, state=state) for _ in range(2)])
        elif verb == "move":
            first.lon, first.lat = lon, lat
            first.save(update_fields=["lon", "lat"])
        elif verb == "turn":
            first.state = state
            first.save(update_fields=["state"])
        elif verb == "turn all":
            all_inns().update(state=state)
        else:
            first.delete()
        assert counted() == recounted()
    tidy(connection, Counted.of(CELL))
    assert counted() == recounted()


def test_the_night_leaves_one_line_a_square(monkeypatch: pytest.MonkeyPatch, system_ctx: Ctx) -> None:
    for _ in range(3):
        Inn.objects.create(name="托育园", lon=Decimal("120.65"), lat=Decimal("28.01"))
    Inn.objects.create(name="托育园", lon=Decimal("0"), lat=Decimal("0")).delete()
    monkeypatch.setattr(jobs.apps, "get_models", lambda: [Inn])
    jobs.tidy_counts(system_ctx)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT total FROM {connection.ops.quote_name(Counted.of(CELL).name)}")
        assert cursor.fetchall() == [(3,)]


def test_a_row_knows_its_cell() -> None:
    inn = Inn.objects.create(name="托育园", lon=Decimal("120.65"), lat=Decimal("28.01"))
    assert inn.cell == cell_of(120.65, 28.01)
    inn.lat = None
    inn.save()
    inn.refresh_from_db(from_queryset=all_inns())
    assert inn.cell is None


def test_the_migration_counts_what_was_there_and_reverses() -> None:
    Inn.objects.bulk_create(
        [Inn(name="托育园", lon=Decimal("120.65"), lat=Decimal("28.01")) for _ in range(3)]
    )
    all_inns().update(cell=None)
    assert counted() == Counter()
    state = ProjectState()
    state.add_model(ModelState.from_model(Inn))
    step, kept = AddCellCounts("inn", "cell"), Counted.of(CELL)
    step.database_backwards("inns", _Editor(), state, state)
    assert not are_kept(connection, kept)
    step.database_forwards("inns", _Editor(), state, state)
    assert are_kept(connection, kept)
    assert sum(counted().values()) == 3
    make_counts(connection, kept)
    assert counted() == recounted()


class _Editor:
    """As much of a schema editor as a step asks of it, inside the test's transaction."""

    connection = connection
