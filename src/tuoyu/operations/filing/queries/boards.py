"""The reconciliation board: per department what was pushed in time, and what was never pushed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import FullList, Registration
from tuoyu.operations.filing.permissions import VIEW_LIST
from tuoyu.operations.filing.policy import door_units_at
from tuoyu.operations.filing.queries.doors import doors_for
from tuoyu.operations.filing.queries.registrations import full_lists
from tuoyu.operations.filing.rules.lateness import Record, Year, year_of
from tuoyu.operations.filing.words import Door, Relevance


@dataclass(frozen=True, slots=True)
class Department:
    """``year``: registered this year; ``never``: never pushed, of whatever year; ``list_age`` in days, None: no list yet."""

    unit: Unit
    door: Door
    year: Year
    never: int
    last_list: FullList | None
    list_age: int | None


def departments(ctx: Ctx) -> list[Department]:
    """The departments whose lists the actor may view, in the order of the law; three statements however many rows."""
    units = doors_for(ctx, VIEW_LIST)
    doors = {code: door for door, code in door_units_at(ctx.today, ctx.area).items()}
    ids = [unit.pk for unit in units]
    years = _years(ids, ctx.today)
    never = dict(
        never_pushed().filter(unit__in=ids).order_by().values_list("unit_id").annotate(found=Count("pk"))
    )
    lists: dict[int, FullList] = {}
    for each in full_lists(ctx).filter(unit__in=ids).order_by("as_of_on", "pk"):
        lists[each.unit_id] = each
    found = []
    for unit in units:
        last = lists.get(unit.pk)
        age = (ctx.today - last.as_of_on).days if last else None
        found.append(
            Department(unit, doors[unit.code], year_of(years[unit.pk]), never.get(unit.pk, 0), last, age)
        )
    return found


def relevant() -> QuerySet[Registration]:
    """What is or may be childcare, counted and followed for everybody alike."""
    rows = Registration.objects.unscoped("counted and followed for everybody alike")
    return rows.exclude(relevance=Relevance.NO.value)


def never_pushed() -> QuerySet[Registration]:
    return relevant().filter(received_at__isnull=True)


def _years(units: list[int], today: date) -> dict[int, list[Record]]:
    """Unit → its registrations of this year; those under no term are left out."""
    rows = relevant().filter(unit__in=units, registered_on__gte=date(today.year, 1, 1))
    counted = rows.filter(Q(received_at__isnull=True) | Q(days_taken__isnull=False))
    found: dict[int, list[Record]] = defaultdict(list)
    for unit, days, is_late in counted.order_by("pk").values_list("unit_id", "days_taken", "is_late"):
        found[unit].append(Record(days, is_late))
    return found
