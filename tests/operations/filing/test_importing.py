"""A big file of registrations: the same rows as the sheet makes, all or none, once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.entrypoints.site.world import make_unit
from tests.operations.filing.registration_rows import csv_text, rows
from tests.registers.institutions.world import an_institution, system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.exchange.bigfiles import FileRefused
from tuoyu.foundation.people.models import Unit
from tuoyu.operations.filing.commands import ImportRegistrationFile, ImportRegistrations, NewFile
from tuoyu.operations.filing.exchange import import_registrations
from tuoyu.operations.filing.exchange_files import (
    import_registration_file,
    write_registration_errors,
)
from tuoyu.operations.filing.models import Registration

MARKET = "sjj"


@pytest.fixture
def market() -> Unit:
    return make_unit(MARKET, "区市场监管局")


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def imported(path: Path, unit: Unit) -> Any:
    return import_registration_file(system(), ImportRegistrationFile(unit.pk, path))


def stored(*without: str) -> list[dict[str, Any]]:
    """Every row as its values, the key and the sealed text left out (the telephone as it reads)."""
    found = []
    for row in Registration.objects.unscoped("tests").order_by("uscc", "source_id"):
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        found.append({**values, "id": 0, "phone": row.phone.reveal()})
    return [{key: value for key, value in row.items() if key not in without} for row in found]


def clocks() -> list[tuple[Any, ...]]:
    names = [
        field.attname
        for field in Clock._meta.concrete_fields
        if field.attname not in {"id", "subject_id", "link"}
    ]
    return sorted(
        tuple(map(str, row)) for row in Clock.objects.unscoped("tests").order_by("pk").values_list(*names)
    )


@pytest.mark.django_db
def test_import_registration_file_makes_what_the_sheet_makes(market: Unit, tmp_path: Path) -> None:
    some = list(rows(300, care_share=0.3, first=date(2021, 1, 1), span=150))
    institution = an_institution(uscc=some[0][1])
    again = [
        (*some[1][:3], "变更登记", *some[1][4:]),
        (some[2][0] + "新", *some[2][1:3], "变更登记", *some[2][4:]),
    ]
    text = csv_text([*some, *again])
    import_registrations(system(), ImportRegistrations(market.pk, NewFile("a.csv", text.encode())))
    by_sheet, by_sheet_clocks = stored(), clocks()
    Clock.objects.unscoped("tests").delete()
    Registration.objects.unscoped("tests").delete()
    counts = imported(written(tmp_path / "a.csv", text), market)
    assert (counts.made, counts.merged + counts.known) == (300, 2)
    assert stored() == by_sheet
    assert clocks() == by_sheet_clocks
    assert by_sheet_clocks
    assert institution.pk in {row["institution_id"] for row in by_sheet}


@pytest.mark.django_db
def test_import_registration_file_again_says_nothing_new(market: Unit, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", csv_text(rows(50)))
    assert asdict(imported(path, market)) == {"made": 50, "merged": 0, "known": 0}
    before = stored()
    assert asdict(imported(path, market)) == {"made": 0, "merged": 0, "known": 50}
    assert stored() == before
    entries = Entry.objects.unscoped("tests").filter(verb="filing.registration.import").order_by("pk")
    assert [entry.note for entry in entries] == [
        "50 行：新增 50 条，合并更新 0 条，已有或较旧 0 条",
        "50 行：新增 0 条，合并更新 0 条，已有或较旧 50 条",
    ]


@pytest.mark.django_db
def test_import_registration_file_is_all_or_none(market: Unit, tmp_path: Path) -> None:
    some = list(rows(30))
    some[20] = (some[20][0], some[20][1][:-1] + "?", "2021-02-30", *some[20][3:])
    path = written(tmp_path / "a.csv", csv_text(some))
    with pytest.raises(FileRefused) as refused:
        imported(path, market)
    assert [(error.line, error.column) for error in refused.value.errors] == [
        (22, "统一社会信用代码"),
        (22, "登记日期"),
    ]
    assert not stored()
    target = tmp_path / "errors.csv"
    write_registration_errors(ImportRegistrationFile(market.pk, path), refused.value, target)
    first = target.read_text(encoding="utf-8-sig").splitlines()[1]
    assert "22,统一社会信用代码；登记日期," in first
    mended = (
        target.read_text(encoding="utf-8-sig")
        .replace("2021-02-30", "2021-02-28")
        .replace(some[20][1], list(rows(30))[20][1])
    )
    assert asdict(imported(written(target, mended), market))["made"] == 30


@pytest.mark.django_db
def test_import_registration_file_leaves_what_differs_to_the_merging_rule(
    market: Unit, tmp_path: Path
) -> None:
    some = list(rows(6))
    head = (*HEAD, "业务日期", "来源编号")
    plain = [(*row, "", "") for row in some]
    imported(written(tmp_path / "a.csv", csv_text(plain, head)), market)
    newer = (*some[0][:3], "变更登记", *some[0][4:], "2021-06-01", "")
    older = (some[1][0] + "旧", *some[1][1:], "2015-01-01", "")
    own_id = (*some[2], "", "A-2")
    corrected = (some[3][0] + "正", *some[3][1:], "", "")
    two = [(*some[4], "", "A-4"), (*some[4], "2021-06-02", "A-5")]
    counts = imported(
        written(tmp_path / "b.csv", csv_text([newer, older, own_id, corrected, *two], head)), market
    )
    by_code = {row["uscc"]: row for row in stored()}
    assert (counts.made, len(stored())) == (0, 7)
    assert by_code[some[0][1]]["change"] == "changed"
    assert by_code[some[1][1]]["name"] == some[1][0]
    assert by_code[some[2][1]]["source_id"] == "A-2"
    assert by_code[some[3][1]]["name"] == some[3][0] + "正"


@pytest.mark.django_db
def test_import_registration_file_finds_what_a_list_named_without_a_code(
    market: Unit, tmp_path: Path
) -> None:
    from tests.conftest import DISTRICT
    from tuoyu.operations.filing.commands import RegistrationFacts
    from tuoyu.operations.filing.services.receiving import Origin, found_in_list
    from tuoyu.operations.filing.words import Channel

    row = next(iter(rows(1)))
    facts = RegistrationFacts("x" * 40, NOW, "registered", "", row[0], date(2021, 3, 1), address=row[7])
    assert DISTRICT
    found_in_list(system(), Origin(market, Door.MARKET, market.code, Channel.LIST), [facts])
    counts = imported(written(tmp_path / "a.csv", csv_text([row])), market)
    assert asdict(counts) == {"made": 0, "merged": 1, "known": 0}
    assert [found["uscc"] for found in stored()] == [row[1]]


@pytest.mark.django_db
def test_import_registration_file_is_for_whoever_may_speak_for_the_door(
    market: Unit, tmp_path: Path, ctx_for: Any
) -> None:
    path = written(tmp_path / "a.csv", csv_text(rows(2)))
    other = make_unit("mzj", "区民政局")
    for ctx, unit in ((ctx_for("registrar", other), market), (system(), make_unit("wjj", "区卫健局"))):
        with pytest.raises(Refused):
            import_registration_file(ctx, ImportRegistrationFile(unit.pk, path))
    with pytest.raises(FileRefused, match="不该由民政部门推送"):
        import_registration_file(ctx_for("registrar", other), ImportRegistrationFile(other.pk, path))
    assert not stored()
    assert check_registration_file(ctx_for("registrar", market), ImportRegistrationFile(market.pk, path)) == 2


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


@pytest.mark.django_db
@settings(max_examples=150)
@given(
    table=st.lists(
        st.tuples(
            names,
            codes,
            days,
            changes,
            texts,
            texts,
            texts,
            texts,
            texts,
            days,
            days,
            st.sampled_from(["", "A1"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_columns_judge_and_make_facts_as_the_single_rules_do(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]]
) -> None:
    content = csv_text(table, (*HEAD, "业务日期", "来源编号")).encode()
    path = tmp_path_factory.mktemp("facts") / "a.csv"
    path.write_bytes(content)
    gate = gate_of(system(), Door.MARKET)
    read = read_rows(REGISTRATIONS, read_lines("a.csv", content, max_bytes=1 << 20, most_lines=50))
    wrong = {error.line for error in read.errors if error.column}
    single = {row.line: facts_of(row) for row in read.rows if row.line not in wrong}
    errors = [error for error in read.errors if error.column]
    for row in read.rows:
        if row.line not in wrong:
            errors += row_errors(REGISTRATIONS, row, single[row.line], gate)
    table_ = COLUMNAR.open(path, max_bytes=1 << 20, most_sheet_bytes=1 << 20)
    chunks = list(read_chunks(COLUMNAR, table_, RegistrationJudge(gate)))
    assert [error for chunk in chunks for error in chunk.errors] == sorted(errors, key=lambda each: each.line)
    bad = {error.line for error in errors}
    frame = pl.concat([chunk.frame for chunk in chunks])
    assert frame["line"].to_list() == [line for line in single if line not in bad]
    if len(frame):
        assert_equal_facts(facts_frame(frame), [single[line] for line in frame["line"]])


def assert_equal_facts(facts: pl.DataFrame, single: Sequence[Any]) -> None:
    words = scope_words_at(NOW.date(), "330302")
    assert [facts_of_row(row) for row in facts.iter_rows(named=True)] == list(single)
    assert digests(facts) == [digest_of(each) for each in single]
    judged = [relevance_of(each.name, each.scope, words) for each in single]
    grades, notes = relevances(facts, words)
    assert list(zip(grades, notes, strict=True)) == [(each.relevance.value, each.note) for each in judged]


def test_numbers_of_houses_tell_nothing_about_the_place() -> None:
    places, chance = gazetteer("330302"), random.Random(3)
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
