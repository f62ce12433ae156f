"""Fills two tables of one shape and asks both the same; prints seconds as JSON for ``bench/search.py``.

python -m bench.search_rows SMALL LARGE ROUNDS       (in an environment that names a database of its own)
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import django

_BRANDS = "星月童心宝贝阳光彩虹蓝天小树苗芽米果豆糖乐悦慧爱亲佳禾晨曦金银花叶森林海洋天使安康福禄寿喜"
_STREETS = [f"{first}{second}街道" for first in "五七南北松" for second in "马都门江汇"]
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FIELDS = ("name", "short_name", "uscc", "address")
# What people ask of a list: plain pages first, then searches: in every row, in a street's, in a brand's, in a few, in none.
QUERIES = {
    "plain": ["", "sort=-name", "state=open", "state=shut&sort=-name"],
    "frequent word": ["q=托育", "q=育", "q=鹿城区&state=open", "q=9133"],
    "street": ["q=五马街道", "q=松汇街道", "q=五马街道&state=shut"],
    "rare word": ["q=星月", "q=星月&state=open", "q=豆糖乐", "q=7Q2", "q=Ma9x"],
    "no row": ["q=鹦鹉", "q=滨汇", "q=䶮𬭼"],
    "two words": ["q=托育中心+阳光", "q=五马街道+星月", "q=中心+服务有限", "q=松汇街道+中心"],
}
VIEWS = ["120.40,27.90,120.80,28.10", "120.55,27.96,120.65,28.01", "120.595,27.995,120.605,28.0"]


def main(small: int, large: int, rounds: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    models = [_standing(connection, name, rows) for name, rows in (("small", small), ("large", large))]
    told: dict[str, Any] = {"vendor": connection.vendor, "kinds": {}}
    _assert_equal(models)
    for kind, queries in QUERIES.items():
        told["kinds"][kind] = _by_turns(rounds, models, [_page(query) for query in queries])
    everything = [_page(query) for queries in QUERIES.values() for query in queries]
    told["kinds"]["fair mix"] = _by_turns(rounds, models, everything)
    told["peer"] = _by_turns(1, models, [_page(query, is_indexed=False) for query in QUERIES["rare word"]])
    told["map"] = {view: _by_turns(rounds * 4, models, [_map(view)]) for view in VIEWS}
    return told


def _by_turns(rounds: int, models: list[Any], asks: list[Callable[[Any], object]]) -> list[list[float]]:
    """Seconds of every request, for the small table and for the large one."""
    taken: list[list[float]] = [[], []]
    for ask in asks:
        for model in models:
            ask(model)
    for _ in range(rounds):
        for ask in asks:
            for at, model in enumerate(models):
                start = time.perf_counter()
                ask(model)
                taken[at].append(time.perf_counter() - start)
    return taken


def _assert_equal(models: list[Any]) -> None:
    for queries in QUERIES.values():
        for query in queries:
            for model in models:
                ours, theirs = _page(query)(model), _page(query, is_indexed=False)(model)
                assert _body(ours) == _body(theirs), query


def _body(page: bytes) -> bytes:
    """The rows; the form token around them is another each time."""
    return page.partition(b"<tbody")[2].partition(b"</tbody>")[0]


def _page(query: str, *, is_indexed: bool = True) -> Callable[[Any], bytes]:
    from django.test import RequestFactory

    from tuoyu.foundation.ui.lists import render_list
    from tuoyu.kernel.context import VISITOR, Ctx

    path = f"/inns/?{query}"

    def ask(model: Any) -> bytes:
        request: Any = RequestFactory(headers={"HX-Request": "true"}).get(path)
        ctx = Ctx(VISITOR, _now(), "bench", "330302")
        request.ctx, request.shell_facts = ctx, _facts()
        answer: Any = render_list(request, ctx, _spec(is_indexed=is_indexed), model.objects.all())
        return bytes(answer.content)

    return ask


def _map(view: str) -> Callable[[Any], bytes]:
    from django.test import RequestFactory

    from tuoyu.foundation.ui.clusters import MapSpec, answer_map

    spec = MapSpec("name", "state", {"open": ("ok", "正常"), "shut": ("bad", "停业")})
    request = RequestFactory().get(f"/inns/map/?box={view}")
    return lambda model: answer_map(request, spec, model.objects.all()).content


_specs: dict[bool, Any] = {}


def _spec(*, is_indexed: bool) -> Any:
    from tuoyu.foundation.ui.lists import Column, Filter, ListSpec

    if is_indexed not in _specs:
        _specs[is_indexed] = ListSpec(
            "inns.inn",
            "机构",
            (
                Column("name", "名称", is_sortable=True),
                Column("short_name", "简称"),
                Column("uscc", "统一社会信用代码"),
                Column("address", "地址"),
                Column("state", "状态", pills={"open": ("ok", "正常"), "shut": ("bad", "停业")}),
            ),
            filters=(Filter("state", "状态", choices=(("open", "正常"), ("shut", "停业"))),),
            search_fields=_FIELDS,
            search_index="search_pairs" if is_indexed else "",
            default_sort="name",
        )
    return _specs[is_indexed]


def _now() -> Any:
    from datetime import datetime

    from tuoyu.kernel.context import CHINA

    return datetime(2026, 11, 25, 9, 0, tzinfo=CHINA)


def _facts() -> Any:
    from tuoyu.foundation.ui.context import ShellFacts

    return ShellFacts("鹿城区", "工作日", "bench", _now())


def _standing(connection: Any, name: str, rows: int) -> Any:
    """A filled table with its indexes, as a register would have it."""
    from tuoyu.foundation.search.counts import Counted, make_counts
    from tuoyu.foundation.search.indexes import make_index

    model = _model(name)
    with connection.schema_editor() as editor:
        editor.create_model(model)
    make_index(connection, model._meta.get_field("search_pairs"))
    make_counts(connection, Counted.of(model._meta.get_field("cell")))
    _fill(connection, model, list(_some_rows(rows)))
    return model


def _model(name: str) -> Any:
    from django.db import models

    from tuoyu.foundation.search.fields import CellColumn, SearchColumn, SearchedModel

    meta = type(
        "Meta",
        (),
        {
            "app_label": "bench",
            "indexes": [
                models.Index(fields=["name", "id"], name=f"{name}_name"),
                models.Index(fields=["state", "name", "id"], name=f"{name}_state"),
                models.Index(fields=["cell", "state"], name=f"{name}_cell"),
            ],
        },
    )
    columns = {
        "name": models.CharField(max_length=80),
        "short_name": models.CharField(max_length=40),
        "uscc": models.CharField(max_length=18),
        "address": models.CharField(max_length=120),
        "state": models.CharField(max_length=8),
        "lon": models.DecimalField(max_digits=9, decimal_places=6),
        "lat": models.DecimalField(max_digits=9, decimal_places=6),
        "cell": CellColumn(state="state"),
        "search_pairs": SearchColumn(from_fields=_FIELDS),
    }
    return type(name.title(), (SearchedModel,), {"__module__": "tuoyu.bench", "Meta": meta, **columns})


def _some_rows(rows: int) -> Iterator[tuple[str, str, str, str, str, Decimal, Decimal]]:
    chance = random.Random(7)
    for _ in range(rows):
        brand = "".join(chance.choices(_BRANDS, k=chance.choice((2, 2, 3, 4))))
        street = _STREETS[int(chance.random() ** 1.5 * len(_STREETS))]
        yield (
            f"温州市鹿城区{brand}托育{chance.choice(('中心', '园', '服务有限公司', '点'))}",
            f"{brand}托育",
            f"91330302MA{''.join(chance.choices(_CODE, k=8))}",
            f"浙江省温州市鹿城区{street}{''.join(chance.choices(_BRANDS, k=2))}路{chance.randrange(1, 999)}号",
            chance.choice(("open", "open", "open", "shut")),
            Decimal(f"{chance.gauss(120.6, 0.05):.6f}"),
            Decimal(f"{chance.gauss(28.0, 0.03):.6f}"),
        )


def _fill(connection: Any, model: Any, rows: list[tuple[Any, ...]]) -> None:
    from tuoyu.foundation.search.counts import Counted, tidy
    from tuoyu.foundation.search.pairs import pairs_of
    from tuoyu.kernel.cells import cell_of

    columns = list(zip(*rows, strict=True))
    pairs = [pairs_of(row[:4]) for row in rows]
    cells = [cell_of(float(lon), float(lat)) for lon, lat in zip(columns[5], columns[6], strict=True)]
    values = [
        (*row[:5], float(row[5]), float(row[6]), cell, text)
        for row, cell, text in zip(rows, cells, pairs, strict=True)
    ]
    table = connection.ops.quote_name(model._meta.db_table)
    names = "name, short_name, uscc, address, state, lon, lat, cell, search_pairs"
    marks = ", ".join(["%s"] * 9)
    with django.db.transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    # As the night leaves it.
    counted = Counted.of(model._meta.get_field("cell"))
    tidy(connection, counted)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {table}, {connection.ops.quote_name(counted.name)}")


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*(int(argument) for argument in sys.argv[1:4]))))
