"""What the supervisor's board shows of one year: plan against done by department, by street, and where it burns.

Every number is counted in the database, a statement a table; nothing is fetched row by row but the few institutions
that are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from tuoyu.foundation.people.queries import units
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.findings import TO_MEND, FindingState
from tuoyu.operations.supervision.flow.visits import AHEAD, VisitState
from tuoyu.operations.supervision.models import Finding, Visit, VisitMember
from tuoyu.operations.supervision.queries.figures import in_service
from tuoyu.registers.sites.queries import street_choices

STREET_DIGITS = 9
_STREET = Substr("institution__area_code", 1, STREET_DIGITS)
Wrong = Mapping[str, Any]
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


def board(ctx: Ctx, year: int, aims: Mapping[int, int]) -> Board:
    """The board of a year as it stands today. ``aims``: unit → institutions that its plan wants visited."""
    on, area = ctx.today, ctx.area
    visits = Visit.objects.unscoped("the board counts visits of everybody").filter(
        planned_on__year=year, institution__area_code__startswith=area
    )
    findings = Finding.objects.unscoped("the board counts findings of everybody").filter(
        institution__area_code__startswith=area, state__in=UNSETTLED
    )
    signed = visits.filter(state=VisitState.SIGNED.value)
    wrong = _wrong(findings, on)
    total = signed.order_by().annotate(departments=Count("members__unit", distinct=True))
    joint = total.aggregate(visits=Count("pk"), joint=Count("pk", filter=Q(departments__gte=2)))
    return Board(
        year,
        _departments(ctx, year, wrong, aims),
        _streets(ctx, signed, wrong),
        _places(findings, on),
        _unseen(area),
        joint["visits"],
        joint["joint"],
    )


def _departments(
    ctx: Ctx, year: int, wrong: Sequence[Wrong], aims: Mapping[int, int]
) -> tuple[DepartmentLine, ...]:
    on, area = ctx.today, ctx.area
    is_done = Q(visit__state=VisitState.SIGNED.value)
    is_late = Q(visit__state__in=AHEAD, visit__planned_on__lt=on)
    rows = VisitMember.objects.unscoped("the board counts visits of everybody").filter(
        visit__planned_on__year=year, visit__institution__area_code__startswith=area
    )
    done = {
        row["unit_id"]: row
        for row in rows.order_by()
        .values("unit_id")
        .annotate(
            reached=Count("visit__institution_id", filter=is_done, distinct=True),
            visits=Count("visit_id", filter=is_done, distinct=True),
            late=Count("visit_id", filter=is_late, distinct=True),
        )
    }
    left = _added(wrong, "unit_id")
    concerned = units(ctx).filter(pk__in={*done, *left, *aims}).order_by("position", "pk")
    lines = [
        DepartmentLine(
            unit.pk,
            unit.short_name,
            aims.get(unit.pk),
            done.get(unit.pk, {}).get("reached", 0),
            done.get(unit.pk, {}).get("visits", 0),
            done.get(unit.pk, {}).get("late", 0),
            *left.get(unit.pk, (0, 0)),
        )
        for unit in concerned
    ]
    return tuple(lines)


def _streets(ctx: Ctx, signed: QuerySet[Visit], wrong: Sequence[Wrong]) -> tuple[StreetLine, ...]:
    area = ctx.area
    places = dict(
        in_service(area)
        .order_by()
        .annotate(street=Substr("area_code", 1, STREET_DIGITS))
        .values_list("street")
        .annotate(count=Count("pk"))
    )
    reached = dict(
        signed.filter(institution__in=in_service(area))
        .order_by()
        .annotate(street=_STREET)
        .values_list("street")
        .annotate(count=Count("institution_id", distinct=True))
    )
    left = _added(wrong, "street")
    names = dict(street_choices(ctx))
    names |= dict.fromkeys({*places, *left} - set(names), "未落到街镇")
    lines = [
        StreetLine(
            code,
            name,
            places.get(code, 0),
            reached.get(code, 0),
            *left.get(code, (0, 0)),
        )
        for code, name in names.items()
    ]
    return tuple(line for line in lines if line.places or line.open_findings)


def _wrong(findings: QuerySet[Finding], on: date) -> list[Wrong]:
    """What is not settled, by department and street: ``open`` findings, ``overdue`` of them."""
    is_overdue = Q(state__in=TO_MEND, due_on__lt=on)
    groups = findings.order_by().annotate(street=_STREET).values("unit_id", "street")
    return list(groups.annotate(open=Count("pk"), overdue=Count("pk", filter=is_overdue)))


def _added(wrong: Sequence[Wrong], key: str) -> dict[Any, tuple[int, int]]:
    """(open, overdue) by one of the two keys."""
    found: dict[Any, tuple[int, int]] = {}
    for row in wrong:
        open_ones, overdue = found.get(row[key], (0, 0))
        found[row[key]] = (open_ones + row["open"], overdue + row["overdue"])
    return found


def _places(findings: QuerySet[Finding], on: date) -> tuple[PlaceLine, ...]:
    overdue = findings.filter(state__in=TO_MEND, due_on__lt=on).order_by()
    rows = (
        overdue.values_list("institution_id", "institution__name")
        .annotate(count=Count("pk"), since=Min("due_on"))
        .order_by("since", "institution_id")[:NAMED]
    )
    return tuple(PlaceLine(*row) for row in rows)


def _unseen(area: str) -> tuple[UnseenLine, ...]:
    last = Visit.objects.unscoped("the board counts visits of everybody").filter(
        institution=OuterRef("pk"), state=VisitState.SIGNED.value
    )
    rows = in_service(area).annotate(seen_on=Subquery(last.order_by("-planned_on").values("planned_on")[:1]))
    found = rows.order_by(F("seen_on").asc(nulls_first=True), "registered_on", "pk")[:NAMED]
    return tuple(UnseenLine(*row) for row in found.values_list("pk", "name", "seen_on"))
