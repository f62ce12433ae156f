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
from tuoyu.operations.filing.policy import transition_at
from tuoyu.operations.filing.queries.cases import receipts_of
from tuoyu.operations.filing.queries.trust import edition_number, issuer_at, receipt_keys, revocation_list
from tuoyu.operations.filing.rules.proving import JUDGED, Held, Said, said_of, worth_of
from tuoyu.operations.filing.words import LAPSED_STATE, TERMS, ReceiptState, Regime, Terms, Worth
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import PUBLISHED, classes_of
from tuoyu.registers.institutions.words import Band, Nature, Standing, SupplyForm

# By kind of statement: what was given under filing, and under a permit.
_REGIMES = {"filing.receipt": Regime.FILING, "filing.permit": Regime.PERMIT}
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
    terms: Terms = TERMS[Regime.FILING]

    newest_paper: str = ""

    @property
    def title(self) -> str:
        """The answer in a few words."""
        if self.worth is Worth.REPLACED:
            return f"已换发{self.newest_paper}"
        return self.terms.worths.get(self.worth, self.worth.label)

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
    is_receipt = statement.kind in _REGIMES
    terms = TERMS[_REGIMES.get(statement.kind, Regime.FILING)]
    row = _row_of(statement) if is_receipt else None
    newest = _newest(row) if row else None
    held = _held(row, newest, day, area) if row else None
    worth = worth_of(judged.state.value, is_receipt, held)
    institution = row.institution if row else None
    state = _state(row, newest, held) if row and held else ""
    lines = tuple(_lines(statement, institution, day, state)) if is_receipt else ()
    changes = sum(line.is_changed for line in lines)
    said = (
        _as_judged(judged)
        if worth in JUDGED
        else said_of(worth, issuer, zh_date_year(day), held, changes, terms)
    )
    newer = held.newest_paper if held else ""
    return Proven(worth, said, issuer, judged.as_of, lines, institution, terms, newer)


def _as_judged(judged: Judgement) -> Said:
    light, icon = JUDGED[Worth(judged.state.value)]
    return Said(light, icon, judged.sentence, judged.next_step)


def _row_of(statement: Statement) -> Receipt | None:
    """The row of that number and edition whose statement says exactly this, whichever key signed it."""
    number = statement.number
    rows = Receipt.objects.unscoped("the receipt that somebody holds in the hand").filter(
        number__in=(number, number.rpartition("-")[0])
    )
    for row in rows.select_related("institution__operator", "case").order_by("pk"):
        if edition_number(row.number, row.edition) == number and _digest(row.statement) == statement.digest:
            return row
    return None


def _digest(token: str) -> str:
    try:
        return read(token).digest
    except NotAStatement:
        return ""


def _newest(row: Receipt) -> Receipt | None:
    return receipts_of(row.institution_id).select_related("case").last()


def _held(row: Receipt, newest: Receipt | None, day: date, area: str) -> Held:
    """A replaced receipt whose successor was revoked ended when that did, and for its reason."""
    told = (
        newest
        if newest and row.state == ReceiptState.REPLACED and newest.state == ReceiptState.REVOKED
        else row
    )
    institution = row.institution
    regime = Regime(_speaking(row, newest).case.regime)
    transition = transition_at(day, area) if regime is Regime.FILING else None
    is_over = transition is not None and transition.is_over(day)
    until = _day(transition.until) if transition else ""
    return Held(
        state=row.state,
        ended=_day(told.ended_on),
        reason=told.end_reason,
        standing=institution.standing,
        since=_since(institution),
        newest_state=newest.state if newest else "",
        newest_number=edition_number(newest.number, newest.edition) if newest else "",
        newest_on=_day(newest.issued_on) if newest else "",
        newest_paper=_newest_paper(row, newest) if newest else "",
        lapsed=until if is_over else "",
        holds_until="" if is_over else until,
    )


def _speaking(row: Receipt, newest: Receipt | None) -> Receipt:
    """Which of the two tells what the institution holds now."""
    return row if row.state == ReceiptState.VALID or newest is None else newest


def _newest_paper(row: Receipt, newest: Receipt) -> str:
    """What the reader has to look at instead: a newer one of the same, or the permit that took its place."""
    is_same = row.case.regime == newest.case.regime
    return f"新{newest.terms.short}" if is_same else newest.terms.paper


def _since(institution: Institution) -> str:
    if institution.standing == Standing.SUSPENDED:
        return _day(institution.suspended_on)
    return _day(institution.closed_on) if institution.standing == Standing.CLOSED else ""


def _day(day: date | None) -> str:
    return zh_date_year(day) if day else ""


def _lines(statement: Statement, institution: Institution | None, day: date, state: str) -> Iterator[Line]:
    """``state``: how the institution stands now."""
    content = statement.content
    now = _now(institution, day, state) if institution else {}
    for key, label in KINDS[statement.kind].labels.items():
        if key in content:
            yield Line(key, label, value_text(content[key]), now.get(key, ""))


def _now(institution: Institution, day: date, state: str) -> Mapping[str, Any]:
    classes = [(row.band, row.places) for row in classes_of(institution, day)]
    facts = {
        "name": institution.name,
        "address": institution.address,
        "nature": Nature.label_of(institution.operator.nature),
        "form": SupplyForm.label_of(institution.form),
        "classes": "、".join(f"{Band.label_of(band)} {places}" for band, places in classes),
        "places": str(institution.places),
        "state": state,
    }
    return {key: facts[key] for key in _LIVE}


def _state(row: Receipt, newest: Receipt | None, held: Held) -> str:
    """Filed and open are one state of the filing (已备案), or of the permit; a filing may have lapsed in it."""
    if held.standing not in (Standing.FILED, Standing.OPEN):
        return Standing.label_of(held.standing)
    return LAPSED_STATE if held.lapsed else _speaking(row, newest).terms.granted
