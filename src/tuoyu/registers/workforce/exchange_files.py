"""Practitioners of a big file, column by column: all rows or none, and the same rows as ``register_practitioner`` makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.exchange.bigfiles import FileRefused, walk, write_error_file
from tuoyu.foundation.exchange.codes import uscc_kernel
from tuoyu.foundation.exchange.columnar import ColumnarSheet
from tuoyu.foundation.exchange.sheets import RowError, SheetRow
from tuoyu.foundation.search.indexes import many_rows
from tuoyu.kernel.context import Ctx
from tuoyu.registers.workforce import permissions
from tuoyu.registers.workforce.columnar import commands_frame, may_be_unsound
from tuoyu.registers.workforce.commands import ImportPractitionerFile, RegisterPractitioner
from tuoyu.registers.workforce.models import Practitioner
from tuoyu.registers.workforce.queries import institutions_by_code
from tuoyu.registers.workforce.services.registering_many import Counts, ManyPractitioners
from tuoyu.registers.workforce.sheets import PRACTITIONERS, Places, command_of, row_errors

COLUMNAR = ColumnarSheet(PRACTITIONERS, {"uscc": uscc_kernel})


@dataclass(frozen=True, slots=True)
class PractitionerJudge:
    """``sheets.row_errors`` for ``exchange.columnar``. Rows about one person may differ: the newer word holds."""

    places: Places
    today: date

    def doubts(self, frame: pl.DataFrame) -> pl.Series:
        return may_be_unsound(frame, self.places, self.today)

    def errors(self, row: SheetRow) -> Sequence[RowError]:
        return row_errors(row, self.places, self.today)

    def rivals(self, _frame: pl.DataFrame) -> None:
        return None

    def rival_sentence(self, line: int) -> str:
        return f"与第{line}行说法不同"

    def commands(self, frame: pl.DataFrame) -> Iterator[RegisterPractitioner]:
        """Good rows as commands."""
        for row in commands_frame(frame, self.places, self.today).iter_rows(named=True):
            yield command_of(row, row["institution_id"])


@service(permissions.IMPORT)
def import_practitioner_file(ctx: Ctx, command: ImportPractitionerFile) -> Counts:
    """Every row of the file, or none. Raises ``FileRefused`` with each row that cannot be taken, ``Refused`` for no table.

    The transaction is open while the file is read: look at it with ``check_practitioner_file`` first.
    """
    judge = judge_of(ctx)
    many = ManyPractitioners(ctx)
    with many_rows(Practitioner):
        rows = walk(COLUMNAR, command.path, judge, lambda frame: many.take(judge.commands(frame)))
    counts = many.counts
    note = (
        f"{rows} 行：新增 {counts.made} 人，在册人员有更新的 {counts.merged} 行，没有变化的 {counts.known} 行"
    )
    journal(ctx, permissions.IMPORT, fields=("name", "citizen_id", "position", "certificates"), note=note)
    return counts


def check_practitioner_file(ctx: Ctx, command: ImportPractitionerFile) -> int:
    """Look at a file without writing: how many rows could be taken. Raises as ``import_practitioner_file`` does."""
    return walk(COLUMNAR, command.path, judge_of(ctx))


def write_practitioner_errors(command: ImportPractitionerFile, refused: FileRefused, target: Path) -> None:
    """The refused file as CSV with what is wrong in its last columns, to be mended and sent again."""
    write_error_file(COLUMNAR, command.path, refused, target)


def judge_of(ctx: Ctx) -> PractitionerJudge:
    """What rows are held against, for an actor who may import them. Raises ``Refused`` (403)."""
    require_any(ctx, permissions.IMPORT)
    return PractitionerJudge(Places(institutions_by_code(ctx, permissions.IMPORT)), ctx.today)
