"""A table that belongs to no app, with every kind of column a list may be sorted by; made for these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db import connection, models

shelf_apps = Apps()


class Book(models.Model):
    """Rows with ties and empty values."""

    title = models.CharField("书名", max_length=80)
    state = models.CharField("状态", max_length=8, default="in")
    pages = models.IntegerField("页数", null=True)
    weight = models.FloatField("重量", null=True)
    price = models.DecimalField("价格", max_digits=10, decimal_places=2, null=True)
    printed_on = models.DateField("印刷日期", null=True)
    lent_at = models.DateTimeField("借出时间", null=True)
    is_rare = models.BooleanField("善本", default=False)

    class Meta:
        apps = shelf_apps
        app_label = "shelf"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


@contextmanager
def standing_shelf() -> Iterator[None]:
    """The table, outside of any transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Book)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Book)
