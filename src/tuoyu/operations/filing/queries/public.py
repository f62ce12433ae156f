"""What anybody may read: filed institutions and those told not to conform. Columns of class C0, and what a duty publishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.expressions import Combinable

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import Receipt, SiteVisit
from tuoyu.operations.filing.policy import transition_at
from tuoyu.operations.filing.queries.cases import receipts_of
from tuoyu.operations.filing.queries.footing import lapsed_on
from tuoyu.operations.filing.words import Admission, ReceiptState, Regime
from tuoyu.registers.institutions.limits import BandLimit
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import (
    believed_facts,
    believed_on,
    classes_of,
    law_at,
    published,
)
from tuoyu.registers.institutions.words import Band, FactKind
from tuoyu.registers.sites.queries import areas_coded, in_force
from tuoyu.registers.sites.words import STREET_KINDS


def public_rows(day: date, area: str) -> QuerySet[Institution]:
    """The public list, with ``nature``, ``admission`` and a flag a band (``has_infant`` …) for the classes of ``day``."""
    running = classes_of(OuterRef("pk"), day)
    flags = {f"has_{band.value}": Exists(running.filter(band=band.value)) for band in Band}
    return published(area).annotate(nature=F("operator__nature"), admission=_admission(day, area), **flags)


def _admission(day: date, area: str) -> Combinable:
    """By what each is admitted on the day (``words.Admission``). While institutions are filed there is one answer."""
    if transition_at(day, area) is None:
        return Value(Admission.FILING.value)
    permits = receipts_of(OuterRef("pk")).filter(
        state=ReceiptState.VALID.value, case__regime=Regime.PERMIT.value
    )
    is_over = lapsed_on(Regime.FILING, day, area) is not None
    other = Admission.LAPSED if is_over else Admission.FILING
    return Case(
        When(Exists(permits), then=Value(Admission.PERMIT.value)),
        default=Value(other.value),
        output_field=CharField(),
    )


def street_choices(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """Streets and towns in force as (code, name): the map of the district is no secret."""
    rows = areas_coded(ctx.area).filter(in_force(ctx.today), kind__in=STREET_KINDS)
    return tuple(rows.values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Classes of one band: for which months of age (upper end exclusive), how many, with how many places."""

    band: str
    from_months: int | None
    to_months: int | None
    count: int
    places: int


@dataclass(frozen=True, slots=True)
class Check:
    """A visit as it is published: when, and what it came to. Who went is not."""

    on: date
    result: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """One institution as the public sees it. ``reasons``: why it does not conform, since ``refused_on``."""

    institution: Institution
    street: str
    classes: tuple[ClassLine, ...]
    receipt: Receipt | None
    checks: tuple[Check, ...]
    reasons: tuple[str, ...]
    refused_on: date | None
    admission: Admission


def portrait(ctx: Ctx, pk: int) -> Portrait | None:
    """Six statements; None when the public list has no such institution."""
    rows: QuerySet[Any] = published(ctx.area).annotate(admission=_admission(ctx.today, ctx.area))
    institution = rows.select_related("operator", "area__parent").filter(pk=pk).first()
    if institution is None:
        return None
    refused = believed_on(believed_facts(institution), ctx.today, ctx.now).get(FactKind.NONCONFORMING)
    return Portrait(
        institution,
        _street(institution),
        _class_lines(ctx, institution),
        _valid_receipt(institution),
        tuple(Check(on, result) for on, result in _visits(institution)),
        tuple(str(reason) for reason in refused.content.get("reasons", ())) if refused else (),
        refused.valid_from_on if refused else None,
        Admission(institution.admission),
    )


def _street(institution: Institution) -> str:
    """The street, by name; nothing where only the district is known."""
    place = institution.area
    while place is not None:
        if place.kind in STREET_KINDS:
            return place.name
        place = place.parent
    return ""


def _class_lines(ctx: Ctx, institution: Institution) -> tuple[ClassLine, ...]:
    limits = law_at(ctx.today, ctx.area).bands
    held: dict[str, list[int]] = {}
    for row in classes_of(institution, ctx.today):
        held.setdefault(row.band, []).append(row.places)
    return tuple(_line(band, limits.get(band.value), held[band.value]) for band in Band if band.value in held)


def _line(band: Band, limit: BandLimit | None, places: Iterable[int]) -> ClassLine:
    sizes = list(places)
    first, last = (limit.from_months, limit.to_months) if limit else (None, None)
    return ClassLine(band.label, first, last, len(sizes), sum(sizes))


def _valid_receipt(institution: Institution) -> Receipt | None:
    rows = receipts_of(institution.pk).filter(state=ReceiptState.VALID.value)
    return rows.select_related("case").first()


def _visits(institution: Institution) -> Iterable[tuple[date, str]]:
    rows = SiteVisit.objects.unscoped("visits to a published institution")
    found: Any = rows.filter(case__institution=institution).order_by("-visited_on", "-pk")
    return list(found.values_list("visited_on", "result")[:5])
