"""A map of many points: what lies close together is one circle with a number, at the same price for any number of rows.

    MAP = MapSpec(label="name", state="state", pills=STATES, row_url="institutions:institution-detail")

    def institution_map(request):
        rows = visible(request.ctx, SEE_INSTITUTIONS, Institution.objects.all())
        if "box" in request.GET:
            return answer_map(request, MAP, rows)
        return render(request, "…", {"map": first_map(request, MAP, rows, outline)})      # {% include "ui/_map.html" … data=map %}

Rows carry a ``CellColumn``. Places are WGS-84 throughout; nothing is shifted and nothing is sent anywhere.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any, Final
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from tuoyu.foundation.search.counts import COARSE, Counted
from tuoyu.foundation.search.fields import CellColumn
from tuoyu.foundation.ui import keyset, words
from tuoyu.kernel.cells import Box, Cover, box_of, cover, place_of, read_box

# Rows at one spot are shown one by one up to so many.
_ONE_BY_ONE: Final = 8
_MOST_SPOTS: Final = 300
# From the light that wants eyes first.
_WORST: Final = ("bad", "warn", "none", "info", "ok")
_SENTINEL: Final = 9_007_199_254_740_881
Spot = dict[str, Any]


@dataclass(frozen=True, eq=False)
class MapSpec:
    """``cell`` names the CellColumn, ``label`` the column a point is called by, ``state`` the one its light comes from
    (``pills``: {stored value: (light, word)}); ``row_url`` a route name taking the key, or a function of the key."""

    label: str
    state: str = ""
    pills: Mapping[Any, tuple[str, str]] = field(default_factory=dict)
    row_url: str | Callable[[int], str] = ""
    cell: str = "cell"
    measure: str = "家"

    @cached_property
    def address(self) -> Callable[[int], str]:
        if callable(self.row_url):
            return self.row_url
        if not self.row_url:
            return lambda _: ""
        before, after = reverse(self.row_url, args=[_SENTINEL]).split(str(_SENTINEL))
        return lambda key: f"{before}{key}{after}"

    def pill(self, state: Any) -> tuple[str, str]:
        return self.pills.get(state or "", ("info", ""))


@dataclass(slots=True)
class Heap:
    """The rows of one square: how many of each state, and their first and last cell (of ``shift`` bits fewer)."""

    first: int
    last: int
    shift: int
    states: dict[Any, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def is_one_spot(self) -> bool:
        return self.first == self.last and not self.shift

    def add(self, first: int, last: int, state: Any, total: int) -> None:
        self.first, self.last = min(self.first, first), max(self.last, last)
        self.states[state] = self.states.get(state, 0) + total


def first_map(
    request: HttpRequest,
    spec: MapSpec,
    rows: QuerySet[Any],
    outline: Mapping[str, Any] | None,
    box: Box | None = None,
) -> dict[str, Any]:
    """``data`` of ``ui/_map.html``: what lies in the ``box`` (else the frame of the outline, a GeoJSON feature or
    geometry; else that of the rows) and where the browser asks on when somebody moves the map: the same address with
    its filters."""
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name != "box"]
    seen = heaps(spec, rows, box or (frame_of(outline) if outline else _frame_of_rows(spec, rows)))
    spots = spots_of(spec, rows, seen)
    return {
        "outline": outline,
        "spots": spots,
        "note": _note(spec, seen),
        "source": f"{request.path}?{urlencode([*kept, ('box', '')])}",
    }


def answer_map(request: HttpRequest, spec: MapSpec, rows: QuerySet[Any]) -> JsonResponse:
    """What lies in ``?box=west,south,east,north``, as points or as heaps (at most 300), with the list beside the map."""
    try:
        box = read_box(request.GET.get("box", ""))
    except ValueError as error:
        return JsonResponse({"problem": str(error)}, status=400)
    seen = heaps(spec, rows, box)
    spots = spots_of(spec, rows, seen)
    shown = render_to_string("ui/_map_list.html", {"spots": spots})
    return JsonResponse({"spots": spots, "list": shown, "note": _note(spec, seen)})


def heaps(spec: MapSpec, rows: QuerySet[Any], box: Box) -> list[Heap]:
    """The rows in and around the box, heaped by square, in one statement."""
    seen = cover(box)
    column = rows.model._meta.get_field(spec.cell)
    if not isinstance(column, CellColumn):
        raise TypeError(f"{rows.model._meta.label}.{spec.cell} is not a place column")
    # Whoever sees every row may be told what was counted when the rows changed.
    is_counted = seen.shift >= COARSE and column.state == spec.state and keyset.is_whole(rows)
    found = _counted(column, seen) if is_counted else _grouped(spec, rows, seen)
    gathered: dict[int, Heap] = {}
    for square, state, total, first, last in found:
        heap = gathered.setdefault(square, Heap(first, last, COARSE if is_counted else 0))
        heap.add(first, last, state, total)
    return [gathered[square] for square in sorted(gathered)]


def spots_of(spec: MapSpec, rows: QuerySet[Any], seen: list[Heap]) -> list[Spot]:
    """Heaps as the browser draws them; what stands alone by its name (one more statement where there is any)."""
    alone = [heap for heap in seen if heap.is_one_spot and heap.total <= _ONE_BY_ONE]
    if len(seen) + sum(heap.total - 1 for heap in alone) > _MOST_SPOTS:
        alone = [heap for heap in alone if heap.total == 1]
    named = _named(spec, rows, [heap.first for heap in alone])
    by_name = {heap.first for heap in alone}
    heaped = [_heap_spot(spec, heap) for heap in seen if not (heap.is_one_spot and heap.first in by_name)]
    return heaped + named


def frame_of(outline: Mapping[str, Any]) -> Box:
    """The smallest box around a GeoJSON feature or geometry."""
    points = list(_points(outline.get("geometry", outline)["coordinates"]))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return Box(min(lons), min(lats), max(lons), max(lats))


def _frame_of_rows(spec: MapSpec, rows: QuerySet[Any]) -> Box:
    """The smallest box around what is to be drawn; all of the world where there is nothing."""
    lon, lat = rows.model._meta.get_field(spec.cell).from_fields
    edges = rows.aggregate(west=Min(lon), south=Min(lat), east=Max(lon), north=Max(lat))
    if edges["west"] is None:
        return Box(-180.0, -90.0, 180.0, 90.0)
    return Box(*(float(edges[edge]) for edge in ("west", "south", "east", "north")))


def _points(coordinates: Any) -> Any:
    if isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)


def _grouped(spec: MapSpec, rows: QuerySet[Any], seen: Cover) -> Any:
    within = reduce(operator.or_, (Q(**{f"{spec.cell}__range": run}) for run in seen.runs))
    keys = ["square", *([spec.state] if spec.state else [])]
    found = (
        rows.filter(within)
        .annotate(square=F(spec.cell).bitrightshift(seen.shift))
        .order_by()
        .values_list(*keys)
        .annotate(Count("pk"), Min(spec.cell), Max(spec.cell))
    )
    return found if spec.state else [(square, "", *others) for square, *others in found]


def _counted(column: CellColumn, seen: Cover) -> list[tuple[Any, ...]]:
    """From the table that is kept beside the rows; its places are cells shifted by ``COARSE``."""
    within = " OR ".join(["place BETWEEN %s AND %s"] * len(seen.runs))
    name = connection.ops.quote_name(Counted.of(column).name)
    statement = (
        f"SELECT place >> %s, state, SUM(total), MIN(place), MAX(place) FROM {name} WHERE {within} "  # noqa: S608 names are ours
        "GROUP BY 1, 2 HAVING SUM(total) > 0"
    )
    edges = [edge >> COARSE for run in seen.runs for edge in run]
    with connection.cursor() as cursor:
        cursor.execute(statement, [seen.shift - COARSE, *edges])
        return [(square, state, int(total), first, last) for square, state, total, first, last in cursor]


def _named(spec: MapSpec, rows: QuerySet[Any], cells: list[int]) -> list[Spot]:
    if not cells:
        return []
    fields = [spec.cell, "pk", spec.label, *([spec.state] if spec.state else [])]
    found = rows.filter(**{f"{spec.cell}__among": cells}).order_by(spec.cell, "pk").values_list(*fields)
    return [_row_spot(spec, *values) for values in found]


def _row_spot(spec: MapSpec, cell: int, key: int, label: Any, state: Any = None) -> Spot:
    light, word = spec.pill(state)
    lon, lat = place_of(cell)
    return {
        "label": str(label),
        "lat": round(lat, 6),
        "lon": round(lon, 6),
        "light": light,
        "word": word,
        "url": spec.address(key),
    }


def _heap_spot(spec: MapSpec, heap: Heap) -> Spot:
    first, last = box_of(heap.first, heap.shift), box_of(heap.last, heap.shift)
    west, east = min(first.west, last.west), max(first.east, last.east)
    south, north = min(first.south, last.south), max(first.north, last.north)
    light, word = _worst(spec, heap)
    return {
        "label": words.heap_label(heap.total, spec.measure),
        "lat": round((south + north) / 2, 6),
        "lon": round((west + east) / 2, 6),
        "light": light,
        "word": word,
        "url": "",
        "count": heap.total,
        "box": [round(edge, 6) for edge in (west, south, east, north)],
    }


def _worst(spec: MapSpec, heap: Heap) -> tuple[str, str]:
    """The light that wants eyes first, with how many have it: 逾期 3."""
    ranked = sorted(heap.states, key=lambda state: (_WORST.index(spec.pill(state)[0]), str(state)))
    light, word = spec.pill(ranked[0])
    return light, f"{word} {heap.states[ranked[0]]:,}" if word else ""


def _note(spec: MapSpec, seen: list[Heap]) -> str:
    return words.map_note(sum(heap.total for heap in seen), spec.measure)
