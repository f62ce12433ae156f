"""The rules of registrations over columns answer as the single rules do, whatever stands in the file."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_unit
from tests.operations.filing.registration_rows import HEAD, csv_text, rows
from tests.registers.institutions.world import system
from tuoyu.foundation.exchange.bigfiles import FileRefused
from tuoyu.foundation.exchange.columnar import read_chunks
from tuoyu.foundation.exchange.reading import read_rows
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.exchange.sheets import RowError
from tuoyu.foundation.exchange.tables import read_lines
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.divisions import gazetteer
from tuoyu.operations.filing.columnar import address_form, digests, facts_frame, facts_of_row, relevances
from tuoyu.operations.filing.commands import ImportRegistrationFile, ImportRegistrations, NewFile
from tuoyu.operations.filing.exchange import check_registrations, facts_of
from tuoyu.operations.filing.exchange_files import COLUMNAR, RegistrationJudge, check_registration_file
from tuoyu.operations.filing.policy import scope_words_at
from tuoyu.operations.filing.queries.doors import gate_of
from tuoyu.operations.filing.rules.merging import digest_of
from tuoyu.operations.filing.rules.relevance import relevance_of
from tuoyu.operations.filing.sheets import REGISTRATIONS
from tuoyu.operations.filing.words import Door


@pytest.fixture
def market() -> Unit:
    return make_unit("sjj", "区市场监管局")


GOOD = next(iter(rows(1)))
names = st.sampled_from(
    ["温州青禾有限公司", "托育\x7f", "O'Neil 托 育", "托兒所", "幼托班", '引"号\\', " x "]
)
codes = st.sampled_from(
    [
        GOOD[1],
        GOOD[1].lower(),
        "９" + GOOD[1][1:],
        "52330302MJ000000XY",
        GOOD[1][:-1] + "?",
        "MA2HXY",
        "A1330302MA2HXY12",
    ]
)
days = st.sampled_from(
    ["2021-06-15", "2021/6/16", "2021-06-17", "44256", "1990-04-15", "1899-12-31", "", "x"]
)
changes = st.sampled_from(["", "设立登记", "changed", "注销登记", "吊销"])
texts = st.sampled_from(
    [
        "",
        "托育服务",
        "３岁以下婴幼儿照护",
        "三 岁以下\n婴幼儿照护",
        "餐饮；“外卖”",
        "\u200b",
        "x" * 70,
        "\t\\",
    ]
)


lines = st.tuples(
    names, codes, days, changes, texts, texts, texts, texts, texts, days, days, st.sampled_from(["", "A1"])
)


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.one_of(lines, st.just((*GOOD, "", ""))), min_size=1, max_size=8))
@example(table=[(*GOOD, "", ""), (f"{GOOD[0]}新", *GOOD[1:], "", "")])
def test_columns_judge_and_make_facts_as_the_single_rules_do(
    market: Unit, tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]]
) -> None:
    content = csv_text(table, (*HEAD, "业务日期", "来源编号")).encode()
    path = tmp_path_factory.mktemp("facts") / "a.csv"
    path.write_bytes(content)
    by_columns = told(lambda: check_registration_file(system(), ImportRegistrationFile(market.pk, path)))
    by_rows = told(lambda: check_registrations(system(), of_bytes(market, content)))
    assert by_columns == by_rows
    read = read_rows(REGISTRATIONS, read_lines("a.csv", content, max_bytes=1 << 20, most_lines=50))
    opened = COLUMNAR.open(path, max_bytes=1 << 20, most_sheet_bytes=1 << 20)
    judge = RegistrationJudge(gate_of(system(), Door.MARKET))
    chunks = list(read_chunks(COLUMNAR, opened, judge))
    bad = {error.line for chunk in chunks for error in chunk.errors}
    single = {row.line: facts_of(row) for row in read.rows if row.line not in bad}
    frame = pl.concat([chunk.frame for chunk in chunks])
    assert frame["line"].to_list() == list(single)
    if len(frame):
        assert_equal_facts(facts_frame(frame), list(single.values()))


def told(check: Callable[[], int]) -> int | list[RowError]:
    """How many rows could be taken, or what is wrong with which."""
    try:
        return check()
    except (FileRefused, RowsRefused) as refused:
        return list(refused.errors)


def of_bytes(market: Unit, content: bytes) -> ImportRegistrations:
    return ImportRegistrations(market.pk, NewFile("a.csv", content))


def assert_equal_facts(facts: pl.DataFrame, single: Sequence[Any]) -> None:
    words = scope_words_at(NOW.date(), DISTRICT)
    assert [facts_of_row(row) for row in facts.iter_rows(named=True)] == list(single)
    assert digests(facts) == [digest_of(each) for each in single]
    judged = [relevance_of(each.name, each.scope, words) for each in single]
    grades, notes = relevances(facts, words)
    assert list(zip(grades, notes, strict=True)) == [(each.relevance.value, each.note) for each in judged]


def test_numbers_of_houses_tell_nothing_about_the_place() -> None:
    places, chance = gazetteer(DISTRICT), random.Random(3)
    pieces = [
        "温州市",
        "鹿城区",
        "五马街道",
        "藤桥",
        "南汇街道",
        "春秋社区",
        "下岸村",
        "前陈村",
        "路",
        "巷",
        "号",
        "-",
        " ",
        "1",
        "12",
        "３",
    ]
    for _ in range(400):
        address = "".join(chance.choices(pieces, k=chance.randrange(1, 9)))
        one, other = places.locate(address), places.locate(address_form(address))
        assert (one.street_code9, one.community_code12) == (other.street_code9, other.community_code12), (
            address
        )
