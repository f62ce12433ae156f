"""From what the file says to a typed value: the shape of a parameter reads, refuses and shows.

A shape is a kind, with ``fields`` for records and tables, ``items`` for lists and ``choices`` for closed texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, TypeVar

from tuoyu.foundation.policy.words import DeadlineUnit, Kind

Scalar: TypeAlias = int | bool | str | Decimal | date
Typed: TypeAlias = "Scalar | Record | tuple[Scalar | Record, ...]"
_S = TypeVar("_S", int, bool, str, Decimal, date)

_COUNTS = frozenset({Kind.WORKING_DAYS, Kind.CALENDAR_DAYS, Kind.MONTHS, Kind.MONEY_FEN})
_COUNTED = frozenset({Kind.WORKING_DAYS, Kind.CALENDAR_DAYS, Kind.MONTHS})


class WrongValue(Exception):
    """A raw value does not fit its shape; the sentence says what was found and what is expected."""


class Record(Mapping[str, Typed]):
    """A frozen record with typed look-ups, so that a view needs no casts."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Typed]) -> None:
        self._fields = dict(fields)

    def __getitem__(self, name: str) -> Typed:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __hash__(self) -> int:
        return hash(tuple(self._fields.items()))

    def __repr__(self) -> str:
        return f"Record({self._fields!r})"

    def integer(self, name: str) -> int:
        return self._of(name, int)

    def flag(self, name: str) -> bool:
        return self._of(name, bool)

    def text(self, name: str) -> str:
        return self._of(name, str)

    def decimal(self, name: str) -> Decimal:
        return self._of(name, Decimal)

    def day(self, name: str) -> date:
        return self._of(name, date)

    def _of(self, name: str, kind: type[_S]) -> _S:
        value = self._fields[name]
        if type(value) is not kind:
            raise TypeError(f"field {name} is {type(value).__name__}, not {kind.__name__}")
        return value


@dataclass(frozen=True, slots=True)
class Shape:
    kind: Kind
    label: str = ""
    unit: str = ""
    fields: Mapping[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: Any) -> Typed:
        """The typed value. Raises ``WrongValue`` with a Chinese sentence."""
        if self.kind in {Kind.RECORD, Kind.DEADLINE}:
            return self._record(raw, "")
        if self.kind is Kind.TABLE:
            rows = _rows(raw)
            return tuple(self._record(row, f"第{place}行的") for place, row in enumerate(rows, 1))
        if self.kind is Kind.LIST and self.items:
            return tuple(_scalar(self.items, item) for item in _rows(raw))
        return _scalar(self, raw)

    def show(self, value: Typed) -> str:
        """The value as a person reads it, with its unit."""
        if isinstance(value, Record) and self.kind is Kind.DEADLINE:
            return _show_deadline(value)
        if isinstance(value, Record):
            return "，".join(
                f"{self.fields[name].label} {self.fields[name].show(part)}" for name, part in value.items()
            )
        if isinstance(value, tuple):
            part = self.items or self
            separator = "、" if self.items else "；"
            return separator.join(part.show(item) for item in value) or "（空）"
        return _show_scalar(self, value)

    def _record(self, raw: Any, where: str) -> Record:
        if not isinstance(raw, dict):
            raise WrongValue(f"{where}值应是一组“名称: 值”，现在是“{raw}”。")
        _same_names(raw, self.fields, where)
        read: dict[str, Typed] = {}
        for name, shape in self.fields.items():
            try:
                read[name] = shape.read(raw[name])
            except WrongValue as wrong:
                raise WrongValue(f"{where}{name}：{wrong}") from None
        return Record(read)


def deadline_shape(label: str, unit: str) -> Shape:
    """The fixed record of a clock: how long, in what, when it turns 临期, on what ground, who owes it."""
    fields = {
        "length": Shape(Kind.INTEGER, "期限"),
        "unit": Shape(Kind.TEXT, "单位", choices=dict(DeadlineUnit.choices())),
        "warn_before": Shape(Kind.WORKING_DAYS, "提前提醒"),
        "basis": Shape(Kind.TEXT, "依据"),
        "owner_role": Shape(Kind.ROLE, "谁来办"),
    }
    return Shape(Kind.DEADLINE, label, unit, fields)


def _rows(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise WrongValue(f"值应是一个列表（每行以“- ”开头），现在是“{raw}”。")
    return raw


def _same_names(raw: dict[Any, Any], fields: Mapping[str, Shape], where: str) -> None:
    missing = [name for name in fields if name not in raw]
    unknown = [str(name) for name in raw if name not in fields]
    if missing:
        raise WrongValue(f"{where}值缺少：{'、'.join(missing)}。")
    if unknown:
        raise WrongValue(f"{where}值里有未声明的名称：{'、'.join(unknown)}。可用：{'、'.join(fields)}。")


def _scalar(shape: Shape, raw: Any) -> Scalar:
    if shape.kind in _COUNTS or shape.kind is Kind.INTEGER:
        return _whole(shape.kind, raw)
    if shape.kind in {Kind.RATIO, Kind.DECIMAL}:
        return _decimal(shape.kind, raw)
    if shape.kind is Kind.DATE:
        return _instance(raw, date, "应是日期，如 2021-02-01")
    if shape.kind is Kind.BOOLEAN:
        return _instance(raw, bool, "应是 true 或 false")
    text = _instance(raw, str, "应是文字（数字要作文字时请加引号）")
    if not text.strip():
        raise WrongValue("文字不能为空。")
    if shape.choices and text not in shape.choices:
        raise WrongValue(f"“{text}”不在可选范围：{'、'.join(shape.choices)}。")
    return text


def _instance(raw: Any, kind: type[_S], expected: str) -> _S:
    if type(raw) is not kind:
        raise WrongValue(f"{expected}，现在是“{raw}”。")
    return raw


def _whole(kind: Kind, raw: Any) -> int:
    number = _instance(raw, int, "应是整数，不加引号")
    if kind in _COUNTS and number < 0:
        raise WrongValue(f"不能小于零，现在是 {number}。")
    return number


def _decimal(kind: Kind, raw: Any) -> Decimal:
    text = _instance(raw, str, '应是加引号的小数，如 "0.8"')
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise WrongValue(f'“{text}”不是数字，应是加引号的小数，如 "0.8"。') from None
    if not number.is_finite():
        raise WrongValue(f"“{text}”不是有限的数字。")
    if kind is Kind.RATIO and not 0 <= number <= 1:
        raise WrongValue(f'比例应在 0 到 1 之间，现在是 {text}。百分数请写成小数，如 90% 写 "0.9"。')
    return number


def _show_deadline(deadline: Record) -> str:
    length, warning = deadline.integer("length"), deadline.integer("warn_before")
    when = f"{length}{DeadlineUnit.label_of(deadline.text('unit'))}" if length else "当日"
    return f"{when}（提前{warning}个工作日提醒；{deadline.text('basis')}）"


def _show_scalar(shape: Shape, value: Scalar) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if shape.kind is Kind.MONEY_FEN and isinstance(value, int):
        return f"{value // 100:,}.{value % 100:02d}元"
    if shape.kind in _COUNTED:
        return f"{value}{shape.kind.label}"
    if isinstance(value, str):
        return shape.choices.get(value, value)
    return f"{value}{shape.unit}"
