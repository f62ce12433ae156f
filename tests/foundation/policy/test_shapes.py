from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tuoyu.foundation.policy.shapes import Record, Shape, WrongValue, deadline_shape
from tuoyu.foundation.policy.words import Kind

PAIR = {"low": Shape(Kind.RATIO, "下限"), "on": Shape(Kind.DATE, "日期")}
CLOCK: dict[str, Any] = {
    "length": 5,
    "unit": "working_days",
    "warn_before": 2,
    "owner_role": "clerk",
    "basis": "按章办理",
}


@pytest.mark.parametrize(
    ("shape", "raw", "value", "shown"),
    [
        (Shape(Kind.WORKING_DAYS), 5, 5, "5个工作日"),
        (Shape(Kind.CALENDAR_DAYS), 90, 90, "90天"),
        (Shape(Kind.MONTHS), 12, 12, "12个月"),
        (Shape(Kind.INTEGER, unit="分钟"), -3, -3, "-3分钟"),
        (Shape(Kind.MONEY_FEN), 30000005, 30000005, "300,000.05元"),
        (Shape(Kind.RATIO), "0.80", Decimal("0.80"), "0.80"),
        (Shape(Kind.DECIMAL, unit="个"), "4.5", Decimal("4.5"), "4.5个"),
        (Shape(Kind.TEXT), "甲", "甲", "甲"),
        (Shape(Kind.TEXT, choices={"month": "按月"}), "month", "month", "按月"),
        (Shape(Kind.DATE), date(2025, 1, 1), date(2025, 1, 1), "2025-01-01"),
        (Shape(Kind.BOOLEAN), True, True, "是"),
        (Shape(Kind.LIST, items=Shape(Kind.INTEGER, unit="秒")), [1, 2], (1, 2), "1秒、2秒"),
        (Shape(Kind.LIST, items=Shape(Kind.INTEGER)), [], (), "（空）"),
        (
            Shape(Kind.RECORD, fields=PAIR),
            {"on": date(2025, 1, 1), "low": "0.5"},
            Record({"low": Decimal("0.5"), "on": date(2025, 1, 1)}),
            "下限 0.5，日期 2025-01-01",
        ),
        (
            Shape(Kind.TABLE, fields={"a": Shape(Kind.TEXT, "甲")}),
            [{"a": "x"}, {"a": "y"}],
            (Record({"a": "x"}), Record({"a": "y"})),
            "甲 x；甲 y",
        ),
        (deadline_shape("时限", ""), CLOCK, Record(CLOCK), "5个工作日（提前2个工作日提醒；按章办理）"),
        (
            deadline_shape("时限", ""),
            {**CLOCK, "length": 0},
            Record({**CLOCK, "length": 0}),
            "当日（提前2个工作日提醒；按章办理）",
        ),
    ],
)
def test_a_value_is_read_and_shown(shape: Shape, raw: Any, value: Any, shown: str) -> None:
    read = shape.read(raw)
    assert read == value
    assert type(read) is type(value)
    assert shape.show(read) == shown


@pytest.mark.parametrize(
    ("shape", "raw", "reason"),
    [
        (Shape(Kind.RATIO), "1.5", "比例应在 0 到 1 之间"),
        (Shape(Kind.RATIO), "90%", "不是数字"),
        (Shape(Kind.DECIMAL), "NaN", "不是有限的数字"),
        (Shape(Kind.DECIMAL), 4, "应是加引号的小数"),
        (Shape(Kind.MONEY_FEN), -1, "不能小于零"),
        (Shape(Kind.MONTHS), True, "应是整数"),
        (Shape(Kind.TEXT), "  ", "不能为空"),
        (Shape(Kind.TEXT), 5, "应是文字"),
        (Shape(Kind.TEXT, choices={"month": "按月"}), "week", "“week”不在可选范围：month"),
        (Shape(Kind.DATE), "2025-1-1", "应是日期"),
        (Shape(Kind.BOOLEAN), "yes", "应是 true 或 false"),
        (Shape(Kind.LIST, items=Shape(Kind.TEXT)), "甲", "应是一个列表"),
        (Shape(Kind.RECORD, fields=PAIR), {"low": "0.5"}, "值缺少：on"),
        (Shape(Kind.RECORD, fields=PAIR), [1], "应是一组"),
        (Shape(Kind.RECORD, fields=PAIR), {"low": "2", "on": date(2025, 1, 1)}, "low：比例应在"),
        (
            Shape(Kind.TABLE, fields={"a": Shape(Kind.TEXT, "甲")}),
            [{"a": "x"}, {"b": "y"}],
            "第2行的值缺少：a",
        ),
        (deadline_shape("时限", ""), {**CLOCK, "unit": "weeks"}, "unit：“weeks”不在可选范围"),
        (deadline_shape("时限", ""), {**CLOCK, "pause": 1}, "未声明的名称：pause"),
    ],
)
def test_a_wrong_value_says_what_is_expected(shape: Shape, raw: Any, reason: str) -> None:
    with pytest.raises(WrongValue, match=reason):
        shape.read(raw)


def test_a_record_is_asked_by_type() -> None:
    record = Record({"n": 1, "is_on": True})
    assert record.integer("n") == 1
    assert record.flag("is_on") is True
    with pytest.raises(TypeError, match="bool"):
        record.integer("is_on")
