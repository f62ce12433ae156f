"""Registrations of a big file, column by column: all rows or none, and the same rows as the sheet of ``exchange`` makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.exchange.bigfiles import FileRefused, walk, write_error_file
from tuoyu.foundation.exchange.codes import uscc_kernel
from tuoyu.foundation.exchange.columnar import ColumnarSheet
from tuoyu.foundation.exchange.sheets import RowError, SheetRow
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.search.indexes import many_rows
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.columnar import facts_frame, may_be_unsound, named_and_said
from tuoyu.operations.filing.commands import ImportRegistrationFile
from tuoyu.operations.filing.exchange import contradiction, facts_of, row_errors
from tuoyu.operations.filing.models import Registration
from tuoyu.operations.filing.queries.doors import gate_of, speak_for
from tuoyu.operations.filing.rules.facts import Gate
from tuoyu.operations.filing.services.receiving import Origin
from tuoyu.operations.filing.services.receiving_many import Counts, ManyReceived
from tuoyu.operations.filing.sheets import REGISTRATIONS
from tuoyu.operations.filing.words import Channel, Door

COLUMNAR = ColumnarSheet(REGISTRATIONS, {"uscc": uscc_kernel})


@dataclass(frozen=True, slots=True)
class RegistrationJudge:
    """``rules.facts`` for ``exchange.columnar``."""

    gate: Gate

    def doubts(self, frame: pl.DataFrame) -> pl.Series:
        return may_be_unsound(facts_frame(frame), self.gate)

    def errors(self, row: SheetRow) -> Sequence[RowError]:
        return row_errors(REGISTRATIONS, row, facts_of(row), self.gate)

    def rivals(self, frame: pl.DataFrame) -> pl.DataFrame:
        return named_and_said(facts_frame(frame))

    def rival_sentence(self, line: int) -> str:
        return contradiction(line)


@service(permissions.IMPORT_REGISTRATIONS)
def import_registration_file(ctx: Ctx, command: ImportRegistrationFile) -> Counts:
    """Every row of the file, or none. Raises ``FileRefused`` with each row that cannot be taken, ``Refused`` for no table.

    The transaction is open while the file is read: look at it with ``check_registration_file`` first.
    """
    unit, door, judge = _asked(ctx, command)
    many = ManyReceived(ctx, Origin(unit, door, unit.code, Channel.FILE))
    with many_rows(Registration):
        rows = walk(COLUMNAR, command.path, judge, lambda frame: many.take(facts_frame(frame)))
    counts = many.counts
    note = f"{rows} 行：新增 {counts.made} 条，合并更新 {counts.merged} 条，已有或较旧 {counts.known} 条"
    journal(ctx, permissions.IMPORT_REGISTRATIONS, unit, fields=("registrations",), note=note)
    return counts


def check_registration_file(ctx: Ctx, command: ImportRegistrationFile) -> int:
    """Look at a file without writing: how many rows could be taken. Raises as ``import_registration_file`` does."""
    return walk(COLUMNAR, command.path, _asked(ctx, command)[2])


def write_registration_errors(command: ImportRegistrationFile, refused: FileRefused, target: Path) -> None:
    """The refused file as CSV with what is wrong in its last columns, to be mended and sent again."""
    write_error_file(COLUMNAR, command.path, refused, target)


def _asked(ctx: Ctx, command: ImportRegistrationFile) -> tuple[Unit, Door, RegistrationJudge]:
    unit, door = speak_for(ctx, permissions.IMPORT_REGISTRATIONS, command.unit_id)
    return unit, door, RegistrationJudge(gate_of(ctx, door))
