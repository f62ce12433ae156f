"""What the supervisor's board shows of one year: plan against done by department, by street, and where it burns.

Every number is counted in the database; nothing is fetched row by row but the few institutions that are named. What is
counted are groups of one shape, so that all of it is one statement; the others name departments, streets and institutions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Substr

from tuoyu.foundation.people.queries import units
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.findings import TO_MEND, FindingState
from tuoyu.operations.supervision.flow.visits import AHEAD, VisitState
from tuoyu.operations.supervision.models import Finding, Visit, VisitMember
from tuoyu.operations.supervision.queries.figures import in_service
from tuoyu.operations.supervision.queries.plans import published_plans
from tuoyu.operations.supervision.queries.ratings import class_column
from tuoyu.operations.supervision.rules.drawing.lottery import quota
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.sites.queries import street_choices

STREET_DIGITS = 9
_STREET = Substr("institution__area_code", 1, STREET_DIGITS)
_WHY = "the board counts what everybody does"
NAMED = 10
UNSETTLED = (*TO_MEND, FindingState.SUBMITTED.value, FindingState.LOOK_BACK.value)


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """``aimed`` institutions by the department's plan of the year (None: no plan), ``reached`` of them visited."""

    unit_id: int
    name: str
    aimed: int | None
    reached: int
    visits: int
    late_visits: int
    open_findings: int
    overdue_findings: int


@dataclass(frozen=True, slots=True)
class StreetLine:
    """Institutions in service in a street, how many were visited this year, and what is not mended there."""

    code: str
    name: str
    places: int
    reached: int
    open_findings: int
    overdue_findings: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """An institution with findings that are overdue, the longest first."""

    institution_id: int
    name: str
    overdue_findings: int
    since_on: date


@dataclass(frozen=True, slots=True)
class UnseenLine:
    """An institution in service that nobody has visited for the longest time; None: never."""

    institution_id: int
    name: str
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board; ``joint`` of ``visits`` were made by two departments or more."""

    year: int
    departments: tuple[DepartmentLine, ...]
    streets: tuple[StreetLine, ...]
    places: tuple[PlaceLine, ...]
    unseen: tuple[UnseenLine, ...]
    visits: int
    joint: int

    @property
    def reached(self) -> int:
        return sum(line.reached for line in self.streets)

    @property
    def in_service(self) -> int:
        return sum(line.places for line in self.streets)

    @property
    def late_visits(self) -> int:
        return sum(line.late_visits for line in self.departments)

    @property
    def open_findings(self) -> int:
        return sum(line.open_findings for line in self.streets)

    @property
    def overdue_findings(self) -> int:
        return sum(line.overdue_findings for line in self.streets)


class Group(NamedTuple):
    """What was counted of one group. ``what`` says which three numbers: places, findings, unit, visits."""

    what: str
    unit_id: int
    street: str
    klass: str
    first: int
    second: int
    third: int


def board(ctx: Ctx, year: int) -> Board:
    """The board of a year as it stands today."""
    on, area = ctx.today, ctx.area
    findings = (
        Finding.objects.unscoped(_WHY).filter(state__in=UNSETTLED).exclude(institution__in=_outside(area))
    )
    groups = _groups(ctx, year, findings)
    visits = next(each for each in groups if each.what == "visits")
    places, unseen = _named(findings, on, area)
    return Board(
        year,
        _departments(ctx, year, groups),
        _streets(ctx, groups),
        places,
        unseen,
        visits.first,
        visits.second,
    )


def _outside(area: str) -> QuerySet[Institution, Any]:
    """Hardly any institution lies outside: it is cheaper to know these than to look up where each visit was."""
    return Institution.objects.unscoped(_WHY).exclude(area_code__startswith=area).order_by().values("pk")


def _groups(ctx: Ctx, year: int, findings: QuerySet[Finding]) -> list[Group]:
    """All that is counted: one statement."""
    on, area = ctx.today, ctx.area
    outside = _outside(area)
    visits = Visit.objects.unscoped(_WHY).filter(planned_on__year=year).exclude(institution__in=outside)
    signed = visits.filter(state=VisitState.SIGNED.value)
    members = (
        VisitMember.objects.unscoped(_WHY)
        # Every state is named: visits are indexed by state and day.
        .filter(visit__planned_on__year=year, visit__state__in=[state.value for state in VisitState])
        .exclude(visit__institution__in=outside)
    )
    crew = VisitMember.objects.unscoped(_WHY).filter(visit=OuterRef("pk"))
    few, many = (Subquery(crew.order_by(by).values("unit")[:1]) for by in ("unit_id", "-unit_id"))
    is_joint = Q(many__gt=F("few"))
    is_done = Q(visit__state=VisitState.SIGNED.value)
    is_late = Q(visit__state__in=AHEAD, visit__planned_on__lt=on)
    is_overdue = Q(state__in=TO_MEND, due_on__lt=on)
    is_reached = Q(pk__in=signed.order_by().values("institution"))
    counted = (
        _counted("places", in_service(area), (Count("pk"), Count("pk", filter=is_reached)), street=Substr("area_code", 1, STREET_DIGITS), klass=class_column(on, area)),
        _counted("findings", findings, (Count("pk"), Count("pk", filter=is_overdue)), unit=F("unit_id"), street=_STREET),
        _counted(
            "unit",
            members,
            (
                Count("visit__institution_id", filter=is_done, distinct=True),
                Count("visit_id", filter=is_done, distinct=True),
                Count("visit_id", filter=is_late, distinct=True),
            ),
            unit=F("unit_id"),
        ),
        _counted("visits", signed.annotate(few=few, many=many), (Count("pk"), Count("pk", filter=is_joint))),
    )  # fmt: skip
    first, *others = counted
    return [Group(*row) for row in first.union(*others, all=True)]


def _counted(
    what: str, rows: QuerySet[Any], numbers: Sequence[Any], **groups: Any
) -> QuerySet[Any, tuple[Any, ...]]:
    """``rows`` in ``groups`` (unit, street, klass), up to three numbers of each, in the shape of ``Group``."""
    blank: dict[str, Any] = {"unit": Value(0), "street": Value(""), "klass": Value("")}
    columns = {f"of_{name}": groups.get(name, nothing) for name, nothing in blank.items()}
    first, second, third = (*numbers, Value(0))[:3]
    keys = rows.order_by().annotate(what=Value(what), **columns).values_list("what", *columns)
    found: QuerySet[Any, tuple[Any, ...]] = keys.annotate(first=first, second=second, third=third)
    return found


def _departments(ctx: Ctx, year: int, groups: Sequence[Group]) -> tuple[DepartmentLine, ...]:
    """Units that visit, have findings to follow, or have a plan for the year, with what its shares come to by the classes of today."""
    sizes: Counter[str] = Counter()
    for each in groups:
        if each.what == "places":
            sizes[each.klass] += each.first
    done = {each.unit_id: each for each in groups if each.what == "unit"}
    left = _added(groups, "unit_id")
    plan = published_plans(year).filter(unit=OuterRef("pk")).order_by()
    concerned = units(ctx).filter(Q(pk__in={*done, *left}) | Exists(plan))
    rows = concerned.annotate(shares=Subquery(plan.values("shares")[:1])).order_by("position", "pk")
    nothing = Group("unit", 0, "", "", 0, 0, 0)
    return tuple(
        DepartmentLine(
            pk,
            name,
            _aimed(sizes, shares),
            *done.get(pk, nothing)[-3:],
            *left.get(pk, (0, 0)),
        )
        for pk, name, shares in rows.values_list("pk", "short_name", "shares")
    )


def _aimed(sizes: Mapping[str, int], shares: Mapping[str, int] | None) -> int | None:
    """How many institutions the shares of a plan come to; None without a plan."""
    if shares is None:
        return None
    return sum(quota(size, shares.get(risk, 0)) for risk, size in sizes.items())


def _streets(ctx: Ctx, groups: Sequence[Group]) -> tuple[StreetLine, ...]:
    places: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    for each in groups:
        if each.what == "places":
            places[each.street] += each.first
            reached[each.street] += each.second
    left = _added(groups, "street")
    names = dict(street_choices(ctx))
    names |= dict.fromkeys({*places, *left} - set(names), "未落到街镇")
    lines = [
        StreetLine(code, name, places[code], reached[code], *left.get(code, (0, 0)))
        for code, name in names.items()
    ]
    return tuple(line for line in lines if line.places or line.open_findings)


def _added(groups: Iterable[Group], key: str) -> dict[Any, tuple[int, int]]:
    """Findings (open, overdue) by ``unit_id`` or ``street``."""
    found: dict[Any, tuple[int, int]] = {}
    for each in groups:
        if each.what == "findings":
            open_ones, overdue = found.get(getattr(each, key), (0, 0))
            found[getattr(each, key)] = (open_ones + each.first, overdue + each.second)
    return found


def _named(
    findings: QuerySet[Finding], on: date, area: str
) -> tuple[tuple[PlaceLine, ...], tuple[UnseenLine, ...]]:
    """The institutions whose findings are overdue the longest, and those that nobody visited for the longest: one statement."""
    overdue = findings.filter(state__in=TO_MEND, due_on__lt=on).order_by()
    by_place = overdue.values("institution").annotate(day=Min("due_on"))
    worst = by_place.order_by("day", "institution").values("institution")[:NAMED]
    burning = (
        overdue.filter(institution__in=worst)
        .values_list("institution_id", "institution__name")
        .annotate(count=Count("pk"), day=Min("due_on"), since=Value(None, DateField()))
    )
    visited = Visit.objects.unscoped(_WHY).filter(institution=OuterRef("pk"), state=VisitState.SIGNED.value)
    last = Subquery(visited.order_by("-planned_on").values("planned_on")[:1])
    longest = (
        in_service(area)
        .annotate(day=last)
        .order_by(F("day").asc(nulls_first=True), F("registered_on").asc(nulls_last=True), "pk")
    )
    unseen = (
        Institution.objects.unscoped(_WHY)
        .filter(pk__in=longest.values("pk")[:NAMED])
        .order_by()
        .annotate(count=Value(0), day=last, since=F("registered_on"))
        .values_list("pk", "name", "count", "day", "since")
    )
    rows = list(burning.union(unseen, all=True))
    places = sorted((row for row in rows if row[2]), key=lambda row: (row[3], row[0]))
    others = sorted(
        (row for row in rows if not row[2]),
        key=lambda row: (row[3] or date.min, row[4] or date.max, row[0]),
    )
    return (
        tuple(PlaceLine(pk, name, count, since) for pk, name, count, since, _ in places),
        tuple(UnseenLine(pk, name, seen) for pk, name, _, seen, _ in others),
    )
