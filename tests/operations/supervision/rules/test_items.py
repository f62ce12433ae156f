"""Items: a table is read whole or refused by row and column; every fault of a library is found; a visit gets what applies."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.words import Confidence
from tuoyu.operations.supervision.rules.items import (
    COLUMNS,
    Item,
    ItemsWrong,
    items_for,
    lint_items,
    read_items,
)
from tuoyu.operations.supervision.words.items import Condition, Domain, Evidence
from tuoyu.registers.institutions.words import SupplyForm

OWNERS = frozenset({"消防", "公安", "卫生健康"})
CELLS = {
    "code": "FIRE-001",
    "unit_kind": "消防",
    "title": "灭火器够数",
    "look": "数灭火器，看够不够。",
    "clause": "《消防安全指南》",
    "weight": "5",
    "evidence": "measure",
    "forms": "centre|standalone",
    "needs": "",
    "key": "yes",
    "confidence": "verified",
    "since": "2022-12-31",
    "version": "1",
}


def table(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def one(**changes: str) -> Item:
    return read_items(table(CELLS | changes), Domain.FIRE)[0]


def whole_library() -> tuple[Item, ...]:
    """One sound item a domain."""
    return tuple(
        replace(one(), code=f"{domain.name}-1", domain=domain, look=f"看{domain.label}。")
        for domain in Domain
    )


def reasons(*items: Item) -> list[str]:
    """What the lint says of a sound library with these items more."""
    return [str(problem) for problem in lint_items((*whole_library(), *items), OWNERS)]


def extra(**changes: object) -> Item:
    sound = replace(one(), code="FIRE-9", title="另一件事", look="看另一件事。")
    return replace(sound, **changes)  # type: ignore[arg-type]


def test_a_row_becomes_an_item() -> None:
    item = one(needs="meals|infants")
    assert item.domain is Domain.FIRE
    assert item.evidence is Evidence.MEASURE
    assert item.confidence is Confidence.VERIFIED
    assert (item.weight, item.version, item.is_key) == (5, 1, True)
    assert item.forms == ("centre", "standalone")
    assert item.needs == ("meals", "infants")
    assert item.since == date(2022, 12, 31)


def test_a_mark_of_byte_order_and_the_order_of_columns_do_not_matter() -> None:
    assert read_items("\ufeff" + table(CELLS, columns=COLUMNS[::-1]), Domain.FIRE) == (one(),)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("code", ""),
        ("title", " "),
        ("clause", ""),
        ("forms", ""),
        ("weight", "五"),
        ("weight", "2.5"),
        ("weight", "-1"),
        ("weight", "²"),
        ("evidence", "smell"),
        ("key", "maybe"),
        ("confidence", "sure"),
        ("since", "2022-13-01"),
        ("version", "one"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(column: str, cell: str) -> None:
    with pytest.raises(ItemsWrong) as caught:
        read_items(table(CELLS, CELLS | {column: cell}), Domain.FIRE)
    assert (caught.value.row, caught.value.column) == (3, column)
    assert str(caught.value).startswith(f"第3行 {column}：")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(column: str) -> None:
    text = table(CELLS, columns=tuple(each for each in COLUMNS if each != column))
    with pytest.raises(ItemsWrong) as caught:
        read_items(text, Domain.FIRE)
    assert (caught.value.row, caught.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (table(CELLS).rstrip("\n") + ",more\n", 2),
        (table(CELLS) + "FIRE-002,消防\n", 3),
        (table(CELLS) + 'FIRE-002,"消防"x\n', 3),
        ("", 1),
    ],
)
def test_a_ragged_or_broken_line_is_refused(text: str, row: int) -> None:
    with pytest.raises(ItemsWrong) as caught:
        read_items(text, Domain.FIRE)
    assert caught.value.row == row


@given(st.text(max_size=80))
def test_any_text_after_the_header_is_read_or_refused_in_one_way(text: str) -> None:
    refused_at = None
    try:
        assert read_items(table(CELLS) + text, Domain.FIRE)[0] == one()
    except ItemsWrong as error:
        refused_at = error.row
    assert refused_at is None or refused_at > 2


def test_a_sound_library_has_no_problems() -> None:
    assert reasons(extra()) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "FIRE-1"}, "编号重复"),
        ({"code": "CARE-1"}, "编号重复"),
        ({"unit_kind": "气象"}, "没有“气象”这类单位"),
        ({"unit_kind": "消防|公安"}, "有两个以上的主管部门（消防|公安），只能有一个"),
        ({"forms": ("castle",)}, "没有“castle”这种供给形态"),
        ({"needs": ("snow",)}, "没有“snow”这个条件"),
        ({"weight": 4}, "分量是4，只能是1、3、5、10"),
        ({"weight": 0}, "分量是0，只能是1、3、5、10"),
        ({"since": None}, "没有写从哪天起"),
        ({"title": "灭火器够数"}, "“灭火器够数”在消防里写了两次"),
    ],
)
def test_each_planted_fault_is_found_and_nothing_else(changes: dict[str, object], reason: str) -> None:
    item = extra(**changes)
    assert reasons(item) == [f"{item.code}：{reason}"]


def test_the_same_look_given_to_two_departments_is_found() -> None:
    twin = extra(code="SEC-9", domain=Domain.SECURITY, unit_kind="公安", look="看消防。")
    assert reasons(twin) == ["SEC-9：与 FIRE-1 看的是同一件事，却归消防和公安两个部门"]
    assert reasons(replace(twin, forms=("all",))) == reasons(twin)
    assert reasons(replace(twin, unit_kind="消防")) == []
    assert reasons(replace(twin, forms=("home",))) == []


def test_a_domain_that_nobody_owns_is_found() -> None:
    without = [item for item in whole_library() if item.domain is not Domain.FEES]
    assert [str(problem) for problem in lint_items(without, OWNERS)] == ["fees：价格收费没有部门管"]
    foreign = [
        replace(item, unit_kind="气象") if item.domain is Domain.FEES else item for item in whole_library()
    ]
    assert "fees：价格收费没有部门管" in [str(problem) for problem in lint_items(foreign, OWNERS)]
    assert len(lint_items((), OWNERS)) == len(Domain)


def test_the_same_title_may_stand_in_two_domains() -> None:
    assert len({item.title for item in whole_library()}) == 1
    assert reasons() == []


def test_a_visit_gets_what_applies_on_its_day() -> None:
    day = date(2022, 12, 31)
    item = one()
    assert items_for([item], SupplyForm.CENTRE, (), day) == (item,)
    assert items_for([item], SupplyForm.CENTRE, (), date(2022, 12, 30)) == ()
    assert items_for([item], SupplyForm.HOME, (), day) == ()
    assert items_for([one(forms="all")], SupplyForm.HOME, (), day)
    assert items_for([replace(item, since=None)], SupplyForm.CENTRE, (), day) == ()


def test_every_need_must_be_so() -> None:
    item, day = one(needs="meals|infants"), date(2026, 1, 1)
    assert items_for([item], "centre", {Condition.MEALS, Condition.INFANTS}, day) == (item,)
    assert items_for([item], "centre", {"meals", "infants", "video"}, day) == (item,)
    assert items_for([item], "centre", {Condition.MEALS}, day) == ()
    assert items_for([item], "centre", (), day) == ()


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [
        ("verified", "《消防安全指南》"),
        ("computed", "《消防安全指南》"),
        ("recalled", "《消防安全指南》（待核实）"),
        ("uncertain", "《消防安全指南》（待核实）"),
    ],
)
def test_a_doubtful_clause_says_so(confidence: str, shown: str) -> None:
    item = one(confidence=confidence)
    assert item.clause_text == shown
    assert item.is_unverified is (confidence in {"recalled", "uncertain"})
