"""A token before the live registers: what it is worth at this moment, and what of it is no longer so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.vault.statements import Judgement, NotAStatement, Statement, judge, read
from tuoyu.foundation.vault.words import KINDS, value_text
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.queries.cases import receipts_of
from tuoyu.operations.filing.queries.trust import edition_number, issuer_at, receipt_keys, revocation_list
from tuoyu.operations.filing.rules.proving import JUDGED, Held, Said, said_of, worth_of
from tuoyu.operations.filing.words import ReceiptState, Worth
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import PUBLISHED, classes_of
from tuoyu.registers.institutions.words import Band, Nature, Standing, SupplyForm

RECEIPT = "filing.receipt"
# Of these the register tells what holds now; the others are facts of the day of issue.
_LIVE = ("name", "address", "nature", "form", "classes", "places", "state")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of the statement, and what the register says of it now ("" where it says nothing)."""

    key: str
    label: str
    then: str
    now: str = ""

    @property
    def is_changed(self) -> bool:
        return bool(self.now) and self.now != self.then


@dataclass(frozen=True, slots=True)
class Proven:
    """The one answer, and only of a genuine receipt its facts and the institution."""

    worth: Worth
    said: Said
    issuer: str
    as_of: str
    lines: tuple[Line, ...] = ()
    institution: Institution | None = None

    @property
    def about(self) -> str:
        """The institution as the statement calls it; nothing of what is not genuine."""
        return next((line.then for line in self.lines if line.key == "name"), "")

    @property
    def is_listed(self) -> bool:
        """Has the institution a page in the public list?"""
        return self.institution is not None and self.institution.standing in PUBLISHED

    @property
    def changes(self) -> int:
        return sum(line.is_changed for line in self.lines)


def prove(token: str, day: date, area: str) -> Proven:
    """Judge the token, then ask the registers. Five statements of a genuine receipt, one of anything else."""
    issuer = issuer_at(day, area)
    judged = judge(token, receipt_keys(day, area), revocation_list(day, area), day)
    statement = judged.statement
    if statement is None:
        return Proven(
            worth_of(judged.state.value, is_receipt=False, held=None),
            _as_judged(judged),
            issuer,
            judged.as_of,
        )
    is_receipt = statement.kind == RECEIPT
    row = _row_of(statement) if is_receipt else None
    newest = _newest(row) if row else None
    held = _held(row, newest) if row else None
    worth = worth_of(judged.state.value, is_receipt, held)
    institution = row.institution if row else None
    lines = tuple(_lines(statement, institution, day)) if is_receipt else ()
    changes = sum(line.is_changed for line in lines)
    said = _as_judged(judged) if worth in JUDGED else said_of(worth, issuer, zh_date_year(day), held, changes)
    return Proven(worth, said, issuer, judged.as_of, lines, institution)


def _as_judged(judged: Judgement) -> Said:
    light, icon = JUDGED[Worth(judged.state.value)]
    return Said(light, icon, judged.sentence, judged.next_step)


def _row_of(statement: Statement) -> Receipt | None:
    """The row of that number and edition whose statement says exactly this, whichever key signed it."""
    number = statement.number
    rows = Receipt.objects.unscoped("the receipt that somebody holds in the hand").filter(
        number__in=(number, number.rpartition("-")[0])
    )
    for row in rows.select_related("institution__operator").order_by("pk"):
        if edition_number(row.number, row.edition) == number and _digest(row.statement) == statement.digest:
            return row
    return None


def _digest(token: str) -> str:
    try:
        return read(token).digest
    except NotAStatement:
        return ""


def _newest(row: Receipt) -> Receipt | None:
    return receipts_of(row.institution_id).last()


def _held(row: Receipt, newest: Receipt | None) -> Held:
    """A replaced receipt whose successor was revoked ended when that did, and for its reason."""
    told = (
        newest
        if newest and row.state == ReceiptState.REPLACED and newest.state == ReceiptState.REVOKED
        else row
    )
    institution = row.institution
    return Held(
        state=row.state,
        ended=_day(told.ended_on),
        reason=told.end_reason,
        standing=institution.standing,
        since=_since(institution),
        newest_state=newest.state if newest else "",
        newest_number=edition_number(newest.number, newest.edition) if newest else "",
        newest_on=_day(newest.issued_on) if newest else "",
    )


def _since(institution: Institution) -> str:
    if institution.standing == Standing.SUSPENDED:
        return _day(institution.suspended_on)
    return _day(institution.closed_on) if institution.standing == Standing.CLOSED else ""


def _day(day: date | None) -> str:
    return zh_date_year(day) if day else ""


def _lines(statement: Statement, institution: Institution | None, day: date) -> Iterator[Line]:
    content = statement.content
    now = _now(institution, day) if institution else {}
    for key, label in KINDS[RECEIPT].labels.items():
        if key in content:
            yield Line(key, label, value_text(content[key]), now.get(key, ""))


def _now(institution: Institution, day: date) -> Mapping[str, Any]:
    classes = [(row.band, row.places) for row in classes_of(institution, day)]
    facts = {
        "name": institution.name,
        "address": institution.address,
        "nature": Nature.label_of(institution.operator.nature),
        "form": SupplyForm.label_of(institution.form),
        "classes": "、".join(f"{Band.label_of(band)} {places}" for band, places in classes),
        "places": str(institution.places),
        "state": _state(institution),
    }
    return {key: facts[key] for key in _LIVE}


def _state(institution: Institution) -> str:
    """Filed and open are one state of the filing: 已备案."""
    filed = (Standing.FILED.value, Standing.OPEN.value)
    return "已备案" if institution.standing in filed else Standing.label_of(institution.standing)
