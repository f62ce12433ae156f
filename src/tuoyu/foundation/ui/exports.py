"""A list as a file: the same rows in the same order, through the one exporter of the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from tuoyu.foundation.ui.columns import Column, Row, word_of

FORMATS: Final = ("csv", "xlsx")
_CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 2000


def respond(
    title: str,
    columns: tuple[Column, ...],
    rows: QuerySet[Any],
    index: Mapping[str, int],
    fmt: str,
    today: date,
) -> StreamingHttpResponse:
    """The file ``title-2026-11-25.csv``. ``index`` places each lookup in a row after (sort value, key)."""
    shown = tuple(column for column in columns if column.is_exported)
    return file_response(
        title, tuple(column.label for column in shown), _values(shown, rows, index), fmt, today
    )


def file_response(
    title: str, labels: Sequence[str], rows: Iterable[tuple[Any, ...]], fmt: str, today: date
) -> StreamingHttpResponse:
    """Any rows under their labels as ``title-2026-11-25.csv`` or ``.xlsx``."""
    # Writers of sheets are heavy; they are loaded when somebody exports for the first time.
    from tuoyu.foundation.exchange.services import export_rows  # noqa: PLC0415

    response = StreamingHttpResponse(
        export_rows(list(labels), rows, fmt, title), content_type=_CONTENT_TYPES[fmt]
    )
    name = content_disposition_header(as_attachment=True, filename=f"{title}-{today.isoformat()}.{fmt}")
    response["Content-Disposition"] = str(name)
    return response


def _values(
    columns: tuple[Column, ...], rows: QuerySet[Any], index: Mapping[str, int]
) -> Iterator[tuple[Any, ...]]:
    # The key stands twice where a list row has (sort value, key): the places of ``index`` stay true.
    found = rows.values_list("pk", "pk", *index).iterator(chunk_size=_CHUNK)
    for values in found:
        row = Row(values, index)
        yield tuple(_value(column, row) for column in columns)


def _value(column: Column, row: Row) -> Any:
    value = row[column.lookup]
    if column.export is not None:
        return column.export(value, row)
    return word_of(column, value) if column.labels is not None or column.pills is not None else value
