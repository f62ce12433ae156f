"""Named reads of areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.geometry import Outline
from tuoyu.registers.sites.models import Area
from tuoyu.registers.sites.permissions import VIEW
from tuoyu.registers.sites.policy import outline_of
from tuoyu.registers.sites.rules import address_key
from tuoyu.registers.sites.words import COMMUNITY_KINDS, STREET_KINDS


def areas(ctx: Ctx) -> QuerySet[Area]:
    """Every area of the district served, those no longer in force included."""
    return visible(ctx, VIEW, Area.objects.all()).filter(code__startswith=ctx.area)


def areas_coded(prefix: str) -> QuerySet[Area]:
    """Areas whose code begins so, in force or not, by code, whoever asks: the code tables are public."""
    return (
        Area.objects.unscoped("the code tables are public").filter(code__startswith=prefix).order_by("code")
    )


def areas_in_force(ctx: Ctx, on: date | None = None) -> QuerySet[Area]:
    return areas(ctx).filter(in_force(on or ctx.today))


def in_force(day: date, prefix: str = "") -> Q:
    """Areas that exist on a day, both ends inclusive."""
    begun = Q(**{f"{prefix}valid_from_on__isnull": True}) | Q(**{f"{prefix}valid_from_on__lte": day})
    open_end = Q(**{f"{prefix}valid_to_on__isnull": True}) | Q(**{f"{prefix}valid_to_on__gte": day})
    return begun & open_end


def streets(ctx: Ctx) -> QuerySet[Area]:
    """Streets and towns in force, by code."""
    return areas_in_force(ctx).filter(kind__in=STREET_KINDS).order_by("code")


def communities(ctx: Ctx, street: str = "") -> QuerySet[Area]:
    """Communities and villages in force, of one street (9 digits) or of the whole district."""
    return areas_in_force(ctx).filter(kind__in=COMMUNITY_KINDS, code__startswith=street).order_by("code")


def area_named(ctx: Ctx, code: str) -> Area | None:
    """The area of that code, in force or not; None when it is unknown or not visible."""
    return areas(ctx).filter(code=code).first()


def street_choices(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """Pairs (code, name), for filters and forms."""
    return tuple(streets(ctx).values_list("code", "name"))


def area_choices(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """Pairs (code, name with its street) of every community and village in force, for forms."""
    rows = communities(ctx).values_list("code", "parent__short_name", "name")
    return tuple((code, f"{street} {name}") for code, street, name in rows)


@dataclass(frozen=True, slots=True)
class Part:
    """An area below another, with how many areas lie in it."""

    pk: int
    code: str
    name: str
    kind: str
    part_count: int


def parts_of(ctx: Ctx, area: Area) -> list[Part]:
    """The areas directly below, in force today: one statement."""
    rows = areas_in_force(ctx).filter(parent=area).order_by("code")
    inner = Count("parts", filter=in_force(ctx.today, "parts__"))
    columns = rows.annotate(part_count=inner).values_list("pk", "code", "name", "kind", "part_count")
    return [Part(*row) for row in columns]


@cache
def outline(code: str) -> Outline | None:
    """The outline of a district (WGS84), to ask whether a point lies in it; None where it has none."""
    feature = outline_of(code)
    return Outline.of_geojson(feature["geometry"]) if feature else None


@cache
def district_names(code: str) -> tuple[str, ...]:
    """Province, city and district as addresses begin with them, widest first."""
    district = District.load(code)
    return (district.province.name, district.city.name, district.name)


def outline_feature(code: str) -> dict[str, Any] | None:
    """The outline of a district as a GeoJSON feature, to draw it; None where it has none."""
    return outline_of(code)


def compared_address(address: str, district: str) -> str:
    """The address as it is compared within a district; equal for the same door, and no address any more."""
    return address_key(address, district_names(district)) if address else ""


def communities_in_force(area: str, day: date) -> QuerySet[Area, str]:
    """Codes of the communities and villages of an area on a day; for figures, which count for everybody alike."""
    rows = areas_coded(area).filter(in_force(day), kind__in=COMMUNITY_KINDS)
    return rows.values_list("code", flat=True)
