"""What sites itself counts."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.kernel.context import Ctx
from tuoyu.registers.sites.queries import areas_coded, in_force
from tuoyu.registers.sites.words import COMMUNITY_KINDS, STREET_KINDS


def street_count(ctx: Ctx, on: date, area: str | None) -> Count:
    return _count(ctx, on, area, STREET_KINDS)


def community_count(ctx: Ctx, on: date, area: str | None) -> Count:
    return _count(ctx, on, area, COMMUNITY_KINDS)


def _count(ctx: Ctx, on: date, area: str | None, kinds: tuple[str, ...]) -> Count:
    rows = areas_coded(area or ctx.area).filter(in_force(on), kind__in=kinds)
    return Count(rows.count())


FIGURES = (
    FigureSource(
        key="sites.street_count",
        label="街镇数",
        definition="区划表中当日有效的街道和镇的数目",
        unit="个",
        numerator_label="街道和镇",
        denominator_label="",
        owner_app="sites",
        compute=street_count,
        rows_url=lambda _area: "/sites/areas/?kind=street&kind=town",
    ),
    FigureSource(
        key="sites.community_count",
        label="村社数",
        definition="区划表中当日有效的社区和村的数目",
        unit="个",
        numerator_label="社区和村",
        denominator_label="",
        owner_app="sites",
        compute=community_count,
        rows_url=lambda area: f"/sites/areas/?kind=community&kind=village{f'&street={area}' if area else ''}",
    ),
)
