"""The list of facts: whom, what, how grave, whether it still stands. Names of people are masked and not searched."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, Row
from tuoyu.foundation.ui.words import NOTHING
from tuoyu.registers.credit.rules import LASTING
from tuoyu.registers.credit.words import FOR_LIFE, NOT_SHOWN, FactKind, Severity, Standing, SubjectKind

STANDINGS = {
    Standing.STANDING.value: ("bad", Standing.STANDING.label),
    Standing.LAPSED.value: ("none", Standing.LAPSED.label),
    Standing.ENDED.value: ("none", Standing.ENDED.label),
    Standing.KEPT.value: ("none", Standing.KEPT.label),
    Standing.AHEAD.value: ("none", Standing.AHEAD.label),
}
SEVERITIES = {
    Severity.MINOR.value: ("none", Severity.MINOR.label),
    Severity.GENERAL.value: ("warn", Severity.GENERAL.label),
    Severity.SERIOUS.value: ("bad", Severity.SERIOUS.label),
}


def _subject(value: Any, row: Row) -> str:
    return str(value or row["person_name"]) or NOTHING


def _until(value: Any, row: Row) -> Any:
    """The last day, as a date; a word where there is none. The state says when it ended before."""
    if row["ended_on"] is not None:
        return NOTHING
    if row["kind"] in LASTING:
        return FOR_LIFE
    return value or NOT_SHOWN


def _until_shown(value: Any, row: Row) -> str:
    until = _until(value, row)
    return until if isinstance(until, str) else zh_date_year(until)


def _by_standing(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    return rows.filter(standing=wanted)


FACTS = ListSpec(
    name="credit.fact",
    title="信用事实",
    columns=(
        Column("subject", "对象", field="body_name", cell=_subject, export=_subject, is_wide=True),
        Column("subject_kind", "对象类别", labels=SubjectKind),
        Column("kind", "类别", labels=FactKind, is_sortable=True),
        Column("severity", "轻重", pills=SEVERITIES),
        Column("source", "来源单位", field="source_unit__name", is_sortable=True),
        Column("source_number", "文号"),
        Column("decided_on", "作出日期", ColumnKind.DATE, is_sortable=True),
        Column("display_until_on", "有效至", ColumnKind.DATE, cell=_until_shown, export=_until),
        Column("standing", "状态", pills=STANDINGS),
    ),
    filters=(
        Filter("kind", "类别", FilterKind.MULTI, choices=tuple(FactKind.choices())),
        Filter("severity", "轻重", FilterKind.MULTI, choices=tuple(Severity.choices())),
        Filter(
            "standing",
            "状态",
            choices=tuple(each for each in Standing.choices() if each[0] != Standing.AHEAD),
            apply=_by_standing,
        ),
        Filter("subject_kind", "对象类别", FilterKind.MULTI, choices=tuple(SubjectKind.choices())),
        Filter("decided_on", "作出日期", FilterKind.DATES),
    ),
    search_fields=("body_name", "source_number", "source_title"),
    search_hint="机构、文号或文书",
    default_sort="-decided_on",
    row_url="credit:fact-detail",
    extra_fields=("person_name", "ended_on"),
    export_name="信用事实",
    empty=Empty(
        "还没有信用事实",
        "作出处罚、认定严重问题等决定后，由办理的页面自动记入，这里不用手工填。",
        "shield-check",
    ),
)
