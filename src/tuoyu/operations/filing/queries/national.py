"""What is reported to the national system of each filed institution, in a fixed number of statements; and its answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, Max, Q, QuerySet, Sum

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import NationalResult
from tuoyu.operations.filing.permissions import EXPORT_NATIONAL, VIEW_RESULT
from tuoyu.operations.filing.queries.papers import GRANTED, materials_at
from tuoyu.registers.institutions.models import ClassGroup, Institution, Occupancy
from tuoyu.registers.institutions.queries import PUBLISHED
from tuoyu.registers.institutions.words import (
    Band,
    Nature,
    ServiceForm,
    Sponsor,
    Standing,
    SupplyForm,
    Tenure,
)
from tuoyu.registers.workforce.queries import staff_held, with_papers
from tuoyu.registers.workforce.words import StaffKind

# Papers whose presence is asked for: field of the sheet → code of the material.
PROOFS = {"health_proof": "sanitation", "fire_proof": "fire", "food_licence": "food"}
M = TypeVar("M", bound=ScopedModel)
_STILL = Q(valid_to_on__isnull=True)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What other tables hold, by institution."""

    classes: Mapping[int, Mapping[str, tuple[int, int]]]
    staff: Mapping[int, Mapping[str, int]]
    certified: Mapping[int, int]
    sites: Mapping[int, Occupancy]
    proofs: Mapping[int, Mapping[str, date | None]]


def reportable(ctx: Ctx) -> QuerySet[Institution]:
    """Filed institutions (and those told not to conform), of whoever may export them."""
    rows = visible(ctx, EXPORT_NATIONAL, Institution.objects.select_related("operator"))
    return rows.filter(standing__in=PUBLISHED, area_code__startswith=ctx.area).order_by("name", "pk")


def results(ctx: Ctx) -> QuerySet[NationalResult]:
    return visible(ctx, VIEW_RESULT, NationalResult.objects.select_related("institution"))


def national_rows(ctx: Ctx) -> Iterator[dict[str, Any]]:
    """One table by field key an institution, in the order of names. Six statements, whatever their number."""
    rows = list(reportable(ctx))
    beside = _beside([row.pk for row in rows], ctx.today, ctx.area)
    for row in rows:
        yield _basics(row) | _rooms(row, beside) | _people(row, beside) | _papers(row, beside)


def _basics(row: Institution) -> dict[str, Any]:
    fee = row.monthly_fee_fen
    return {
        "name": row.name,
        "uscc": row.operator.uscc,
        "nature": Nature.label_of(row.operator.nature),
        "form": SupplyForm.label_of(row.form),
        "sponsor": Sponsor.label_of(row.sponsor),
        "standing": Standing.label_of(row.standing),
        "filing_number": row.filing_number,
        "filed_on": row.filed_on,
        "address": row.address,
        "area_code": row.area_code,
        "head_name": row.head_name,
        "public_phone": row.public_phone,
        "services": "、".join(ServiceForm.label_of(each) for each in row.service_forms),
        "fee": None if fee is None else Decimal(fee) / 100,
        "places": row.places,
        "inclusive_places": row.places if row.is_inclusive else 0,
        "children": row.children_count,
    }


def _rooms(row: Institution, beside: _Beside) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for band in Band:
        count, places = beside.classes.get(row.pk, {}).get(band.value, (0, 0))
        found |= {f"{band.value}_classes": count, f"{band.value}_places": places}
    site = beside.sites.get(row.pk)
    return found | {
        "tenure": Tenure.label_of(site.tenure) if site else None,
        "built_m2": site.premises.built_m2 if site else None,
        "indoor_m2": site.premises.indoor_m2 if site else None,
        "outdoor_m2": site.premises.outdoor_m2 if site else None,
    }


def _people(row: Institution, beside: _Beside) -> dict[str, Any]:
    held = beside.staff.get(row.pk, {})
    counts = {f"{kind.value}_staff": held.get(kind.value, 0) for kind in StaffKind}
    return {**counts, "certified_carers": beside.certified.get(row.pk, 0)}


def _papers(row: Institution, beside: _Beside) -> dict[str, Any]:
    """Shown or not. What this house does not know yet (insurance, video) stays empty, to be filled in by hand."""
    shown = beside.proofs.get(row.pk, {})
    return {field: code in shown for field, code in PROOFS.items()} | {"insurance": None, "video": None}


def _beside(keys: list[int], day: date, area: str) -> _Beside:
    return _Beside(
        _classes(keys, day), _staff(keys, day), _certified(keys, day, area), _sites(keys, day), _proofs(keys)
    )


def _rows_of(model: type[M], keys: list[int]) -> QuerySet[M]:
    """Rows of institutions that the caller may export: counted, nobody shown by name."""
    rows: QuerySet[M] = model.objects.unscoped("rows of institutions the caller may export")
    return rows.filter(institution_id__in=keys)


def _classes(keys: list[int], day: date) -> dict[int, dict[str, tuple[int, int]]]:
    rows = _rows_of(ClassGroup, keys).filter(_STILL | Q(valid_to_on__gte=day), valid_from_on__lte=day)
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    summed = (
        rows.order_by().values_list("institution_id", "band").annotate(count=Count("pk"), sum=Sum("places"))
    )
    for pk, band, count, places in summed.order_by("institution_id", "band"):
        found[pk][band] = (count, places)
    return found


def _staff(keys: list[int], day: date) -> dict[int, dict[str, int]]:
    rows = staff_held(keys, day)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    counted = rows.order_by().values_list("institution_id", "kind").annotate(count=Count("pk"))
    for pk, kind, count in counted.order_by("institution_id", "kind"):
        found[pk][kind] = count
    return found


def _certified(keys: list[int], day: date, area: str) -> dict[int, int]:
    """Carers who hold one of the certificates that their post wants, in force on the day."""
    carers = staff_held(keys, day).filter(kind=StaffKind.CARER.value)
    rows = with_papers(carers, day, area).filter(is_certified=True)
    counted = (
        rows.order_by().values_list("institution_id").annotate(count=Count("pk")).order_by("institution_id")
    )
    return dict(counted)


def _sites(keys: list[int], day: date) -> dict[int, Occupancy]:
    rows = _rows_of(Occupancy, keys).filter(_STILL | Q(valid_to_on__gte=day), valid_from_on__lte=day)
    # Of several the one that began last stays.
    return {
        row.institution_id: row for row in rows.select_related("premises").order_by("valid_from_on", "pk")
    }


def _proofs(keys: list[int]) -> dict[int, dict[str, date | None]]:
    rows = materials_at(keys).filter(
        case__state__in=GRANTED, code__in=list(PROOFS.values()), removed_at__isnull=True
    )
    found: dict[int, dict[str, date | None]] = defaultdict(dict)
    shown = rows.order_by().values_list("case__institution_id", "code").annotate(until=Max("expires_on"))
    for pk, code, until in shown.order_by("case__institution_id", "code"):
        found[pk][code] = until
    return found
