"""Icons, pills, clocks, drawings: the state is always a word and a shape, and no value becomes markup."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.ui import drawings, marks
from tuoyu.foundation.ui.matrix import MatrixColumn, MatrixRow, duty_matrix
from tuoyu.foundation.ui.words import LIGHT_ICONS, Light

EVIL = '<script>"&'


@pytest.mark.parametrize("light", list(Light))
def test_a_pill_is_word_shape_and_colour(light: Light) -> None:
    drawn = marks.pill(str(light))
    assert light.label in drawn
    assert f"#{LIGHT_ICONS[light]}" in drawn
    assert f"ty-{light}" in drawn


def test_every_light_has_a_shape_of_its_own() -> None:
    assert len(set(LIGHT_ICONS.values())) == len(Light)


def test_an_unknown_light_is_unknown() -> None:
    assert "ty-none" in marks.pill("purple", "紫")


@pytest.mark.parametrize(
    ("days_left", "light", "word"),
    [
        (12, "ok", "剩 12 个工作日"),
        (3, "warn", "剩 3 个工作日"),
        (0, "warn", "今天到期"),
        (-3, "bad", "逾期 3 个工作日"),
        (None, "none", "未设期限"),
    ],
)
def test_a_clock_says_how_long_and_why(days_left: int | None, light: str, word: str) -> None:
    drawn = marks.clock(days_left, date(2026, 11, 25), "某办法第九条")
    assert f"ty-pill ty-{light}" in drawn
    assert word in drawn
    assert "至 11月25日（周三）" in drawn
    assert "某办法第九条" in drawn


def test_a_clock_past_the_calendar_is_tentative_and_a_met_one_is_done() -> None:
    assert "剩 41 个工作日（暂定）" in marks.clock(41, is_tentative=True)
    assert "期限暂定" in marks.clock(None, is_tentative=True)
    assert "已办结" in marks.clock(-9, is_met=True)


def test_marks_escape_what_they_are_given() -> None:
    drawn = marks.pill("ok", EVIL) + marks.law(EVIL, EVIL) + marks.clock(1, basis=EVIL)
    drawn += (
        drawings.bar(1, 2, 3, EVIL) + drawings.heat_strip([(EVIL, "ok")], EVIL) + drawings.spark([1, 2], EVIL)
    )
    drawn += duty_matrix([MatrixColumn(EVIL, EVIL, EVIL)], [MatrixRow(EVIL, [("lead", EVIL)], EVIL)], EVIL)
    assert "<script" not in drawn


def test_an_icon_that_is_not_in_the_sprite_raises_while_developing(settings: pytest.FixtureRequest) -> None:
    marks.icon.cache_clear()
    assert f"#{marks.UNKNOWN_ICON}" in marks.icon("no-such-icon")
    marks.icon.cache_clear()
    settings.DEBUG = True  # type: ignore[attr-defined]
    with pytest.raises(LookupError, match=r"icons.txt"):
        marks.icon("no-such-icon")


@given(st.none() | st.floats(-1e6, 1e6), st.none() | st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_bar_never_leaves_its_track(value: float | None, target: float | None, top: float) -> None:
    drawn = drawings.bar(value, target, top)
    widths = [float(width) for width in re.findall(r'(?:width|x1)="([\d.]+)%"', drawn)]
    assert all(0 <= width <= 100 for width in widths)


def test_a_heat_strip_is_told_in_words() -> None:
    drawn = drawings.heat_strip([("1日", "ok"), ("2日", "bad"), ("3日", "ok")], "录像")
    assert 'aria-label="录像：正常 2 天，逾期 1 天"' in drawn


def test_a_line_needs_two_points() -> None:
    assert "数据不足" in drawings.spark([None, 3])
    assert drawings.spark([1, None, 2, 3]).count("<line") == 1


def test_the_matrix_tells_duty_and_state_by_shape_and_word() -> None:
    columns = [MatrixColumn("6", "发展用地"), MatrixColumn("7", "税费")]
    drawn = duty_matrix(
        columns,
        [
            MatrixRow("资规分局", [("lead", "bad"), ("share", "ok")]),
            MatrixRow("区民政局", [None, ("share", "warn")]),
        ],
    )
    assert all(shape in drawn for shape in "◆○△")
    assert "牵头，逾期" in drawn
    assert "责任，临期" in drawn
    assert drawn.count("<td></td>") == 1


def test_the_matrix_wants_a_cell_for_every_column() -> None:
    with pytest.raises(ValueError, match="zip"):
        duty_matrix([MatrixColumn("1", "a")], [MatrixRow("u", [])])
