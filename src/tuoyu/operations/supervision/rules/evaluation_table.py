"""A scoring table as an administrator loads it, held against the frame of the standard. No item is ever invented here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tuoyu.kernel.verdict import Reason


@dataclass(frozen=True, slots=True)
class Dimension:
    """A chapter of the standard (``clause``) with its points."""

    clause: str
    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Frame:
    """What the standard fixes: chapters with points, how many items veto the whole, the grades from the best down."""

    dimensions: tuple[Dimension, ...]
    veto_items: int
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableItem:
    """One item; ``line`` is where it stands in the file (0: from the database)."""

    dimension: str
    code: str
    text: str
    points: Decimal
    is_veto: bool
    line: int = 0


@dataclass(frozen=True, slots=True)
class GradeLimit:
    grade: str
    from_points: Decimal


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in the file: ``line`` 0 means the table as a whole."""

    line: int
    column: str
    value: str
    expected: str


def frame_of(data: Mapping[str, Any]) -> Frame:
    """The frame from ``policy/tables/inspection/wst821_frame.yaml``."""
    dimensions = tuple(
        Dimension(str(each["clause"]), str(each["label"]), Decimal(each["points"]))
        for each in data["dimensions"]
    )
    return Frame(dimensions, int(data["veto_items"]), tuple(map(str, data["grades"])))


def table_problems(frame: Frame, items: Sequence[TableItem]) -> list[Problem]:
    """Everything that keeps the items from filling the frame, each with its place."""
    return [*_item_problems(frame, items), *_sum_problems(frame, items)]


def _item_problems(frame: Frame, items: Sequence[TableItem]) -> Iterator[Problem]:
    known = {name: each.clause for each in frame.dimensions for name in (each.clause, each.label)}
    offered = "、".join(f"{each.clause} {each.label}" for each in frame.dimensions)
    seen: dict[str, int] = {}
    for item in items:
        if item.dimension not in known:
            yield Problem(item.line, "章", item.dimension, f"标准里没有这一章，应填：{offered}")
        first = seen.setdefault(item.code, item.line)
        if first != item.line:
            yield Problem(item.line, "编号", item.code, f"与第{first}行的编号相同，每条要有自己的编号")
        if item.points <= 0 and not item.is_veto:
            yield Problem(item.line, "分值", str(item.points), "不是一票否决的条目，分值应大于 0")


def _sum_problems(frame: Frame, items: Sequence[TableItem]) -> Iterator[Problem]:
    for dimension in frame.dimensions:
        mine = [item for item in items if item.dimension in {dimension.clause, dimension.label}]
        found = sum((item.points for item in mine), Decimal(0))
        if found != dimension.points:
            last = max((item.line for item in mine), default=0)
            yield Problem(
                last, "分值", f"{dimension.label}合计 {plain(found)} 分", f"标准规定这一章 {plain(dimension.points)} 分，请补齐或改正这一章的条目"
            )  # fmt: skip
    vetoes = sum(item.is_veto for item in items)
    if vetoes != frame.veto_items:
        yield Problem(
            0, "一票否决", f"{vetoes} 条", f"标准规定一票否决 {frame.veto_items} 条，请核对哪些条目填“是”"
        )


def limit_reasons(frame: Frame, limits: Sequence[GradeLimit]) -> list[Reason]:
    """Grades with their limits: those of the frame, falling, the last from 0."""
    total = sum((each.points for each in frame.dimensions), Decimal(0))
    points = [each.from_points for each in limits]
    is_sound = (
        tuple(each.grade for each in limits) == frame.grades
        and all(higher > lower for higher, lower in pairwise(points))
        and points[-1] == 0
        and points[0] <= total
    )
    if is_sound:
        return []
    said = "、".join(frame.grades)
    return [
        Reason(
            "supervision.table.limits",
            f"等级分数线不对：{said} 应从高到低，最后一级从 0 分起，最高不超过 {plain(total)} 分。",
            next_step="请对照评分表的原件填写分数线；系统不替您定。",
            field=f"limit_{frame.grades[0]}",
        )
    ]


def with_clauses(frame: Frame, items: Iterable[TableItem]) -> list[TableItem]:
    """The items with their chapter written as its clause, whichever way the file named it."""
    clauses = {each.label: each.clause for each in frame.dimensions}
    return [
        TableItem(
            clauses.get(each.dimension, each.dimension),
            each.code,
            each.text,
            each.points,
            each.is_veto,
            each.line,
        )
        for each in items
    ]


def plain(number: Decimal) -> str:
    """60 or 60.5, never 6E+1."""
    return f"{number.normalize():f}"
