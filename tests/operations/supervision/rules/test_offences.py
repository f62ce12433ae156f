"""The catalogue: read whole or refused by row and column; its faults are found; the shipped one is sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tuoyu.foundation.policy.words import Confidence
from tuoyu.operations.supervision.item_files import inspection_items, unit_kinds
from tuoyu.operations.supervision.offence_files import all_offences, offences_on, organ_kinds
from tuoyu.operations.supervision.policy.penalties import numbers_at
from tuoyu.operations.supervision.rules.offences import (
    COLUMNS,
    Offence,
    OffencesWrong,
    lint_offences,
    pointed_to,
    read_offences,
)
from tuoyu.operations.supervision.rules.penalties import Sentence, sentence_is_lawful

ROW = "A-1,没有查询,某法,第一条,教育|公安,warning|fine,0,100,,,,,,FIRE|SAN-002,recalled,2021-06-01,注"
HEAD = ",".join(COLUMNS)
ITEMS = {"FIRE-009", "SAN-002"}
ONE = read_offences(f"{HEAD}\n{ROW}\n")[0]


def test_a_row_is_read() -> None:
    assert Offence(
        "A-1", "没有查询", "某法", "第一条", ("教育", "公安"), ("warning", "fine"), 0, 100, None, None, None,
        Confidence.RECALLED, date(2021, 6, 1), "注", "gain", (), ("FIRE", "SAN-002"),
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
        {"kinds": ("fine",), "min_fen": None, "max_fen": None, "note": ""},
        {"kinds": ("fine",), "min_fen": None, "max_fen": None, "confidence": Confidence.VERIFIED},
        {"counted": "wage"},
        {"items": ("FIRE-999",)},
        {"items": ("FIR",)},
        {"after": ("A-1",)},
        {"gain_from_fen": 5},
        {"gain_from_fen": 5, "min_times": 3, "max_times": 2},
    ],
)
def test_a_fault_is_found(changes: dict[str, object]) -> None:
    assert lint_offences([ONE], unit_kinds(), ITEMS) == ()
    assert len(lint_offences([replace(ONE, **changes)], unit_kinds(), ITEMS)) == 1  # type: ignore[arg-type]


def test_a_code_stands_once() -> None:
    assert [str(each) for each in lint_offences([ONE, ONE], unit_kinds(), ITEMS)] == ["A-1：编号重复"]


def test_the_shipped_catalogue_is_sound() -> None:
    items = {each.code for each in inspection_items()}
    assert lint_offences(all_offences(), unit_kinds(), items) == ()


def test_every_organ_of_the_catalogue_numbers_its_papers_and_every_domain_points_to_a_wrong() -> None:
    organs = {organ for each in all_offences() for organ in each.organs}
    assert [
        organ for organ in organs if numbers_at(frozenset({organ}), date(2022, 1, 1), "330302") is None
    ] == []
    letters = {each.code.partition("-")[0] for each in inspection_items()}
    shown = {mark.partition("-")[0] for each in all_offences() for mark in each.items}
    assert shown == letters


def test_a_finding_points_to_wrongs_by_its_item_or_its_domain() -> None:
    assert [each.code for each in pointed_to([ONE], {"FIRE-009"})] == ["A-1"]
    assert [each.code for each in pointed_to([ONE], {"SAN-002"})] == ["A-1"]
    assert pointed_to([ONE], {"SAN-003", "FIR-001"}) == ()


def test_a_sum_that_nobody_held_against_the_text_is_left_out_and_no_fine_is_imposed() -> None:
    bare = replace(ONE, kinds=("fine",), min_fen=None, max_fen=None)
    assert lint_offences([bare], unit_kinds(), ITEMS) == ()
    verdict = sentence_is_lawful(Sentence(frozenset({"fine"}), 100), bare, 0)
    assert [each.code for each in verdict.failures] == ["supervision.penalty.no_sum"]


def test_sums_are_those_of_the_articles() -> None:
    sums = {each.code: (each.min_fen, each.max_fen) for each in all_offences()}
    assert sums["PRT-001"] == sums["PRT-002"] == (0, 5_000_000)
    assert sums["PRT-003"] == (5_000_000, 50_000_000)
    assert sums["SAN-001"] == (None, None)


def test_the_grave_forms_name_what_they_aggravate() -> None:
    grave = {each.code: each.after for each in all_offences() if each.after}
    assert grave["POP-002"] == ("POP-001",)
    assert grave["PRT-003"] == ("PRT-001", "PRT-002")


def test_goods_are_counted_where_the_article_counts_them() -> None:
    found = next(each for each in all_offences() if each.code == "FOD-001")
    assert found.counted_label == "货值金额"
    assert found.range_for(1_000_000) == (10_000_000, 20_000_000)


def test_gains_are_fined_in_multiples_from_the_sum_on() -> None:
    found = next(each for each in all_offences() if each.code == "PRT-004")
    assert found.range_for(99_999_999) == (10_000_000, 100_000_000)
    assert found.range_for(100_000_000) == (100_000_000, 1_000_000_000)


def test_a_unit_punishes_what_the_law_gives_to_its_kind() -> None:
    assert organ_kinds("区市场监管局") == {"市场监管"}
    codes = {each.code for each in offences_on(date(2022, 1, 1), "区市场监管局")}
    assert {"PRT-001", "PRT-002", "PRT-003"} <= codes
    assert not codes & {"SAN-001", "PRT-004"}
    assert not {"PRT-001", "POP-001"} & {each.code for each in offences_on(date(2021, 5, 31), "区市场监管局")}
