"""A table that belongs to no app and is searched; made for these tests and for ``bench/search.py`` alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.search.counts import Counted, drop_counts, make_counts
from tuoyu.foundation.search.fields import CellColumn, SearchColumn, SearchedModel
from tuoyu.foundation.search.indexes import drop_index, make_index

inn_apps = Apps()
FIELDS = ("name", "short_name", "uscc", "address")


class Inn(SearchedModel, ScopedModel):
    """Shaped like the register of institutions."""

    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=40, default="")
    uscc = models.CharField("统一社会信用代码", max_length=18, default="")
    address = models.CharField("地址", max_length=120, null=True)
    state = models.CharField("状态", max_length=8, default="open")
    lon = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    cell = CellColumn(state="state")
    search_pairs = SearchColumn(from_fields=FIELDS)

    class Meta:
        apps = inn_apps
        app_label = "inns"
        ordering = ("name", "pk")
        indexes = [
            models.Index(fields=["name", "id"], name="inns_name"),
            models.Index(fields=["state", "name", "id"], name="inns_state"),
            models.Index(fields=["cell", "state"], name="inns_cell"),
        ]

    def __str__(self) -> str:
        return self.name


TEXT: Any = Inn._meta.get_field("search_pairs")
CELL: Any = Inn._meta.get_field("cell")


class Note(models.Model):
    """Points at an inn: searched by the inn's text."""

    inn = models.ForeignKey(Inn, models.CASCADE, related_name="+")
    text = models.CharField("内容", max_length=40)

    class Meta:
        apps = inn_apps
        app_label = "inns"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


@contextmanager
def standing_inns() -> Iterator[None]:
    """The tables with the text index, outside of any transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Inn)
        editor.create_model(Note)
    make_index(connection, TEXT)
    make_counts(connection, Counted.of(CELL))
    try:
        yield
    finally:
        drop_counts(connection, Counted.of(CELL))
        drop_index(connection, TEXT)
        with connection.schema_editor() as editor:
            editor.delete_model(Note)
            editor.delete_model(Inn)
