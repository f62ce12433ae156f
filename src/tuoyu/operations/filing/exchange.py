"""Registrations come in as a sheet, as departments export them: all rows or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.exchange.services import RowsRefused, dry_run
from tuoyu.foundation.exchange.sheets import RowError, Sheet, SheetRow
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import ImportRegistrations, RegistrationFacts
from tuoyu.operations.filing.queries.doors import gate_of, speak_for
from tuoyu.operations.filing.rules.facts import Gate, facts_are_sound
from tuoyu.operations.filing.services.receiving import Origin, Received, receive
from tuoyu.operations.filing.sheets import REGISTRATIONS
from tuoyu.operations.filing.words import Change, Channel, Door


@service(permissions.IMPORT_REGISTRATIONS)
def import_registrations(ctx: Ctx, command: ImportRegistrations) -> Received:
    """Every row of the file, or none. Raises ``RowsRefused`` with each row that cannot be taken, and the rows read."""
    unit, door, facts = _read(ctx, command)
    received = receive(ctx, Origin(unit, door, unit.code, Channel.FILE), facts)
    note = f"采用 {received.accepted} 条，已有或较旧 {received.passed_over} 条"
    journal(ctx, permissions.IMPORT_REGISTRATIONS, unit, fields=("registrations",), note=note)
    return received


def check_registrations(ctx: Ctx, command: ImportRegistrations) -> int:
    """Look at a file without writing: how many rows could be taken. Raises as ``import_registrations`` does."""
    return len(_read(ctx, command)[2])


def _read(ctx: Ctx, command: ImportRegistrations) -> tuple[Unit, Door, list[RegistrationFacts]]:
    unit, door = speak_for(ctx, permissions.IMPORT_REGISTRATIONS, command.unit_id)
    read = dry_run(ctx, REGISTRATIONS, command.file.name, command.file.content)
    errors = list(read.errors)
    wrong = {error.line for error in errors}
    rows = [row for row in read.rows if row.line not in wrong]
    facts, gate = [facts_of(row) for row in rows], gate_of(ctx, door)
    for row, each in zip(rows, facts, strict=True):
        errors += row_errors(REGISTRATIONS, row, each, gate)
    errors += _contradictions(rows, facts)
    if errors:
        raise RowsRefused(sorted(errors, key=lambda error: error.line), read.rows)
    return unit, door, facts


def _contradictions(rows: Sequence[SheetRow], facts: Sequence[RegistrationFacts]) -> Iterator[RowError]:
    """Rows that say two things of one registration for one day: nobody could tell which is meant."""
    seen: dict[tuple[str, datetime], tuple[int, RegistrationFacts]] = {}
    for row, each in zip(rows, facts, strict=True):
        line, first = seen.setdefault((each.source_id, each.event_at), (row.line, each))
        if first != each:
            yield RowError(row.line, "", "", contradiction(line))


def contradiction(line: int) -> str:
    """What is wrong with a row that says something else of one registration and day than the row of ``line``."""
    return f"与第{line}行是同一家、同一天，内容却不同，请只留一行或写明业务日期"


def facts_of(row: Mapping[str, Any] | SheetRow) -> RegistrationFacts:
    """A sound row as facts; what a sheet has no moment for happened at the beginning of its day."""
    registered_on, cancelled_on = row["registered_on"], row["cancelled_on"]
    change = row["change"] or (Change.CANCELLED if cancelled_on else Change.REGISTERED).value
    event_on = row["event_on"] or cancelled_on or registered_on
    texts = {
        key: row[key] or "" for key in ("name", "kind_name", "legal_person", "phone", "address", "scope")
    }
    return RegistrationFacts(
        source_id=row["source_id"] or row["uscc"],
        event_at=datetime.combine(event_on, time.min, CHINA),
        change=change,
        uscc=row["uscc"],
        registered_on=registered_on,
        cancelled_on=cancelled_on,
        **texts,
    )


def row_errors(sheet: Sheet, row: SheetRow, facts: RegistrationFacts, gate: Gate) -> Sequence[RowError]:
    """What speaks against the facts of a row, as errors of its cells."""
    labels = {column.key: column.label for column in sheet.columns}
    errors = []
    for reason in facts_are_sound(facts, gate).failures:
        key = "event_on" if reason.field == "event_at" else reason.field
        cell = row.cells.get(key, "").strip()
        errors.append(RowError(row.line, labels.get(key, ""), cell, reason.sentence.rstrip("。")))
    return errors
