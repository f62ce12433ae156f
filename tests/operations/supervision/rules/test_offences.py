"""The catalogue: read whole or refused by row and column; its faults are found; the shipped one is sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tuoyu.foundation.policy.words import Confidence
from tuoyu.operations.supervision.item_files import unit_kinds
from tuoyu.operations.supervision.offence_files import all_offences, offences_on, organ_kinds
from tuoyu.operations.supervision.rules.offences import (
    COLUMNS,
    Offence,
    OffencesWrong,
    lint_offences,
    read_offences,
)

ROW = "A-1,没有查询,某法,第一条,教育|公安,warning|fine,0,100,,,,recalled,2021-06-01,注"
HEAD = ",".join(COLUMNS)
ONE = read_offences(f"{HEAD}\n{ROW}\n")[0]


def test_a_row_is_read() -> None:
    assert Offence(
        "A-1", "没有查询", "某法", "第一条", ("教育", "公安"), ("warning", "fine"), 0, 100, None, None, None,
        Confidence.RECALLED, date(2021, 6, 1), "注",
    ) == ONE  # fmt: skip
    assert ONE.basis == "《某法》第一条（待核实）"


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (HEAD.replace("law,", ""), 1, "law"),
        (f"{HEAD}\n{ROW.replace('A-1', '')}", 2, "code"),
        (f"{HEAD}\n{ROW.replace(',100,', ',一百,')}", 2, "max_fen"),
        (f"{HEAD}\n{ROW.replace('recalled', 'sure')}", 2, "confidence"),
        (f"{HEAD}\n{ROW.replace('2021-06-01', '2021-6')}", 2, "since"),
        (f"{HEAD}\n{ROW},多", 2, "整行"),
        (f"{HEAD}\nA-1,没有", 2, "law"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(text: str, row: int, column: str) -> None:
    with pytest.raises(OffencesWrong) as wrong:
        read_offences(text)
    assert (wrong.value.row, wrong.value.column) == (row, column)


@pytest.mark.parametrize(
    "changes",
    [
        {"organs": ("税务所",)},
        {"kinds": ("jail", "fine")},
        {"min_fen": None},
        {"min_fen": 200},
        {"kinds": ("warning",)},
        {"kinds": ("fine",), "min_fen": None, "max_fen": None},
        {"gain_from_fen": 5},
        {"gain_from_fen": 5, "min_times": 3, "max_times": 2},
    ],
)
def test_a_fault_is_found(changes: dict[str, object]) -> None:
    assert lint_offences([ONE], unit_kinds()) == ()
    assert len(lint_offences([replace(ONE, **changes)], unit_kinds())) == 1  # type: ignore[arg-type]


def test_a_code_stands_once() -> None:
    assert [str(each) for each in lint_offences([ONE, ONE], unit_kinds())] == ["A-1：编号重复"]


def test_the_shipped_catalogue_is_sound() -> None:
    assert lint_offences(all_offences(), unit_kinds()) == ()


def test_sums_are_those_of_the_articles() -> None:
    sums = {each.code: (each.min_fen, each.max_fen) for each in all_offences()}
    assert sums["PRT-001"] == sums["PRT-002"] == (0, 5_000_000)
    assert sums["PRT-003"] == (5_000_000, 50_000_000)
    assert sums["SAN-001"] == (None, None)


def test_gains_are_fined_in_multiples_from_the_sum_on() -> None:
    found = next(each for each in all_offences() if each.code == "PRT-004")
    assert found.range_for(99_999_999) == (10_000_000, 100_000_000)
    assert found.range_for(100_000_000) == (100_000_000, 1_000_000_000)


def test_a_unit_punishes_what_the_law_gives_to_its_kind() -> None:
    assert organ_kinds("区市场监管局") == {"市场监管"}
    codes = {each.code for each in offences_on(date(2022, 1, 1), "区市场监管局")}
    assert {"PRT-001", "PRT-002", "PRT-003"} <= codes
    assert not codes & {"SAN-001", "PRT-004"}
    assert offences_on(date(2021, 5, 31), "区市场监管局") == ()
