"""A big file of registrations: the same rows as the sheet makes, all or none, once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW
from tests.entrypoints.site.world import make_unit
from tests.operations.filing.registration_rows import HEAD, csv_text, rows
from tests.registers.institutions.world import an_institution, system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.exchange.bigfiles import FileRefused
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing.commands import (
    ImportRegistrationFile,
    ImportRegistrations,
    NewFile,
    RegistrationFacts,
)
from tuoyu.operations.filing.exchange import import_registrations
from tuoyu.operations.filing.exchange_files import (
    check_registration_file,
    import_registration_file,
    write_registration_errors,
)
from tuoyu.operations.filing.models import Registration
from tuoyu.operations.filing.services.receiving import Origin, found_in_list
from tuoyu.operations.filing.words import Channel, Door

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
        (*some[1][:3], "变更登记", *some[1][4:], "2021-06-01"),
        (some[2][0] + "新", *some[2][1:3], "变更登记", *some[2][4:], "2021-06-02"),
    ]
    text = csv_text([*((*row, "") for row in some), *again], (*HEAD, "业务日期"))
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
    row = next(iter(rows(1)))
    facts = RegistrationFacts("x" * 40, NOW, "registered", "", row[0], date(2021, 3, 1), address=row[7])
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


@pytest.mark.django_db
def test_import_registration_file_refuses_what_contradicts_itself(market: Unit, tmp_path: Path) -> None:
    one, *others = rows(4)
    text = csv_text([one, *others, (f"{one[0]}新", *one[1:])])
    with pytest.raises(FileRefused) as by_columns:
        imported(written(tmp_path / "a.csv", text), market)
    with pytest.raises(RowsRefused) as by_rows:
        import_registrations(system(), ImportRegistrations(market.pk, NewFile("a.csv", text.encode())))
    assert list(by_columns.value.errors) == list(by_rows.value.errors)
    assert [error.line for error in by_columns.value.errors] == [6]
    assert not stored()
