"""Registrations of a big file become rows: what nobody sent before goes in by the thousand, everything else through ``receive``.

The same rows come of it as of ``receive`` for all of them (tested). Called inside the transaction of a service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from tuoyu.foundation.deadlines.services import Duty, record_met_duties
from tuoyu.foundation.jobs.services import announce_each
from tuoyu.foundation.policy.divisions import gazetteer
from tuoyu.foundation.search.pairs import pairs_of
from tuoyu.foundation.vault.bulk import Column, Same, insert_columns, seal_column
from tuoyu.foundation.vault.rows import new_row_id
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.columnar import address_form, digests, facts_of_row, relevances
from tuoyu.operations.filing.events import RegistrationReceived
from tuoyu.operations.filing.models import Registration
from tuoyu.operations.filing.policy import scope_words_at
from tuoyu.operations.filing.queries.registrations import delivered
from tuoyu.operations.filing.rules.lateness import Taken
from tuoyu.operations.filing.rules.merging import progress_of
from tuoyu.operations.filing.rules.reconciling import name_key
from tuoyu.operations.filing.services.clocks import CLOCK, clock_link, clock_title, taken_at, term_at
from tuoyu.operations.filing.services.receiving import Origin, ground_of, hold_unit, receive, situation_in
from tuoyu.operations.filing.words import Relevance
from tuoyu.registers.sites.queries import areas_coded

# Rows that go one by one are handed to ``receive`` so many at a time.
_FEW = 500
_MOST_FORMS = 200_000
_COPIED = ("source_id", "event_at", "change", "uscc", "name", "kind_name", "legal_person", "address", "scope",
           "registered_on", "cancelled_on")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is known of the rows that facts of a chunk may belong to."""

    by_id: dict[str, tuple[datetime, str, datetime | None]]
    codes: set[str]


@dataclass(slots=True)
class Counts:
    """``made``: rows in bulk; ``merged``: said something new of a row that was there, or of the same code again;
    ``known``: said already, or older than what is known."""

    made: int = 0
    merged: int = 0
    known: int = 0


class ManyReceived:
    """Takes facts frames (``columnar.facts_frame``) in the order of the file; ``counts`` tells what became of them."""

    def __init__(self, ctx: Ctx, origin: Origin) -> None:
        self.counts = Counts()
        self._ctx, self._origin = ctx, origin
        self._gazetteer = gazetteer(ctx.area)
        self._places: dict[str, tuple[str, int | None]] = {}
        # By day of registration: how long it took, and is there a term?
        self._taken: dict[date, Taken] = {}
        self._has_term: dict[date, bool] = {}
        self._areas = dict(areas_coded(ctx.area).values_list("code", "pk"))
        self._words = scope_words_at(ctx.today, ctx.area)
        hold_unit(origin.unit)
        self._nameless = self._names_without_code()

    def take(self, facts: pl.DataFrame) -> None:
        facts = facts.with_columns(pl.Series("event_digest", digests(facts), dtype=pl.String))
        state = pl.Series(self._states(facts), dtype=pl.Int8)
        self._insert(facts.filter(state == _NEW))
        self.counts.known += int((state == _SAME).sum())
        rest = facts.filter(state == _OTHER)
        for part in rest.iter_slices(_FEW):
            given = [facts_of_row(row) for row in part.iter_rows(named=True)]
            received = receive(self._ctx, self._origin, given)
            self.counts.merged += received.accepted
            self.counts.known += received.passed_over

    def _states(self, facts: pl.DataFrame) -> list[int]:
        """New, the same as stored, or a matter for ``receive``, row by row."""
        stored = self._stored(facts)
        seen: set[str] = set()
        found = []
        columns = (facts[name].to_list() for name in ("source_id", "uscc", "event_at", "event_digest"))
        for at, (source_id, uscc, event_at, digest) in enumerate(zip(*columns, strict=True)):
            known = stored.by_id.get(source_id)
            if source_id in seen or uscc in seen:
                state = _OTHER
            elif known is not None:
                state = _SAME if self._is_same(known, event_at, digest) else _OTHER
            else:
                is_named = bool(self._nameless) and self._is_nameless(facts.row(at, named=True))
                state = _OTHER if uscc in stored.codes or is_named else _NEW
            seen.update((source_id, uscc))
            found.append(state)
        return found

    def _is_same(self, known: tuple[datetime, str, datetime | None], event_at: datetime, digest: str) -> bool:
        known_at, known_digest, received_at = known
        return (
            (known_at, known_digest) == (event_at, digest)
            and received_at is not None
            and received_at <= self._ctx.now
        )

    def _stored(self, facts: pl.DataFrame) -> _Stored:
        unit = self._origin.unit
        mine = delivered(unit, self._origin.system).filter(source_id__one_of=facts["source_id"].to_list())
        columns = ("source_id", "event_at", "event_digest", "received_at")
        by_id = {row[0]: row[1:] for row in mine.values_list(*columns)}
        of_unit = delivered(unit).filter(uscc__one_of=facts["uscc"].to_list())
        return _Stored(by_id, set(of_unit.values_list("uscc", flat=True)))

    def _names_without_code(self) -> set[tuple[str, str] | None]:
        rows = delivered(self._origin.unit).filter(uscc="", received_at__isnull=True)
        return {name_key(name, address) for name, address in rows.values_list("name", "address")}

    def _is_nameless(self, row: dict[str, Any]) -> bool:
        return name_key(row["name"], row["address"]) in self._nameless

    def _insert(self, facts: pl.DataFrame) -> None:
        count = len(facts)
        if not count:
            return
        ids = [new_row_id() for _ in range(count)]
        grades, notes = relevances(facts, self._words)
        columns = {name: facts[name].to_list() for name in (*_COPIED, "event_digest")}
        searched = Registration._meta.get_field("search_pairs").from_fields
        insert_columns(
            Registration,
            {
                **columns,
                **self._same_for_all(),
                **self._places_of(columns["address"]),
                **self._times_of(facts["registered_on"]),
                **self._standing_of(columns, grades),
                "id": ids,
                "phone": seal_column(Registration._meta.get_field("phone"), ids, facts["phone"].to_list()),
                "relevance": grades,
                "relevance_note": [note[:200] for note in notes],
                "has_been_care": [grade != Relevance.NO for grade in grades],
                "search_pairs": list(map(pairs_of, zip(*(columns[name] for name in searched), strict=True))),
            },
            count,
        )
        self._follow(ids, columns, grades)
        self.counts.made += count

    def _same_for_all(self) -> dict[str, Same]:
        origin = self._origin
        return {
            "door": Same(origin.door.value),
            "unit_id": Same(origin.unit.pk),
            "source_system": Same(origin.system),
            "channel": Same(origin.channel.value),
            "received_at": Same(self._ctx.now),
        }

    def _places_of(self, addresses: Sequence[str]) -> dict[str, Column]:
        found = [self._place_of(address) for address in addresses]
        return {"area_code": [code for code, _ in found], "area_id": [key for _, key in found]}

    def _place_of(self, address: str) -> tuple[str, int | None]:
        form = address_form(address)
        known = self._places.get(form)
        if known is None:
            if len(self._places) > _MOST_FORMS:
                self._places.clear()
            place = self._gazetteer.locate(address) if address.strip() else None
            code = (place.community_code12 or place.street_code9 or "") if place else ""
            known = self._places[form] = code, self._areas.get(code)
        return known

    def _times_of(self, registered_on: pl.Series) -> dict[str, Column]:
        for day in registered_on.unique():
            if day not in self._taken:
                self._taken[day] = taken_at(self._ctx, day, self._ctx.now)
        found = [self._taken[day] for day in registered_on]
        return {"days_taken": [each.days for each in found], "is_late": [each.is_late for each in found]}

    def _standing_of(self, columns: dict[str, list[Any]], grades: Sequence[str]) -> dict[str, Column]:
        """Institution and progress, as ``receiving`` finds them."""
        ground = ground_of(self._ctx, columns["uscc"])
        rows = zip(columns["uscc"], columns["change"], grades, strict=True)
        institutions, progress = [], []
        known: dict[tuple[str, str], str] = {}
        for uscc, change, grade in rows:
            institution = ground.institutions.get(uscc)
            institutions.append(institution.pk if institution else None)
            key = change, grade
            if institution is not None:
                progress.append(progress_of(situation_in(ground, change, grade, institution)).value)
                continue
            if key not in known:
                known[key] = progress_of(situation_in(ground, change, grade, None)).value
            progress.append(known[key])
        return {"institution_id": institutions, "progress": progress}

    def _follow(self, ids: Sequence[int], columns: dict[str, list[Any]], grades: Sequence[str]) -> None:
        """Clocks that were met with the receipt, and the announcements."""
        duties = []
        for pk, name, day, grade in zip(ids, columns["name"], columns["registered_on"], grades, strict=True):
            if grade == Relevance.NO:
                continue
            if day not in self._has_term:
                self._has_term[day] = term_at(day, self._ctx.area) is not None
            if self._has_term[day]:
                duties.append(Duty(pk, clock_title(name), clock_link(pk), day))
        if duties:
            record_met_duties(self._ctx, CLOCK, Registration, self._origin.unit.pk, duties)
        announce_each(map(RegistrationReceived, ids))


_NEW, _SAME, _OTHER = range(3)
