"""Files in, files out: the dry run, the commit through a service a row, the export."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.models import Imported
from tuoyu.foundation.exchange.reading import MOST_ERRORS, read_rows
from tuoyu.foundation.exchange.sheets import DryRun, RowError, Sheet, SheetRow
from tuoyu.foundation.exchange.tables import read_lines
from tuoyu.foundation.exchange.writing import export_rows
from tuoyu.foundation.files.policy import files_policy_at
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Reason, Refused, Verdict

__all__ = ["Committed", "RowsRefused", "commit_rows", "dry_run", "export_rows"]

WriteRow = Callable[[Ctx, Mapping[str, Any]], models.Model]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Committed:
    """How many rows became something new, and how many had been imported before."""

    written: int
    repeated: int


class RowsRefused(Refused):
    """Rows were refused, so none was written. ``errors`` names each; ``rows`` is all that was read, to be handed back."""

    def __init__(self, errors: Sequence[RowError], rows: Sequence[SheetRow] = ()) -> None:
        self.errors = tuple(errors)
        self.rows = tuple(rows)
        reasons = (Reason("exchange.row", error.sentence, next_step=words.FIX_NEXT) for error in errors)
        super().__init__(Verdict.of(reasons), status=422)


def dry_run(ctx: Ctx, sheet: Sheet, name: str, content: bytes) -> DryRun:
    """Read a file as the sheet and say everything that is wrong with it. Writes nothing; raises ``Refused`` (422)
    where the file as a whole cannot be read."""
    limit = files_policy_at(ctx.today, ctx.area).max_bytes
    lines = read_lines(name, content, max_bytes=limit, most_lines=sheet.most_rows + 30)
    return read_rows(sheet, lines, name)


def commit_rows(
    ctx: Ctx, sheet: Sheet, rows: Iterable[SheetRow], write: WriteRow, *, source_system: str
) -> Committed:
    """Write each row through ``write`` (a service: it asks the permission and keeps the journal), or none at all.

    Call it inside the transaction of a service. A row that was imported from ``source_system`` before is passed over;
    where it now says something else it is refused. Raises ``RowsRefused`` with every row that a service declined.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("commit_rows belongs into the transaction of a service")
    errors: list[RowError] = []
    written = repeated = 0
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        fresh = _fresh(sheet, source_system, batch, errors)
        made = [(row, _written(ctx, sheet, row, write, errors)) for row in fresh]
        if not errors:
            Imported.objects.bulk_create(_marks(ctx, sheet, source_system, made))
        written += len(fresh)
        repeated += len(batch) - len(fresh)
    if errors:
        raise RowsRefused(sorted(errors, key=lambda error: error.line)[:MOST_ERRORS])
    return Committed(written, repeated)


def source_id_of(sheet: Sheet, row: SheetRow) -> str:
    """What names the row at its source: its identity, or where the sheet has none, all of it."""
    if not sheet.identity:
        return digest_of(sheet, row)
    text = "|".join(str(row[key]) for key in sheet.identity)
    return text if len(text) <= 200 else hashlib.sha256(text.encode()).hexdigest()


def digest_of(sheet: Sheet, row: SheetRow) -> str:
    """Of the values as they are meant (93.60 is 93.6), in the order of the columns."""
    text = "\x1f".join(_normal(row[column.key]) for column in sheet.columns)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _normal(value: Any) -> str:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _fresh(
    sheet: Sheet, source_system: str, batch: Sequence[SheetRow], errors: list[RowError]
) -> list[SheetRow]:
    """The rows that were not imported before; one statement. Those that were, and have changed, are noted as wrong."""
    known = Imported.objects.unscoped("was this row imported before").filter(
        sheet=sheet.code,
        source_system=source_system,
        source_id__in=[source_id_of(sheet, row) for row in batch],
    )
    before = dict(known.values_list("source_id", "digest").order_by("pk"))
    fresh = []
    for row in batch:
        digest = before.get(source_id_of(sheet, row))
        if digest is None:
            fresh.append(row)
        elif digest != digest_of(sheet, row):
            errors.append(RowError(row.line, "", "", f"{words.SEEN_BEFORE_CHANGED}，{words.SEEN_NEXT}"))
    return fresh


def _written(
    ctx: Ctx, sheet: Sheet, row: SheetRow, write: WriteRow, errors: list[RowError]
) -> models.Model | None:
    """What the service made of the row; None when it declined, which is noted. A right that is missing ends it all."""
    try:
        with transaction.atomic():
            return write(ctx, row.values)
    except Refused as refused:
        if refused.status == 403:
            raise
        labels = {column.key: column.label for column in sheet.columns}
        for reason in refused.verdict.failures:
            expected = f"{reason.sentence}{reason.next_step}".rstrip("。")
            value = row.values.get(reason.field)
            shown = "" if value is None else str(value)
            errors.append(RowError(row.line, labels.get(reason.field, ""), shown, expected))
        return None


def _marks(
    ctx: Ctx, sheet: Sheet, source_system: str, made: Iterable[tuple[SheetRow, models.Model | None]]
) -> list[Imported]:
    return [
        Imported(
            sheet=sheet.code,
            source_system=source_system,
            source_id=source_id_of(sheet, row),
            digest=digest_of(sheet, row),
            object_label=became._meta.label_lower,
            object_id=became.pk,
            at=ctx.now,
            by_name=ctx.actor.name,
        )
        for row, became in made
        if became is not None
    ]
