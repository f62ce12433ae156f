"""Charts are plain data: no script, colours by token, the same figures as a table."""

from __future__ import annotations

import json
import re

from tuoyu.foundation.ui.charts import bar_chart, trend_chart

MONTHS = ["1月", "2月", "3月"]


def test_a_trend_is_data_and_a_table_and_a_sentence() -> None:
    chart = trend_chart(
        "rate", "管理率", MONTHS, [86.2, 87.1, None], pace=[86.5, 87, 88], target=95, unit="%"
    )
    assert chart.columns == ("时间", "实际", "进度线", "目标")
    assert chart.rows == (
        ("1月", "86.2%", "86.5%", "95%"),
        ("2月", "87.1%", "87%", "95%"),
        ("3月", "—", "88%", "95%"),
    )
    assert chart.summary == "管理率：1月 86.2%，2月 87.1%，目标 95%。"
    assert [series["data"] for series in chart.option["series"]] == [
        [86.2, 87.1, None],
        [86.5, 87, 88],
        [95, 95, 95],
    ]


def test_lines_differ_without_colour() -> None:
    styles = [
        series["lineStyle"]
        for series in trend_chart("a", "甲", MONTHS, [1, 2, 3], pace=[1, 2, 3], target=2).option["series"]
    ]
    assert [style["width"] for style in styles] == [2.5, 1.25, 1.25]
    assert [("type" in style) for style in styles] == [False, True, False]


def test_every_colour_is_a_token_and_nothing_is_code() -> None:
    text = json.dumps(
        [
            trend_chart("a", "甲", MONTHS, [1, 2, 3], target=2).option,
            bar_chart("b", "乙", MONTHS, [1, None, 3], target=2).option,
        ]
    )
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|function", text)
    assert "token:sprout" in text


def test_charts_without_figures_say_so() -> None:
    assert trend_chart("a", "甲", MONTHS, [None] * 3).summary == "甲：还没有实际数据。"
    assert bar_chart("b", "乙", MONTHS, [None] * 3).summary == "乙：没有数据。"


def test_bars_name_the_highest_and_the_lowest() -> None:
    chart = bar_chart("b", "托位", MONTHS, [5.1, 2, None], unit="个")
    assert chart.summary == "托位：最高 1月 5.1个，最低 2月 2个。"
    assert chart.rows[-1] == ("3月", "—")
