"""Filters of a list: read from the address, checked, applied. A wrong value becomes a sentence, never an error page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, Q, QuerySet
from django.http import QueryDict

from tuoyu.foundation.search.queries import matching
from tuoyu.foundation.ui import words
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.words import LabelledEnum

Choices = tuple[tuple[str, str], ...]
ChoiceSource = Choices | Callable[[Ctx], Choices]
Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]
# A search column of the rows (``search_pairs``, ``institution__search_pairs``), or a narrowing of one's own.
SearchIndex = str | Callable[[QuerySet[Any], str], QuerySet[Any]]
Narrowing = Callable[[QuerySet[Any]], QuerySet[Any]]


class FilterKind(LabelledEnum):
    CHOICE = "choice", "单选"
    MULTI = "multi", "多选"
    TEXT = "text", "文字"
    DATES = "dates", "日期"
    BOOLEAN = "boolean", "是否"


YES_NO: Choices = (("1", "是"), ("0", "否"))


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition a person may set. ``field`` is the lookup (default: ``name``); ``apply`` replaces it wholly.

    ``apply(rows, value)`` gets: str for choice and text, tuple of str for multi, bool for boolean,
    (first, last) of date or None for dates.
    """

    name: str
    label: str
    kind: FilterKind = FilterKind.CHOICE
    choices: ChoiceSource = ()
    field: str = ""
    apply: Apply | None = None


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter as it is drawn: its choices and what is chosen now."""

    name: str
    label: str
    kind: str
    choices: Choices = ()
    chosen: tuple[str, ...] = ()
    problem: str = ""

    @property
    def value(self) -> str:
        return self.chosen[0] if self.chosen else ""

    @property
    def first(self) -> str:
        return self.chosen[0] if self.chosen else ""

    @property
    def last(self) -> str:
        return self.chosen[1] if len(self.chosen) > 1 else ""

    @property
    def is_set(self) -> bool:
        return any(self.chosen)

    @property
    def count(self) -> int:
        return sum(1 for value in self.chosen if value)

    @property
    def summary(self) -> str:
        """What is chosen, in words: 状态：逾期、临期"""
        if self.kind == FilterKind.DATES:
            return f"{self.label}：{self.first or '最早'} 至 {self.last or '今后'}"
        labels = dict(self.choices)
        return f"{self.label}：{'、'.join(labels.get(value, value) for value in self.chosen)}"


@dataclass(slots=True)
class Selection:
    """All filters of one request: how they are drawn, what they narrow, what was wrong."""

    views: list[FilterView] = field(default_factory=list)
    narrowings: list[Narrowing] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for narrowing in self.narrowings:
            rows = narrowing(rows)
        return rows


def read_filters(filters: tuple[Filter, ...], params: QueryDict, ctx: Ctx) -> Selection:
    selection = Selection()
    for one in filters:
        view, value = _READERS[one.kind](one, params, ctx)
        selection.views.append(view)
        if view.problem:
            selection.problems.append(view.problem)
        elif view.is_set:
            selection.narrowings.append(_narrowing(one, value))
    return selection


def search(rows: QuerySet[Any], fields: tuple[str, ...], text: str, index: SearchIndex = "") -> QuerySet[Any]:
    """Every word of ``text`` must stand in one of the fields, or in those behind the ``index`` (a search column)."""
    if index:
        return index(rows, text) if callable(index) else matching(rows, text, index)
    for word in text.split()[:6]:
        condition = Q()
        for name in fields:
            condition |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(condition)
    return rows


def _narrowing(one: Filter, value: Any) -> Narrowing:
    apply = one.apply or _APPLIERS[one.kind](one.field or one.name)
    return lambda rows: apply(rows, value)


def _read_choice(one: Filter, params: QueryDict, ctx: Ctx) -> tuple[FilterView, Any]:
    choices = YES_NO if one.kind == FilterKind.BOOLEAN else _choices(one, ctx)
    given = params.getlist(one.name) if one.kind == FilterKind.MULTI else [params.get(one.name, "")]
    chosen = tuple(dict.fromkeys(value for value in given if value))
    labels = dict(choices)
    wrong = next((value for value in chosen if value not in labels), None)
    problem = "" if wrong is None else words.unknown_choice(one.label, wrong, list(labels.values()))
    view = FilterView(one.name, one.label, str(one.kind), choices, chosen, problem)
    if one.kind == FilterKind.MULTI:
        return view, chosen
    return view, (view.value == "1" if one.kind == FilterKind.BOOLEAN else view.value)


def _read_text(one: Filter, params: QueryDict, _ctx: Ctx) -> tuple[FilterView, Any]:
    text = params.get(one.name, "").replace("\x00", "").strip()
    problem = words.text_too_long(one.label, words.SEARCH_LIMIT) if len(text) > words.SEARCH_LIMIT else ""
    shown = text[: words.SEARCH_LIMIT]
    return FilterView(one.name, one.label, str(one.kind), (), (shown,) if shown else (), problem), text


def _read_dates(one: Filter, params: QueryDict, _ctx: Ctx) -> tuple[FilterView, Any]:
    written = (params.get(f"{one.name}_from", "").strip(), params.get(f"{one.name}_to", "").strip())
    days, problem = [], ""
    for text in written:
        try:
            days.append(date.fromisoformat(text) if text else None)
        except ValueError:
            problem = words.bad_date(one.label, text)
            days.append(None)
    first, last = days
    if first and last and first > last:
        problem = words.dates_crossed(one.label, *written)
    view = FilterView(one.name, one.label, str(one.kind), (), written if any(written) else (), problem)
    return view, (first, last)


def _choices(one: Filter, ctx: Ctx) -> Choices:
    given = one.choices(ctx) if callable(one.choices) else one.choices
    return tuple((str(value), str(label)) for value, label in given)


def _apply_equal(name: str) -> Apply:
    return lambda rows, value: rows.filter(**{name: value})


def _apply_any(name: str) -> Apply:
    return lambda rows, values: rows.filter(**{f"{name}__in": values})


def _apply_contains(name: str) -> Apply:
    return lambda rows, text: rows.filter(**{f"{name}__icontains": text})


def _apply_dates(name: str) -> Apply:
    """Both days belong to the range; a moment belongs to its civil day in China."""

    def apply(rows: QuerySet[Any], value: tuple[date | None, date | None]) -> QuerySet[Any]:
        edge = _start_of if _is_moment(rows, name) else _day_itself
        first, last = value
        # The first and the last day there are bound nothing, and their midnight may lie outside of time elsewhere.
        if first and first > date.min:
            rows = rows.filter(**{f"{name}__gte": edge(first)})
        if last and last < date.max:
            rows = rows.filter(**{f"{name}__lt": edge(last + timedelta(days=1))})
        return rows

    return apply


def _is_moment(rows: QuerySet[Any], name: str) -> bool:
    return "__" not in name and isinstance(rows.model._meta.get_field(name), DateTimeField)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def _day_itself(day: date) -> date:
    return day


_READERS: Mapping[FilterKind, Callable[[Filter, QueryDict, Ctx], tuple[FilterView, Any]]] = {
    FilterKind.CHOICE: _read_choice,
    FilterKind.MULTI: _read_choice,
    FilterKind.BOOLEAN: _read_choice,
    FilterKind.TEXT: _read_text,
    FilterKind.DATES: _read_dates,
}
_APPLIERS: Mapping[FilterKind, Callable[[str], Apply]] = {
    FilterKind.CHOICE: _apply_equal,
    FilterKind.BOOLEAN: _apply_equal,
    FilterKind.MULTI: _apply_any,
    FilterKind.TEXT: _apply_contains,
    FilterKind.DATES: _apply_dates,
}
