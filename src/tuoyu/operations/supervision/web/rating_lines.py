"""A rating in plain words: each line with what it rests on, until when it weighs and what lowers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.ui.charts import Chart, trend_chart
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding, Rating
from tuoyu.operations.supervision.permissions.findings import VIEW_FINDING
from tuoyu.operations.supervision.queries.ratings import weight_labels
from tuoyu.operations.supervision.rules.ratings import ClassBand, Line, RatingLaw
from tuoyu.operations.supervision.words.ratings import (
    MENDABLE,
    RiskClass,
    Weighed,
    counted,
    lowered,
    points_text,
    weighs_until,
)

_FINDING = "supervision.finding"


@dataclass(frozen=True, slots=True)
class LineView:
    """``at`` is its place in the rating; ``sentence`` and ``link`` only where the actor may see the row."""

    at: int
    label: str
    sentence: str
    link: str
    when: str
    points: str
    is_capped: bool


def line_views(ctx: Ctx, lines: Sequence[Line]) -> list[LineView]:
    """The lines, what weighs most first."""
    labels = weight_labels(ctx.today, ctx.area)
    told = _sentences(ctx, lines)
    found = [_view(at, line, labels, told) for at, line in enumerate(lines)]
    return sorted(found, key=lambda view: (-lines[view.at].tenths, view.at))


def _view(at: int, line: Line, labels: Mapping[tuple[str, str], str], told: dict[int, str]) -> LineView:
    fact = line.fact
    sentence = told.get(fact.row_id, "") if fact.row == _FINDING else ""
    state = f"{zh_date_year(fact.ended)}已解决，" if fact.ended else ""
    label = labels.get((fact.kind, fact.grade), Weighed.label_of(fact.kind))
    many = counted(fact.kind, fact.measure)
    return LineView(
        at=at,
        label=f"{label}（{many}）" if many else label,
        sentence=sentence,
        link=f"/supervision/findings/{fact.row_id}/" if sentence else "",
        when=f"{zh_date_year(fact.since)}起，{state}{weighs_until(line.until)}",
        points=points_text(line.tenths),
        is_capped=line.tenths == 0,
    )


def _sentences(ctx: Ctx, lines: Iterable[Line]) -> dict[int, str]:
    """Finding → its sentence, of those the actor may see."""
    ids = {line.fact.row_id for line in lines if line.fact.row == _FINDING}
    if not ids:
        return {}
    rows = visible(ctx, VIEW_FINDING, Finding.objects.filter(pk__in=ids))
    return dict(rows.order_by().values_list("pk", "sentence"))


@dataclass(frozen=True, slots=True)
class Way:
    """What lowers the points, and by how much today."""

    label: str
    sentence: str
    points: str
    is_mendable: bool


def ways_down(lines: Iterable[Line]) -> list[Way]:
    """One a kind; first what the institution can mend today, then by points."""
    sums: dict[Weighed, int] = {}
    for line in lines:
        kind = Weighed(line.fact.kind)
        sums[kind] = sums.get(kind, 0) + line.tenths
    order = sorted(sums, key=lambda kind: (kind not in MENDABLE, -sums[kind]))
    return [Way(kind.label, lowered(kind), points_text(sums[kind]), kind in MENDABLE) for kind in order]


def class_mark(klass: str) -> SafeString:
    return pill(RiskClass(klass).tone, RiskClass(klass).label)


def next_plan(band: ClassBand) -> str:
    """下一年抽查比例 30%，全年至少检查 1 次."""
    often = f"，全年至少检查 {band.visits} 次" if band.visits else ""
    return f"下一年抽查比例 {band.share / 100:g}%{often}"


def class_limits(law: RatingLaw) -> list[tuple[SafeString, str]]:
    """Each class with the points from which it begins."""
    ends = [*(band.from_points for band in law.classes[1:]), None]
    return [
        (
            class_mark(band.klass),
            f"{band.from_points} 分以上" if end is None else f"{band.from_points}—{end} 分（不含 {end}）",
        )
        for band, end in zip(law.classes, ends, strict=True)
    ]


def history_chart(ratings: Sequence[Rating]) -> Chart | None:
    """Points over the last ratings; nothing to draw of a single one."""
    if len(ratings) < 2:
        return None
    days = [f"{each.rated_on:%y-%m-%d}" for each in ratings]
    points = [each.tenths / 10 if each.tenths % 10 else each.tenths // 10 for each in ratings]
    return trend_chart("ratings", "历次评级分数", days, points, unit="分", note="分数越低风险越低")
