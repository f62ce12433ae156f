"""Plans in force, and what was done under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.plans import PlanState
from tuoyu.operations.supervision.flow.visits import AHEAD, VisitState
from tuoyu.operations.supervision.models import InspectionPlan, Visit, VisitMember
from tuoyu.operations.supervision.permissions.plans import VIEW_PLAN
from tuoyu.operations.supervision.permissions.visits import MERGE_VISIT
from tuoyu.operations.supervision.queries.ratings import class_column
from tuoyu.operations.supervision.rules.merging import Planned
from tuoyu.operations.supervision.rules.planning import ClassLine, lines_of
from tuoyu.operations.supervision.words.draws import RiskClass
from tuoyu.operations.supervision.words.visits import VisitKind
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.words import Standing

# Visits that a department makes of its own choice: complaints and looking back are no part of the cap.
COUNTED = (VisitKind.DRAWN.value, VisitKind.PLANNED.value, VisitKind.SPECIAL.value)


def plans(ctx: Ctx) -> QuerySet[InspectionPlan]:
    return visible(ctx, VIEW_PLAN, InspectionPlan.objects.select_related("unit"))


def published_plans(year: int) -> QuerySet[InspectionPlan]:
    """The plans that everybody may read."""
    rows = InspectionPlan.objects.unscoped("published plans are public papers")
    found = rows.filter(year=year, state=PlanState.PUBLISHED.value).select_related("unit")
    return found.order_by("unit__position", "unit_id")


def published_years() -> list[int]:
    rows = InspectionPlan.objects.unscoped("published plans are public papers")
    found = rows.filter(state=PlanState.PUBLISHED.value).order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def plan_in_force(unit_id: int, year: int) -> InspectionPlan | None:
    return published_plans(year).filter(unit_id=unit_id).first()


def editions_of(plan: InspectionPlan) -> QuerySet[InspectionPlan]:
    """All editions of a plan the caller may see, the newest first."""
    rows = InspectionPlan.objects.unscoped("editions of a visible plan")
    return rows.filter(unit_id=plan.unit_id, year=plan.year).order_by("-edition")


def caps_of(units: Iterable[int], year: int) -> dict[int, int]:
    """Unit → how often a year it may go to one institution; units without a published plan have no cap."""
    return dict(published_plans(year).filter(unit_id__in=list(units)).values_list("unit_id", "cap"))


def visit_counts(year: int, units: Iterable[int]) -> dict[int, dict[str, int]]:
    """Institution → code of the department → its visits of the year that count against the cap."""
    rows = _members(year).filter(unit_id__in=list(units), visit__kind__in=COUNTED)
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for institution, code, count in (
        rows.values("visit__institution_id", "unit__code")
        .annotate(count=Count("visit_id", distinct=True))
        .values_list("visit__institution_id", "unit__code", "count")
    ):
        found[institution][code] = count
    return dict(found)


def visits_of_units(year: int) -> dict[int, tuple[int, int]]:
    """Unit → (visits it took part in, institutions it visited) in a year."""
    rows = (
        _members(year)
        .values("unit_id")
        .annotate(
            visits=Count("visit_id", distinct=True), places=Count("visit__institution_id", distinct=True)
        )
    )
    return {
        unit: (visits, places) for unit, visits, places in rows.values_list("unit_id", "visits", "places")
    }


def visits_avoided(year: int, of_units: Mapping[int, tuple[int, int]]) -> int:
    """Visits that joint ones saved in a year: for each visit, the departments that took part beyond the first.

    ``of_units`` is what ``visits_of_units`` answered of the year: there a visit is counted by each of its departments.
    """
    made = Visit.objects.unscoped("visits of a year, counted and published without names").filter(
        planned_on__year=year, state__in=_COUNTING
    )
    attended = made.filter(
        Exists(VisitMember.objects.unscoped("has anybody gone").filter(visit=OuterRef("pk")))
    )
    return sum(visits for visits, _ in of_units.values()) - attended.count()


def institutions_visited(year: int, unit_id: int) -> QuerySet[Visit, Any]:
    """Keys of institutions that a department visited of its own choice in a year."""
    crew = VisitMember.objects.unscoped("who took part, asked of each visit").filter(unit_id=unit_id)
    rows = Visit.objects.unscoped("visits of a year, counted and published without names")
    made = rows.filter(planned_on__year=year, state__in=_DONE, kind__in=COUNTED).order_by()
    return made.filter(Exists(crew.filter(visit=OuterRef("pk")))).values("institution_id")


def visits_ahead(on: date, institution_id: int | None = None) -> list[Planned]:
    """Visits that have not begun, to all institutions or to one, with the departments of each, for merging."""
    members = VisitMember.objects.unscoped("visits ahead of all departments, to be made jointly")
    rows = members.filter(visit__state__in=AHEAD, visit__planned_on__gte=on, visit__kind__in=COUNTED)
    if institution_id is not None:
        rows = rows.filter(visit__institution=institution_id)
    return planned_rows(visits_by_key(rows.order_by().values_list("visit_id", flat=True)).values())


def planned_rows(rows: Collection[Visit]) -> list[Planned]:
    """Visits as ``rules.merging`` asks of them."""
    keys = [visit.pk for visit in rows]
    members = VisitMember.objects.unscoped("which departments take part in visits that may be one")
    units: defaultdict[int, set[int]] = defaultdict(set)
    for visit_id, unit in members.filter(visit__in=keys).values_list("visit_id", "unit_id"):
        units[visit_id].add(unit)
    joint = set(merged_rows(keys).values_list("merged_into_id", flat=True))
    return [
        Planned(
            visit.pk,
            frozenset(units[visit.pk]),
            visit.institution_id,
            visit.planned_on,
            is_ahead=visit.state in AHEAD,
            is_unannounced=visit.is_unannounced,
            is_joint=visit.pk in joint,
            has_own_cause=visit.kind not in COUNTED,
        )
        for visit in rows
    ]


def merged_rows(joint: Iterable[int]) -> QuerySet[Visit]:
    """The visits that are made in joint ones, in the order of their days."""
    rows = Visit.objects.unscoped("what a joint visit is made of is told by day, department and reason")
    found = rows.filter(merged_into__in=list(joint), state=VisitState.MERGED.value)
    return found.select_related("lead_unit", "institution").order_by("planned_on", "pk")


def visits_by_key(keys: Iterable[int]) -> Mapping[int, Visit]:
    """Visits of a proposal, with their institution and leading department."""
    rows = Visit.objects.unscoped("visits ahead, told by day and place alone")
    return {row.pk: row for row in rows.filter(pk__in=list(keys)).select_related("institution", "lead_unit")}


def said_by_all(joint: Visit, column: str) -> str:
    """``reason`` or ``authority`` of a visit with those of the visits that were merged into it, each with its department."""
    parts = [
        f"{row.lead_unit.short_name or row.lead_unit.name}：{getattr(row, column)}"
        for row in merged_rows([joint.pk])
    ]
    return "；".join([getattr(joint, column), *parts])


def mergeable(ctx: Ctx, keys: Iterable[int]) -> set[int]:
    """Of some visits those that the actor may merge: a department of the actor takes part."""
    rows = visible(ctx, MERGE_VISIT, Visit.objects.all()).filter(pk__in=list(keys))
    return set(rows.values_list("pk", flat=True))


def unit_names(keys: Iterable[int]) -> dict[int, str]:
    rows = Unit.objects.unscoped("names of departments that plan visits").filter(pk__in=set(keys))
    return dict(rows.values_list("pk", "short_name"))


def progress_of(plan: InspectionPlan, on: date, area: str) -> list[ClassLine]:
    """Class by class: institutions that are open, how many the plan wants visited, how many its department visited."""
    rows = Institution.objects.unscoped("institutions counted by class of risk").order_by()
    classed = rows.annotate(risk=class_column(on, area))
    open_ones = classed.filter(area_code__startswith=area, standing=Standing.OPEN.value)
    visited = classed.filter(pk__in=institutions_visited(plan.year, plan.unit_id))
    counted = [
        each.annotate(what=Value(what)).values_list("what", "risk").annotate(count=Count("pk"))
        for what, each in (("open", open_ones), ("visited", visited))
    ]
    found = {(what, risk): count for what, risk, count in counted[0].union(counted[1], all=True)}
    places, done = (
        {risk.value: found.get((what, risk.value), 0) for risk in RiskClass} for what in ("open", "visited")
    )
    return lines_of(plan.shares, places, done)


# A merged visit is counted in the joint one.
_COUNTING = [state.value for state in VisitState if state not in {VisitState.CANCELLED, VisitState.MERGED}]
_DONE = (VisitState.UNDER_WAY.value, VisitState.RECORDED.value, VisitState.SIGNED.value)


def _members(year: int) -> QuerySet[VisitMember]:
    rows = VisitMember.objects.unscoped("visits of a year, counted and published without names")
    return rows.filter(visit__planned_on__year=year, visit__state__in=_COUNTING).order_by()
