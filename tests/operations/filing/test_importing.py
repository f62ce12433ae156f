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
