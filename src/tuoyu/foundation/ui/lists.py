"""``render_list()``: every list of the product — filters, search, sorting, keyset pages, saved views, export, fragment.

At most two statements: the rows, and (whole page only) the saved views of the person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from tuoyu.foundation.ui import exports, filters, keyset, words
from tuoyu.foundation.ui.columns import Cell, Column, ColumnKind, Row, row_writer
from tuoyu.foundation.ui.filters import Filter, FilterKind, FilterView, SearchIndex
from tuoyu.foundation.ui.fragments import fragment
from tuoyu.foundation.ui.listhead import head_cells
from tuoyu.foundation.ui.pages import kept_page
from tuoyu.foundation.ui.queries import SavedViewRow, saved_views
from tuoyu.kernel.context import Ctx

__all__ = ["Cell", "Column", "ColumnKind", "Empty", "Filter", "FilterKind", "ListSpec", "Row", "render_list"]

PLAIN = "ui/list.html"
RowUrl = str | Callable[[Row], str]
# Stands for the key while a row address is compiled; no table of ours reaches it.
_SENTINEL = 9_007_199_254_740_881


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what is missing and what to do about it."""

    title: str = "这里还没有内容"
    sentence: str = ""
    icon: str = "inbox"
    action_label: str = ""
    action_url: str = ""


@dataclass(frozen=True, eq=False)
class ListSpec:
    """A list, declared once at module level.

    ``name`` is unique (``coordination.task``); ``default_sort`` a sortable column's name, with ``-`` for descending;
    ``row_url`` a route name taking the key, or a function of the row; ``extra_fields`` are read but not shown;
    ``export_name`` is the file name, empty means no export. ``search_index`` names the search column of a large table
    (``foundation/search``); without it ``search_fields`` are read row by row.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search_fields: tuple[str, ...] = ()
    search_index: SearchIndex = ""
    search_hint: str = "搜索"
    default_sort: str = ""
    row_url: RowUrl = ""
    empty: Empty = Empty()
    page_size: int = 50
    export_name: str = ""
    extra_fields: tuple[str, ...] = ()

    @property
    def element_id(self) -> str:
        return f"list-{self.name.replace('.', '-')}"

    @property
    def is_searched(self) -> bool:
        return bool(self.search_fields or self.search_index)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every lookup read besides sort value and key."""
        return tuple(dict.fromkeys([*(column.lookup for column in self.columns), *self.extra_fields]))

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Place of each lookup in a row, after sort value and key."""
        return {name: at for at, name in enumerate(self.fields, start=2)}

    @cached_property
    def write_row(self) -> Callable[[Row, str], str]:
        return row_writer(self.columns, self.index)

    @cached_property
    def row_address(self) -> Callable[[Row], str]:
        """The address of a row. A route is reversed once and the key put in its place."""
        if callable(self.row_url):
            return self.row_url
        if not self.row_url:
            return lambda _: ""
        before, after = reverse(self.row_url, args=[_SENTINEL]).split(str(_SENTINEL))
        return lambda row: f"{before}{row.pk}{after}"

    def order_named(self, name: str) -> keyset.Order | None:
        """The order of a ``?sort=`` value; None when no sortable column has that name."""
        key, is_descending = name.removeprefix("-"), name.startswith("-")
        for column in self.columns:
            if column.is_sortable and column.name == key:
                return keyset.Order(key, column.sort_field or column.lookup, is_descending)
        return keyset.Order("pk", "pk", is_descending) if key in {"", "pk"} else None


@dataclass(frozen=True, slots=True)
class Request:
    """What the address asks of a list, checked."""

    order: keyset.Order
    text: str
    selection: filters.Selection
    token: str
    export: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Addresses (query strings) of the neighbour pages; empty where there is none."""

    previous: str
    next: str


def render_list(
    request: HttpRequest,
    ctx: Ctx,
    spec: ListSpec,
    rows: QuerySet[Any],
    *,
    template: str = PLAIN,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """The list as a whole page, as a fragment (htmx), or as a file (``?export=csv|xlsx``).

    ``rows`` is what the person may see (``access.visible``), one row per key. A wrong filter, sort or search is
    answered with status 400, the sentence that says what is expected, and no rows.
    """
    asked = read_request(spec, request.GET, ctx)
    if asked.export and not asked.problems:
        found = narrowed(spec, asked, rows)
        return exports.respond(spec.export_name, spec.columns, found, spec.index, asked.export, ctx.today)
    is_fragment = _wants_fragment(request)
    page, is_stale = _page(spec, asked, rows)
    context = {
        **_content(request, spec, asked, page),
        "notice": words.STALE_CURSOR if is_stale else "",
        "saved_views": () if is_fragment else _own_views(ctx, spec),
        **(extra or {}),
    }
    response = _drawn(
        request, "ui/_list.html" if is_fragment else template, context, table_rows(spec, page.rows)
    )
    response.status_code = 400 if asked.problems else 200
    if is_fragment:
        query = canonical(request.GET)
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    patch_vary_headers(response, ["HX-Request"])
    return response


def read_request(spec: ListSpec, params: QueryDict, ctx: Ctx) -> Request:
    selection = filters.read_filters(spec.filters, params, ctx)
    problems = list(selection.problems)
    text = params.get("q", "").replace("\x00", "").strip() if spec.is_searched else ""
    if len(text) > words.SEARCH_LIMIT:
        problems.append(words.text_too_long(spec.search_hint, words.SEARCH_LIMIT))
    order = spec.order_named(params.get("sort") or spec.default_sort)
    if order is None:
        labels = [column.label for column in spec.columns if column.is_sortable]
        problems.append(words.unknown_sort(params.get("sort", ""), labels))
    export = params.get("export", "") if spec.export_name else ""
    if export not in {"", *exports.FORMATS}:
        problems.append(words.unknown_export(export))
    order = order or keyset.Order("pk", "pk")
    return Request(order, text, selection, params.get("page", ""), export, tuple(problems))


def narrowed(spec: ListSpec, asked: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows that the filters and the search leave, in the order asked for."""
    found = asked.selection.narrow(rows)
    if asked.text:
        found = filters.search(found, spec.search_fields, asked.text, spec.search_index)
    return keyset.ordered(found, asked.order)


def canonical(params: QueryDict, **changes: str) -> str:
    """The query string without blanks; ``changes`` replace a parameter, an empty one drops it."""
    kept = dict(params.lists()) | {name: [value] for name, value in changes.items()}
    return urlencode([(name, value) for name, values in kept.items() for value in values if value.strip()])


def table_rows(spec: ListSpec, found: tuple[keyset.Values, ...]) -> SafeString:
    """The body of the table."""
    write, address = spec.write_row, spec.row_address
    rows = [Row(values, spec.index) for values in found]
    return mark_safe("".join([write(row, address(row)) for row in rows]))  # noqa: S308 every cell is escaped by its writer


def drawn_filters(spec: ListSpec, views: list[FilterView]) -> tuple[SafeString, ...]:
    """Each filter as it stands in the bar; most requests set none, so they are drawn once and kept."""
    return tuple(fragment("ui/_filter.html", filter=view, list_id=spec.element_id) for view in views)


def _drawn(request: HttpRequest, template: str, context: dict[str, Any], body: SafeString) -> HttpResponse:
    """The plain list page is kept between requests; pages that apps have drawn around a list may show anything."""
    if template == PLAIN:
        return kept_page(request, template, context, body)
    return render(request, template, {**context, "body": body})


def _content(request: HttpRequest, spec: ListSpec, asked: Request, page: keyset.Page) -> dict[str, Any]:
    """Everything around the rows."""
    params = request.GET
    unpaged = canonical(params, page="", export="")
    return {
        "spec": spec,
        "page_title": spec.title,
        "path": request.path,
        "head": _head(spec, asked.order, unpaged),
        "row_count": len(page.rows),
        "pager": Pager(
            canonical(params, page=page.previous, export="") if page.previous else "",
            canonical(params, page=page.next, export="") if page.next else "",
        ),
        "sort": params.get("sort", ""),
        "query": unpaged,
        "text": asked.text[: words.SEARCH_LIMIT],
        "filters": drawn_filters(spec, asked.selection.views),
        "chips": _chips(params, asked.selection.views),
        "is_narrowed": bool(asked.text) or any(view.is_set for view in asked.selection.views),
        "problems": asked.problems,
        "formats": exports.FORMATS if spec.export_name else (),
    }


@lru_cache(maxsize=512)
def _head(spec: ListSpec, order: keyset.Order, query: str) -> SafeString:
    """The head of the table; the same for every page of one selection (``query``)."""
    params = QueryDict(query)
    return head_cells(spec.columns, order, lambda name: canonical(params, sort=name), spec.element_id)


def _page(spec: ListSpec, asked: Request, rows: QuerySet[Any]) -> tuple[keyset.Page, bool]:
    """The page asked for, and whether its cursor was stale (then it is the first page)."""
    if asked.problems:
        return keyset.Page(()), False
    found, salt = narrowed(spec, asked, rows), f"ui.list.{spec.name}"
    try:
        return keyset.read_page(found, asked.order, spec.fields, spec.page_size, asked.token, salt), False
    except keyset.StaleCursor:
        return keyset.read_page(found, asked.order, spec.fields, spec.page_size, "", salt), True


def _chips(params: QueryDict, views: list[FilterView]) -> tuple[tuple[str, str], ...]:
    """Each set filter in words, with the query string that lifts it."""
    return tuple(
        (
            view.summary,
            canonical(
                params, **dict.fromkeys([view.name, f"{view.name}_from", f"{view.name}_to"], ""), page=""
            ),
        )
        for view in views
        if view.is_set and not view.problem
    )


def _own_views(ctx: Ctx, spec: ListSpec) -> tuple[SavedViewRow, ...]:
    return saved_views(ctx.actor.user_id, spec.name) if ctx.actor.user_id else ()


def _wants_fragment(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and not (
        headers.get("HX-Boosted") or headers.get("HX-History-Restore-Request")
    )
