"""An application as the checks see it: typed, without names and numbers of persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tuoyu.operations.filing.rules.book import as_date, as_decimal, as_integer
from tuoyu.operations.filing.words import BookForm
from tuoyu.registers.workforce.words import Education


@dataclass(frozen=True, slots=True)
class ClassPlan:
    name: str
    band: str
    places: int


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """One member of staff, without saying who. ``certificates`` are kind → last day (None: for life)."""

    post: str
    education: str = ""
    management_years: int = 0
    is_full_time: bool = True
    health_until: date | None = None
    certificates: Mapping[str, date | None] = field(default_factory=dict)

    @property
    def education_rank(self) -> int:
        return Education(self.education).rank if self.education else -1


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """A paper that was handed in."""

    code: str
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that is checked. What was not told is None (or empty)."""

    form: BookForm
    name: str = ""
    scope: str = ""
    uscc: str = ""
    supply_form: str = ""
    meals: str = "none"
    tenure: str = ""
    lease_from_on: date | None = None
    lease_to_on: date | None = None
    building_year: int | None = None
    lowest_floor: int | None = None
    highest_floor: int | None = None
    indoor_m2: Decimal | None = None
    outdoor_m2: Decimal | None = None
    window_percent: Decimal | None = None
    sunlight_hours: Decimal | None = None
    observation_m2: Decimal | None = None
    has_nursing_area: bool | None = None
    classes: tuple[ClassPlan, ...] = ()
    staff: tuple[StaffPlan, ...] = ()
    sanitation: Mapping[str, bool] = field(default_factory=dict)
    papers: tuple[PaperPlan, ...] = ()
    rooms: int | None = None
    rooms_used: int | None = None
    seats_3_6: int | None = None
    children_3_6: int | None = None
    waiting_3_6: int | None = None

    @property
    def places(self) -> int:
        return sum(each.places for each in self.classes)

    def posts(self, post: str) -> tuple[StaffPlan, ...]:
        return tuple(each for each in self.staff if each.post == post)


def read_application(
    form: BookForm,
    answers: Mapping[str, Any],
    people: Iterable[Mapping[str, Any]],
    papers: Sequence[PaperPlan],
    *,
    scope: str,
) -> Application:
    """From stored answers to what is checked. Shapes were held by the form; odd values count as not told."""
    return Application(
        form=form,
        name=str(answers.get("name") or ""),
        scope=scope,
        uscc=str(answers.get("uscc") or ""),
        supply_form=str(answers.get("form") or ""),
        meals=str(answers.get("meals") or "none"),
        tenure=str(answers.get("tenure") or ""),
        lease_from_on=as_date(answers.get("lease_from_on")),
        lease_to_on=as_date(answers.get("lease_to_on")),
        building_year=as_integer(answers.get("building_year")),
        lowest_floor=as_integer(answers.get("lowest_floor")),
        highest_floor=as_integer(answers.get("highest_floor")),
        indoor_m2=as_decimal(answers.get("indoor_m2")),
        outdoor_m2=as_decimal(answers.get("outdoor_m2")),
        window_percent=as_decimal(answers.get("window_percent")),
        sunlight_hours=as_decimal(answers.get("sunlight_hours")),
        observation_m2=as_decimal(answers.get("observation_m2")),
        has_nursing_area=answers.get("has_nursing_area"),
        classes=tuple(read_class(row) for row in answers.get("classes") or ()),
        staff=tuple(read_staff(row) for row in people),
        sanitation=dict(answers.get("sanitation") or {}),
        papers=tuple(papers),
        rooms=as_integer(answers.get("rooms")),
        rooms_used=as_integer(answers.get("rooms_used")),
        seats_3_6=as_integer(answers.get("seats_3_6")),
        children_3_6=as_integer(answers.get("children_3_6")),
        waiting_3_6=as_integer(answers.get("waiting_3_6")),
    )


def read_class(row: Mapping[str, Any]) -> ClassPlan:
    return ClassPlan(
        str(row.get("name") or ""), str(row.get("band") or ""), as_integer(row.get("places")) or 0
    )


def read_staff(row: Mapping[str, Any]) -> StaffPlan:
    """A row of the staff table. Its certificate, where one is named, stands beside the health certificate."""
    certificates: dict[str, date | None] = {}
    if row.get("certificate"):
        certificates[str(row["certificate"])] = as_date(row.get("certificate_until"))
    return StaffPlan(
        post=str(row.get("post") or ""),
        education=str(row.get("education") or ""),
        management_years=as_integer(row.get("management_years")) or 0,
        is_full_time=row.get("is_full_time", True) is not False,
        health_until=as_date(row.get("health_until")),
        certificates=certificates,
    )
