"""A regulator's whole list against what was pushed: what never came becomes a row whose clock has run since its day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.exchange.services import RowsRefused, dry_run
from tuoyu.foundation.exchange.sheets import RowError, SheetColumn, SheetRow, WrongValue
from tuoyu.foundation.exchange.values import read_value
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C2
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import LoadList, RegistrationFacts
from tuoyu.operations.filing.models import FullList, Registration
from tuoyu.operations.filing.policy import scope_words_at
from tuoyu.operations.filing.queries.doors import gate_of, speak_for
from tuoyu.operations.filing.queries.registrations import delivered
from tuoyu.operations.filing.rules.facts import LONGEST_SCOPE, Gate, facts_are_sound
from tuoyu.operations.filing.rules.payload import plain_code
from tuoyu.operations.filing.rules.reconciling import Found, Known, Listed, Match, match_list
from tuoyu.operations.filing.rules.relevance import relevance_of
from tuoyu.operations.filing.services.receiving import Origin, found_in_list
from tuoyu.operations.filing.sheets import FULL_LIST
from tuoyu.operations.filing.words import Change, Channel, Relevance

_DAY = SheetColumn("registered_on", "登记日期", ColumnKind.DATE, is_required=True)
_LENGTHS = {"kind_name": 64, "legal_person": 64, "phone": 64, "address": 200}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The list, what was found missing, and how each relevant line matched (with the reason where not by code)."""

    full_list: FullList
    missing: tuple[Registration, ...]
    explained: tuple[Match, ...]


@service(permissions.LOAD_LIST)
def load_list(ctx: Ctx, command: LoadList) -> Loaded:
    """Load the whole list of a door as of a day. Irrelevant rows are counted and not kept; a relevant row that cannot be
    read refuses the file (``RowsRefused``)."""
    unit, door = speak_for(ctx, permissions.LOAD_LIST, command.unit_id)
    _demand_day(ctx, command.as_of_on)
    read = dry_run(ctx, FULL_LIST, command.file.name, command.file.content)
    relevant = _relevant(ctx, read.rows)
    lines = {row.line for row in relevant}
    errors = [error for error in read.errors if error.line in lines]
    facts, wrong = _facts(relevant, gate_of(ctx, door))
    if errors or wrong:
        raise RowsRefused(sorted([*errors, *wrong], key=lambda error: error.line), relevant)
    matches = match_list(_listed(facts), _known(unit))
    absent = [facts[match.line] for match in matches if match.found is Found.NONE]
    found = found_in_list(ctx, Origin(unit, door, unit.code, Channel.LIST), absent)
    never = sum(not match.is_pushed for match in matches)
    stored = store_file(ctx, command.file.name, command.file.content, data_class=C2)
    full_list = FullList.objects.create(
        unit=unit,
        door=door.value,
        as_of_on=command.as_of_on,
        file=stored,
        loaded_at=ctx.now,
        loaded_by=ctx.actor.name,
        row_count=len(read.rows),
        relevant_count=len(facts),
        found_count=never,
    )
    note = f"{len(read.rows)} 条，属于或可能属于托育 {len(facts)} 条，没有推送过 {never} 条"
    journal(ctx, permissions.LOAD_LIST, full_list, fields=("file", "registrations"), note=note)
    return Loaded(full_list, tuple(found), tuple(match for match in matches if match.why))


def _demand_day(ctx: Ctx, as_of_on: date) -> None:
    if as_of_on > ctx.today:
        raise Refused.because(
            "filing.list.day",
            f"名单截至日期 {as_of_on} 还没有到。",
            status=422,
            next_step="请填写导出名单的日期。",
            field="as_of_on",
        )


def _relevant(ctx: Ctx, rows: Sequence[SheetRow]) -> list[SheetRow]:
    words = scope_words_at(ctx.today, ctx.area)
    return [
        row
        for row in rows
        if relevance_of(row["name"] or "", row["scope"] or "", words).relevance is not Relevance.NO
    ]


def _facts(rows: Sequence[SheetRow], gate: Gate) -> tuple[dict[int, RegistrationFacts], list[RowError]]:
    """Line → facts of the relevant rows, one a provider; and what cannot be read of them."""
    found: dict[str, tuple[int, RegistrationFacts]] = {}
    errors: list[RowError] = []
    for row in rows:
        try:
            facts = _read(row)
        except WrongValue as wrong:
            errors.append(
                RowError(row.line, _DAY.label, row.cells.get("registered_on", "").strip(), str(wrong))
            )
            continue
        checked = facts_are_sound(facts, gate).failures
        errors += [
            _error(row, reason.field, reason.sentence) for reason in checked if _counts(reason.field, facts)
        ]
        found.setdefault(facts.source_id, (row.line, facts))
    return dict(found.values()), errors


def _read(row: SheetRow) -> RegistrationFacts:
    """Raises ``WrongValue`` where the day cannot be read: without it there is no term."""
    registered_on = read_value(_DAY, row["registered_on"] or "")
    uscc = plain_code(row["uscc"] or "")
    texts: dict[str, Any] = {key: (row[key] or "")[:most] for key, most in _LENGTHS.items()}
    name, scope = (row["name"] or ""), (row["scope"] or "")[:LONGEST_SCOPE]
    return RegistrationFacts(
        source_id=uscc or _name_id(name, texts["address"]),
        event_at=datetime.combine(registered_on, time.min, CHINA),
        change=Change.REGISTERED.value,
        uscc=uscc,
        name=name,
        registered_on=registered_on,
        scope=scope,
        **texts,
    )


def _name_id(name: str, address: str) -> str:
    """What names a provider that the list gives no code for."""
    return hashlib.sha256(f"{name}\n{address}".encode()).hexdigest()[:40]


def _counts(field: str, facts: RegistrationFacts) -> bool:
    """A list may leave the code out; a code that is there and wrong is an error."""
    return not (field == "uscc" and not facts.uscc)


def _error(row: SheetRow, field: str, sentence: str) -> RowError:
    labels = {column.key: column.label for column in FULL_LIST.columns}
    return RowError(row.line, labels.get(field, ""), row.cells.get(field, "").strip(), sentence.rstrip("。"))


def _listed(facts: dict[int, RegistrationFacts]) -> list[Listed]:
    return [Listed(line, each.uscc, each.name, each.address) for line, each in facts.items()]


def _known(unit: Unit) -> list[Known]:
    columns = ("pk", "uscc", "name", "address", "received_at")
    return [
        Known(pk, uscc, name, address, is_pushed=received_at is not None)
        for pk, uscc, name, address, received_at in delivered(unit).values_list(*columns)
    ]
