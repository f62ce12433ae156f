"""What the page of an institution shows, as pairs of word and value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tuoyu.foundation.ui.formats import yuan, zh_date_year
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.registers.institutions.limits import (
    SPARE_BASIS,
    BandLimit,
    Month,
    PremisesLimits,
    spare_rooms,
)
from tuoyu.registers.institutions.models import ChainAgreement, Institution, SpareCapacity
from tuoyu.registers.institutions.permissions import VIEW
from tuoyu.registers.institutions.queries import Concern, Place, may_about
from tuoyu.registers.institutions.rules.capacity import forecast_rooms
from tuoyu.registers.institutions.rules.standing import Known
from tuoyu.registers.institutions.words import (
    Band,
    FactKind,
    Meals,
    Nature,
    ServiceForm,
    Sponsor,
    SupplyForm,
    Tenure,
)
from tuoyu.registers.sites.policy import outline_of
from tuoyu.registers.sites.words import RoomKind

Facts = list[tuple[str, Any]]
# Births three to six years back over those behind today's children: said on the page as an assumption, not known here.
FEWER = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact beside the standing: its word, its day, and what it says. ``light`` colours it."""

    label: str
    since_on: date
    light: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ClassLine:
    name: str
    band: str
    ages: str
    places: int
    most: int | None
    carers: int | None
    basis: str

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.places > self.most


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A measure of the premises. ``problem`` says what the standard asks when the measure is below it."""

    label: str
    value: str
    problem: str = ""


_LIGHTS = {
    FactKind.REGISTERED: "info",
    FactKind.FILED: "ok",
    FactKind.NONCONFORMING: "bad",
    FactKind.OPEN: "ok",
    FactKind.OCCUPIED: "info",
    FactKind.SUSPENDED: "warn",
    FactKind.CLOSED: "none",
}


def marks_of(held: Mapping[str, Known]) -> list[Mark]:
    """Registered, filed, open, suspended … each a fact of its own, in this order."""
    return [
        Mark(kind.label, held[kind].valid_from_on, light, _detail(kind, held[kind]))
        for kind, light in _LIGHTS.items()
        if kind in held
    ]


def _detail(kind: FactKind, fact: Known) -> str:
    content = fact.content
    if kind is FactKind.FILED:
        return str(content.get("number", ""))
    if kind is FactKind.OCCUPIED:
        return f"{content.get('children', 0)} 人"
    if kind is FactKind.NONCONFORMING:
        return "；".join(str(reason) for reason in content.get("reasons", ()))
    return ""


def facts_of(institution: Institution) -> Facts:
    fee = institution.monthly_fee_fen
    forms = "、".join(ServiceForm.label_of(form) for form in institution.service_forms)
    return [
        ("供给形态", SupplyForm.label_of(institution.form)),
        ("举办主体", Sponsor.label_of(institution.sponsor)),
        ("普惠", "是" if institution.is_inclusive else "否"),
        ("服务形式", forms),
        ("供餐", Meals.label_of(institution.meals)),
        ("月收费", "" if fee is None else f"{yuan(fee)}"),
        ("托位", f"{institution.places} 个，{institution.class_count} 个班"),
        ("在托", "没有报送" if institution.children_count is None else f"{institution.children_count} 人"),
        ("负责人", institution.head_name),
        ("公开电话", institution.public_phone),
        ("主管部门", institution.supervisor.name),
        ("街镇社区", _area(institution)),
        ("地址", institution.address),
    ]


def _area(institution: Institution) -> str:
    area = institution.area
    if area is None:
        return "还没有落到社区"
    return f"{area.parent.name}{area.name}" if area.parent and area.parent.parent_id else area.name


def operator_facts(institution: Institution) -> Facts:
    operator = institution.operator
    return [
        ("名称", operator.name),
        ("统一社会信用代码", operator.uscc),
        ("机构性质", Nature.label_of(operator.nature)),
        ("法定代表人", operator.legal_person),
        ("联系电话", str(operator.phone)),
        ("住所", operator.address),
        ("登记日期", zh_date_year(operator.registered_on) if operator.registered_on else ""),
        ("经营（业务）范围", operator.scope),
    ]


def classes_of(fact: Known | None, bands: Mapping[str, BandLimit]) -> list[ClassLine]:
    rows = fact.content["classes"] if fact else ()
    return [_class_line(row, bands.get(row["band"])) for row in rows]


def _class_line(row: Mapping[str, Any], limit: BandLimit | None) -> ClassLine:
    band, places = Band.label_of(row["band"]), int(row["places"])
    if limit is None:
        return ClassLine(row["name"], band, "", places, None, None, "")
    ages = f"满 {limit.from_months} 不满 {limit.to_months} 月龄"
    return ClassLine(
        row["name"], band, ages, places, limit.most_children, limit.carers_for(places), str(limit.ground)
    )


def place_facts(place: Place, limits: PremisesLimits) -> list[PlaceLine]:
    premises, occupancy = place.premises, place.occupancy
    lease = f"{_day(occupancy.lease_from_on)}至{_day(occupancy.lease_to_on)}"
    floors = _floors(premises.lowest_floor, premises.highest_floor)
    sunlight = premises.sunlight_hours
    lines = [
        PlaceLine("场所性质", Tenure.label_of(occupancy.tenure)),
        PlaceLine("租期", lease if occupancy.lease_to_on else "", _short_lease(occupancy, limits)),
        PlaceLine("启用", zh_date_year(occupancy.valid_from_on)),
        PlaceLine("楼层", floors, _high_floor(premises.highest_floor, limits)),
        PlaceLine("建筑面积", _m2(premises.built_m2)),
        PlaceLine("室内使用面积", _m2(premises.indoor_m2)),
        PlaceLine("室外活动场地", _m2(premises.outdoor_m2)),
        PlaceLine("冬至日照", "" if sunlight is None else f"{sunlight} 小时", _little_sun(sunlight, limits)),
        PlaceLine("建成年份", str(premises.building_year or "")),
    ]
    return [line for line in lines if line.value]


def _short_lease(occupancy: Any, limits: PremisesLimits) -> str:
    start, end = occupancy.lease_from_on, occupancy.lease_to_on
    if (
        not start
        or not end
        or add_months(start, limits.lease_years * 12) <= date.fromordinal(end.toordinal() + 1)
    ):
        return ""
    return f"租期不足 {limits.lease_years} 年"


def _high_floor(highest: int | None, limits: PremisesLimits) -> str:
    return "" if highest is None or highest <= limits.highest_floor else f"高于 {limits.highest_floor} 层"


def _little_sun(hours: Decimal | None, limits: PremisesLimits) -> str:
    return "" if hours is None or hours >= limits.sunlight_hours else f"不足 {limits.sunlight_hours} 小时"


def rooms_of(place: Place) -> list[dict[str, Any]]:
    return [
        {"name": room.name, "kind": RoomKind.label_of(room.kind), "floor": room.floor, "area": room.area_m2}
        for room in place.rooms
    ]


def sisters(ctx: Ctx, institution: Institution, rows: Sequence[Institution]) -> list[dict[str, Any]]:
    """The rest of the chain, the head office first; a name is a link for those who may open its page."""
    lines = [
        {
            "row": row,
            "is_head": row.pk == institution.head_office_id,
            "may_see": may_about(ctx, VIEW, row),
        }
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line["is_head"])


def chain_alert(
    lines: Sequence[Mapping[str, Any]], concerns: Mapping[int, Sequence[Concern]]
) -> dict[str, Any] | None:
    """What is serious about the sisters: a sentence for each; None where nothing is."""
    found = [(line, concerns[line["row"].pk]) for line in lines if line["row"].pk in concerns]
    if not found:
        return None
    is_bad = any(each.light == "bad" for _, rows in found for each in rows)
    said = [{**line, "sentence": _said("总部；" if line["is_head"] else "", rows)} for line, rows in found]
    return {"light": "bad" if is_bad else "warn", "lines": said}


def _said(before: str, concerns: Sequence[Concern]) -> str:
    return before + "；".join(f"{each.word}，{zh_date_year(each.since_on)}" for each in concerns)


def agreements(rows: Sequence[ChainAgreement], areas: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "forms": "、".join(SupplyForm.label_of(form) for form in row.forms),
            "areas": "、".join(areas.get(code, code) for code in row.area_codes),
        }
        for row in rows
    ]


def capacity(rows: Sequence[SpareCapacity]) -> dict[str, Any]:
    """Rooms to spare by the newest month, the rule about children of 3 to 6, and the forecast with its assumption."""
    months = [month_of(row) for row in rows]
    newest = max(months, key=lambda month: month.month_on, default=None)
    return {
        "newest": newest,
        "spare": spare_rooms(newest) if newest else None,
        "spare_basis": SPARE_BASIS,
        "forecast": [
            {
                "ahead": ahead,
                "same": forecast_rooms(months, 1.0, ahead),
                "fewer": forecast_rooms(months, float(FEWER), ahead),
            }
            for ahead in (12, 24, 36)
        ]
        if newest
        else [],
        "fewer_percent": round((1 - FEWER) * 100),
    }


def month_of(row: SpareCapacity) -> Month:
    return Month(row.month_on, row.rooms, row.rooms_used, row.seats_3_6, row.children_3_6, row.waiting_3_6)


def map_of(
    ctx: Ctx, institution: Institution, lights: Mapping[str, tuple[str, str]]
) -> dict[str, Any] | None:
    """The outline and one spot; None where the door is not on the map."""
    if institution.lon is None or institution.lat is None:
        return None
    light, word = lights[institution.standing]
    spot = {
        "lon": float(institution.lon),
        "lat": float(institution.lat),
        "label": institution.short_name or institution.name,
        "light": light,
        "word": word,
    }
    return {"outline": outline_of(ctx.area), "spots": [spot]}


def _day(day: date | None) -> str:
    return zh_date_year(day) if day else "（未填）"


def _m2(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f} 平方米"


def _floors(lowest: int | None, highest: int | None) -> str:
    if lowest is None and highest is None:
        return ""
    if lowest is None or highest is None or lowest == highest:
        return f"{highest if lowest is None else lowest} 层"
    return f"{lowest}—{highest} 层"
