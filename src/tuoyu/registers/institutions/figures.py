"""What institutions themselves count: from the facts, as they stood at the end of a day and as we believe them now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Count as CountOf
from django.db.models import Min

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.foundation.policy.reader import PolicySilent
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.policy import residents_at
from tuoyu.registers.institutions.queries import facts_held, facts_of_kind, is_in_use, profiles_filed
from tuoyu.registers.institutions.words import FactKind
from tuoyu.registers.sites.queries import communities_in_force

# How long the code of a community is; a profile that names only the street is in no community.
COMMUNITY_DIGITS = 12


def opened_this_year(ctx: Ctx, on: date, area: str | None) -> Count:
    """Institutions filed on the day that were filed for the first time in its year."""
    filed = profiles_filed(on, area or ctx.area).order_by().values("institution")
    first = (
        facts_of_kind(FactKind.FILED)
        .filter(institution__in=filed)
        .order_by()
        .values("institution")
        .annotate(first_on=Min("valid_from_on"))
    )
    return _number(first.filter(first_on__gte=date(on.year, 1, 1)).count())


def places_added_this_year(ctx: Ctx, on: date, area: str | None) -> Count:
    return _number(_added(on, area or ctx.area, is_inclusive=False))


def inclusive_places_added_this_year(ctx: Ctx, on: date, area: str | None) -> Count:
    return _number(_added(on, area or ctx.area, is_inclusive=True))


def covered_communities(ctx: Ctx, on: date, area: str | None) -> Count:
    """Communities in which an institution is filed, over all that exist on the day."""
    codes = set(communities_in_force(area or ctx.area, on))
    named = profiles_filed(on, area or ctx.area).values_list("content__area_code", flat=True)
    found = {str(code) for code in named if len(str(code)) == COMMUNITY_DIGITS}
    return Count(len(found & codes), len(codes) if is_in_use() else 0)


def places(ctx: Ctx, on: date, area: str | None) -> Count:
    """Places over residents. Residents are known for the district alone: a street has no value."""
    counted = sum(_places(on, area or ctx.area).values())
    is_unknown = bool(area and area != ctx.area) or not is_in_use()
    return Count(counted, 0 if is_unknown else _residents(on, ctx.area))


def inclusive_places(ctx: Ctx, on: date, area: str | None) -> Count:
    inclusive = _places(on, area or ctx.area, is_inclusive=True)
    return Count(sum(inclusive.values()), sum(_places(on, area or ctx.area).values()))


def used_places(ctx: Ctx, on: date, area: str | None) -> Count:
    """Children cared for, over places, of the same institutions."""
    filed = profiles_filed(on, area or ctx.area).order_by().values("institution")
    rows = facts_held(FactKind.OCCUPIED, on).filter(institution__in=filed)
    children = sum(int(number) for number in rows.values_list("content__children", flat=True))
    return Count(children, sum(_places(on, area or ctx.area).values()))


def institution_count(ctx: Ctx, on: date, area: str | None) -> Count:
    rows = profiles_filed(on, area or ctx.area).order_by()
    return _number(rows.aggregate(found=CountOf("institution", distinct=True))["found"])


def _number(counted: int) -> Count:
    """A plain number; of a register that is not in use yet it has no value, so that nobody reads a nought as a count."""
    return Count(counted) if counted or is_in_use() else Count(0, 0)


def _added(on: date, area: str, *, is_inclusive: bool) -> int:
    """Each institution's places now beyond those at the end of last year; a loss elsewhere is not set against them."""
    before = _places(date(on.year, 1, 1) - timedelta(days=1), area, is_inclusive=is_inclusive)
    now = _places(on, area, is_inclusive=is_inclusive)
    return sum(max(number - before.get(pk, 0), 0) for pk, number in now.items())


def _places(on: date, area: str, *, is_inclusive: bool = False) -> Mapping[int, int]:
    """Institution → places on a day, of those filed then (and inclusive then)."""
    filed = profiles_filed(on, area)
    if is_inclusive:
        filed = filed.filter(content__is_inclusive=True)
    rows = facts_held(FactKind.CLASSES, on).filter(institution__in=filed.order_by().values("institution"))
    return {
        pk: sum(int(each["places"]) for each in classes or ())
        for pk, classes in rows.values_list("institution_id", "content__classes")
    }


def _residents(on: date, area: str) -> int:
    try:
        return residents_at(on, area).people
    except PolicySilent:
        return 0


_FILED = "已备案且未暂停、未终止的机构"


def _list(query: str = "") -> str:
    return f"/institutions/?standing=filed&standing=open{query}"


def _rows(area: str) -> str:
    return _list(f"&street={area[:9]}" if len(area) >= 9 else "")


def _inclusive_rows(area: str) -> str:
    return f"{_rows(area)}&is_inclusive=1"


FIGURES = (
    FigureSource(
        key="institutions.filed",
        label="备案机构",
        definition=f"期末{_FILED}数",
        unit="家",
        numerator_label=_FILED,
        denominator_label="",
        owner_app="institutions",
        compute=institution_count,
        rows_url=_rows,
    ),
    FigureSource(
        key="institutions.opened_this_year",
        label="机构底册：新增机构",
        definition=f"期末{_FILED}中，首次备案在当年的机构数",
        unit="家",
        numerator_label="年内首次备案的机构数",
        denominator_label="",
        owner_app="institutions",
        compute=opened_this_year,
        rows_url=_rows,
    ),
    FigureSource(
        key="institutions.places_added_this_year",
        label="机构底册：新增托位",
        definition=f"{_FILED}逐家比较，期末托位数多于上年末的部分之和；减少的不相抵",
        unit="个",
        numerator_label="年内新增托位数",
        denominator_label="",
        owner_app="institutions",
        compute=places_added_this_year,
        rows_url=_rows,
    ),
    FigureSource(
        key="institutions.inclusive_places_added_this_year",
        label="机构底册：新增普惠托位",
        definition="普惠机构逐家比较，期末托位数多于上年末普惠托位数的部分之和；年内转为普惠的计入",
        unit="个",
        numerator_label="年内新增普惠托位数",
        denominator_label="",
        owner_app="institutions",
        compute=inclusive_places_added_this_year,
        rows_url=_inclusive_rows,
    ),
    FigureSource(
        key="institutions.covered_communities",
        label="机构底册：社区覆盖",
        definition=f"期末有{_FILED}的社区（村），占当日有效的社区（村）的比例；地址只落到街镇的机构不计",
        unit="%",
        numerator_label="有备案机构的社区（村）数",
        denominator_label="社区（村）总数",
        owner_app="institutions",
        compute=covered_communities,
        rows_url=_rows,
    ),
    FigureSource(
        key="institutions.places",
        label="机构底册：托位",
        definition=f"期末{_FILED}的托位数，除以常住人口；街镇没有人口数，不计算",
        unit="个/人",
        numerator_label="托位数",
        denominator_label="常住人口数",
        owner_app="institutions",
        compute=places,
        rows_url=_rows,
    ),
    FigureSource(
        key="institutions.inclusive_places",
        label="机构底册：普惠托位",
        definition=f"期末{_FILED}的托位中，普惠机构的托位所占的比例",
        unit="%",
        numerator_label="普惠托位数",
        denominator_label="托位数",
        owner_app="institutions",
        compute=inclusive_places,
        rows_url=_inclusive_rows,
    ),
    FigureSource(
        key="institutions.used_places",
        label="机构底册：托位使用",
        definition=f"期末{_FILED}的在托人数，除以托位数；没有报在托人数的机构按 0 人计",
        unit="%",
        numerator_label="在托婴幼儿数",
        denominator_label="托位数",
        owner_app="institutions",
        compute=used_places,
        rows_url=_rows,
    ),
)
