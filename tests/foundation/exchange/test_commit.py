"""Writing rows: all or none, once only, through a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction

from tests.foundation.exchange.sheets_at_hand import HEAD, ROWS, SHEET, csv_bytes
from tuoyu.foundation.exchange.models import Imported
from tuoyu.foundation.exchange.services import Committed, RowsRefused, commit_rows, dry_run
from tuoyu.foundation.exchange.sheets import SheetRow
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db


def write_unit(ctx: Ctx, values: Mapping[str, Any]) -> Unit:
    """Stands for a service: declines a name that it does not like."""
    if values["name"] == "李四":
        raise Refused.because("test.name", "李四不行。", status=422, next_step="请换一个人。", field="name")
    name = values["name"] or values["code"]
    return Unit.objects.create(
        code=values["code"],
        name=name,
        short_name=name,
        kind="department",
        area="330302",
        valid_from_on=ctx.today,
    )


def rows_of(ctx: Ctx, *rows: tuple[str, ...]) -> tuple[SheetRow, ...]:
    return dry_run(ctx, SHEET, "a.csv", csv_bytes([HEAD, *rows])).rows


def commit(ctx: Ctx, rows: tuple[SheetRow, ...], source: str = "upload") -> Committed:
    with transaction.atomic():
        return commit_rows(ctx, SHEET, rows, write_unit, source_system=source)


def test_rows_are_written_once_however_often_the_file_comes(system_ctx: Ctx) -> None:
    rows = rows_of(system_ctx, ROWS[0])
    assert commit(system_ctx, rows) == Committed(1, 0)
    assert commit(system_ctx, rows) == Committed(0, 1)
    again = rows_of(system_ctx, ("0012", "䶮𬭼", "2021/3/1", "5.0", "a"))
    assert commit(system_ctx, again) == Committed(0, 1)
    mark = Imported.objects.unscoped("test").get()
    assert (mark.source_id, mark.object_label) == ("0012|2021-03-01", "people.unit")


def test_a_row_that_says_something_else_now_is_refused(system_ctx: Ctx) -> None:
    commit(system_ctx, rows_of(system_ctx, ROWS[0]))
    changed = rows_of(system_ctx, ("0012", "䶮𬭼", "2021-03-01", "6", "甲"))
    with pytest.raises(RowsRefused, match="第2行：这一行以前导入过，内容与那时不同"):
        commit(system_ctx, changed)


def test_one_refused_row_takes_all_back(system_ctx: Ctx) -> None:
    rows = rows_of(system_ctx, ROWS[0], ROWS[1], ("0014", "", "2021-03-01", "", ""))
    with pytest.raises(RowsRefused) as refusal:
        commit(system_ctx, rows)
    assert [error.sentence for error in refusal.value.errors] == [
        "第3行“姓名”：“李四”，李四不行。请换一个人。"
    ]
    assert not Unit.objects.unscoped("test").exists()
    assert not Imported.objects.unscoped("test").exists()


def test_a_missing_right_ends_the_import(system_ctx: Ctx) -> None:
    def forbidden(_ctx: Ctx, _values: Mapping[str, Any]) -> Unit:
        raise Refused.because("access.role", "不可以。", status=403)

    with pytest.raises(Refused) as refusal, transaction.atomic():
        commit_rows(system_ctx, SHEET, rows_of(system_ctx, ROWS[0]), forbidden, source_system="upload")
    assert refusal.value.status == 403


@pytest.mark.django_db(transaction=True)
def test_commit_rows_wants_a_transaction(system_ctx: Ctx) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        commit_rows(system_ctx, SHEET, (), write_unit, source_system="upload")
