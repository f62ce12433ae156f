"""Registrations become rows: one a (source system, source id), the newest event speaking, the first receipt counting.

Called inside the transaction of a service that asked the right and keeps the journal. The registering unit is locked
first, so that two senders of one door cannot make two rows of one provider.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.divisions import gazetteer
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.events import RegistrationReceived
from tuoyu.operations.filing.flow import UNSETTLED
from tuoyu.operations.filing.models import FilingCase, Judgement, Registration
from tuoyu.operations.filing.policy import scope_words_at
from tuoyu.operations.filing.queries.registrations import judgements_of, may_be_meant
from tuoyu.operations.filing.rules.merging import (
    Situation,
    digest_of,
    kept_progress,
    progress_of,
    speaks_over,
)
from tuoyu.operations.filing.rules.reconciling import name_key
from tuoyu.operations.filing.rules.relevance import ScopeWord, relevance_of
from tuoyu.operations.filing.services.clocks import settle_clock, taken_at
from tuoyu.operations.filing.services.links import end_unwanted_links
from tuoyu.operations.filing.words import Channel, Door, Relevance
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institutions_of_codes
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.sites.models import Area
from tuoyu.registers.sites.queries import areas_coded

FILED = (Standing.FILED.value, Standing.OPEN.value, Standing.SUSPENDED.value)
_TEXTS = ("name", "kind_name", "legal_person", "address", "scope")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts come from. ``system`` and a fact's source id name its row; a unit's own code is the system of whatever
    carries no id of its own (sheets, forms, lists), and then the source id is the USCC."""

    unit: Unit
    door: Door
    system: str
    channel: Channel


@dataclass(slots=True)
class Received:
    """``accepted`` said something new; ``passed_over`` was known already, or older than what is known."""

    accepted: int = 0
    passed_over: int = 0
    rows: list[Registration] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """What many rows are judged by, read once."""

    words: tuple[ScopeWord, ...]
    institutions: dict[str, Institution]
    with_open_case: frozenset[int]


def receive(ctx: Ctx, origin: Origin, facts: Sequence[RegistrationFacts]) -> Received:
    """Merge the facts into the rows. Facts are sound already (``rules.facts``)."""
    hold_unit(origin.unit)
    ground = ground_of(ctx, [each.uscc for each in facts])
    shelf = _Shelf(origin, facts)
    result = Received()
    for each in facts:
        row = shelf.find(each)
        is_new = _merge(ctx, ground, origin, row, each) if row else True
        if row is None:
            row = _create(ctx, ground, origin, each)
            shelf.put(row)
        result.accepted += is_new
        result.passed_over += not is_new
        result.rows.append(row)
    end_unwanted_links(ctx, result.rows)
    return result


def found_in_list(ctx: Ctx, origin: Origin, facts: Sequence[RegistrationFacts]) -> list[Registration]:
    """Rows for what a full list names and nobody pushed: not received, the clock running since its day."""
    hold_unit(origin.unit)
    ground = ground_of(ctx, [each.uscc for each in facts])
    made = []
    for each in facts:
        row = _blank(origin, each)
        _fill(ctx, ground, row, each)
        row.event_digest = ""
        row.save(force_insert=True)
        settle_clock(ctx, row)
        made.append(row)
    return made


def ground_of(ctx: Ctx, codes: Iterable[str]) -> Ground:
    institutions = institutions_of_codes({code for code in codes if code})
    cases = FilingCase.objects.unscoped("is a filing under way").filter(
        institution__in=[row.pk for row in institutions.values()], state__in=UNSETTLED
    )
    with_case = frozenset(cases.values_list("institution_id", flat=True).order_by("pk"))
    return Ground(scope_words_at(ctx.today, ctx.area), institutions, with_case)


def follow(ground: Ground, row: Registration) -> bool:
    """Let institution and progress of a row say what the registers say now. True when something changed."""
    before = row.institution_id, row.progress
    situation = _situation(ground, row, row.institution)
    row.institution = ground.institutions.get(row.uscc, row.institution)
    row.progress = kept_progress(row.progress, situation, _situation(ground, row, row.institution)).value
    return before != (row.institution_id, row.progress)


def situation_of(row: Registration) -> Situation:
    """What the row alone says, without a case."""
    standing = row.institution.standing if row.institution else ""
    return Situation(row.change, row.relevance, standing in FILED, standing == Standing.CLOSED)


class _Shelf:
    """The rows that facts of one delivery may belong to, read at once."""

    def __init__(self, origin: Origin, facts: Sequence[RegistrationFacts]) -> None:
        self.origin = origin
        ids, codes = {each.source_id for each in facts}, {each.uscc for each in facts} - {""}
        rows = self._held(ids, codes)
        self.by_id = {row.source_id: row for row in rows if row.source_system == origin.system}
        self.by_code: dict[str, list[Registration]] = {}
        for row in rows:
            if row.uscc in codes:
                self.by_code.setdefault(row.uscc, []).append(row)
        # A list may name a provider without its code: then name and address together are known.
        self.by_name = {
            name_key(row.name, row.address): row for row in rows if not row.uscc and row.received_at is None
        }

    def _held(self, ids: set[str], codes: set[str]) -> list[Registration]:
        """Held to the end of the transaction, all at once and in one order: an officer may judge one of them now."""
        rows = may_be_meant(self.origin.unit, self.origin.system, ids, codes)
        return list(rows.select_related("institution").select_for_update(of=("self",)))

    def find(self, facts: RegistrationFacts) -> Registration | None:
        """The row of this id; else a row of the same code that no id of its own holds back."""
        row = self.by_id.get(facts.source_id)
        if row is None:
            of_code = self.by_code.get(facts.uscc, ())
            row = next((each for each in of_code if self._may_take(each, facts)), None)
        if row is None:
            named = self.by_name.pop(name_key(facts.name, facts.address), None)
            row = named if named is not None and self._may_take(named, facts) else None
        return row

    def _may_take(self, row: Registration, facts: RegistrationFacts) -> bool:
        """A row without an id of its own takes the sender's; facts without one join whatever row there is."""
        is_nameless = row.source_system == self.origin.unit.code and (
            row.source_id == row.uscc or row.channel == Channel.LIST
        )
        if is_nameless:
            self.by_id[facts.source_id] = row
            row.source_system, row.source_id = self.origin.system, facts.source_id
            return True
        return facts.source_id == facts.uscc and self.origin.system == self.origin.unit.code

    def put(self, row: Registration) -> None:
        self.by_id[row.source_id] = row
        self.by_code.setdefault(row.uscc, []).append(row)


def _merge(ctx: Ctx, ground: Ground, origin: Origin, row: Registration, facts: RegistrationFacts) -> bool:
    """True when the message said something new."""
    is_first, note = row.received_at is None, row.relevance_note
    digest = digest_of(facts)
    speaks = is_first or speaks_over(facts.event_at, digest, row.event_at, row.event_digest)
    # A sheet knows days alone: handed in once more for the same day it is a correction.
    is_corrected = facts.event_at == row.event_at and digest != row.event_digest
    speaks = speaks or (origin.channel is Channel.FILE and is_corrected)
    if speaks:
        _fill(ctx, ground, row, facts)
    elif not row.has_been_care:
        row.has_been_care = _is_care(ground, facts)
    if row.received_at is None or ctx.now < row.received_at:
        row.received_at, row.channel = ctx.now, origin.channel.value
    _take_time(ctx, row)
    row.save()
    settle_clock(ctx, row)
    if row.relevance_note != note:
        _tell_judged_anew(ctx, row)
    if is_first:
        announce(RegistrationReceived(row.pk))
    return speaks


def _is_care(ground: Ground, facts: RegistrationFacts) -> bool:
    return relevance_of(facts.name, facts.scope, ground.words).relevance is not Relevance.NO


def _tell_judged_anew(ctx: Ctx, row: Registration) -> None:
    """What a person said stood for another name or scope: the words speak again, and the page shows since when."""
    if judgements_of(row).exists():
        Judgement.objects.create(
            registration=row,
            relevance=row.relevance,
            progress=row.progress,
            note=row.relevance_note,
            made_at=ctx.now,
        )


def _create(ctx: Ctx, ground: Ground, origin: Origin, facts: RegistrationFacts) -> Registration:
    row = _blank(origin, facts)
    _fill(ctx, ground, row, facts)
    row.received_at = ctx.now
    _take_time(ctx, row)
    row.save(force_insert=True)
    settle_clock(ctx, row)
    announce(RegistrationReceived(row.pk))
    return row


def _blank(origin: Origin, facts: RegistrationFacts) -> Registration:
    return Registration(
        door=origin.door.value,
        unit=origin.unit,
        source_system=origin.system,
        source_id=facts.source_id,
        channel=origin.channel.value,
        progress="",
    )


def _fill(ctx: Ctx, ground: Ground, row: Registration, facts: RegistrationFacts) -> None:
    """The content of the row is what these facts say; what follows from it is drawn anew where it changed."""
    before = situation_of(row)
    if not row.relevance or (row.name, row.scope) != (facts.name, facts.scope):
        judged = relevance_of(facts.name, facts.scope, ground.words)
        row.relevance, row.relevance_note = judged.relevance.value, judged.note[:200]
        row.has_been_care = row.has_been_care or judged.relevance is not Relevance.NO
    for column in _TEXTS:
        setattr(row, column, getattr(facts, column))
    row.phone = Secret(facts.phone)
    row.uscc, row.change = facts.uscc, facts.change
    row.event_at, row.event_digest = facts.event_at, digest_of(facts)
    row.registered_on, row.cancelled_on = facts.registered_on, facts.cancelled_on
    row.area_code, row.area = place_of(ctx, facts.address)
    row.institution = ground.institutions.get(facts.uscc)
    now = _situation(ground, row, row.institution)
    row.progress = (kept_progress(row.progress, before, now) if row.progress else progress_of(now)).value


def _situation(ground: Ground, row: Registration, institution: Institution | None) -> Situation:
    return situation_in(ground, row.change, row.relevance, institution)


def situation_in(ground: Ground, change: str, relevance: str, institution: Institution | None) -> Situation:
    """What decides about the progress of a registration of this change and relevance."""
    standing = institution.standing if institution else ""
    return Situation(
        change,
        relevance,
        is_filed=standing in FILED,
        is_closed=standing == Standing.CLOSED,
        has_open_case=institution is not None and institution.pk in ground.with_open_case,
    )


def place_of(ctx: Ctx, address: str) -> tuple[str, Area | None]:
    """The street or community an address names (12 or 9 digits, else empty), and its row where there is one."""
    found = gazetteer(ctx.area).locate(address) if address.strip() else None
    code = (found.community_code12 or found.street_code9 or "") if found else ""
    area = areas_coded(code).filter(code=code).first() if code else None
    return code, area


def _take_time(ctx: Ctx, row: Registration) -> None:
    """Working days from registration to the first receipt, by the term that held on the day of registration."""
    if row.received_at is not None:
        result = taken_at(ctx, row.registered_on, row.received_at)
        row.days_taken, row.is_late = result.days, result.is_late


def hold_unit(unit: Unit) -> None:
    """Held to the end of the transaction: deliveries of one unit happen one after the other."""
    units = Unit.objects.unscoped("deliveries of one unit")
    # Not against rows that merely name the unit: who judges one of its registrations meanwhile may go on.
    units.select_for_update(no_key=True).get(pk=unit.pk)
