"""Messages about one registration: one digest for one content, one winner whatever the order, progress as the registers say."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.rules.merging import (
    Situation,
    digest_of,
    kept_progress,
    progress_of,
    speaks_over,
)
from tuoyu.operations.filing.words import Progress

MOMENT = datetime(2021, 6, 15, 1, 30, tzinfo=UTC)
GOOD = RegistrationFacts("A1", MOMENT, "registered", "91330302MA2HXY1210", "青禾", date(2021, 6, 14))
SITUATIONS = st.builds(
    Situation,
    st.sampled_from(["registered", "changed", "cancelled"]),
    st.sampled_from(["yes", "likely", "no"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
STAMPS = st.tuples(st.datetimes(MOMENT.replace(tzinfo=None), timezones=st.just(UTC)), st.sampled_from("abc"))


def test_every_field_counts_and_the_zone_in_which_a_moment_was_written_does_not() -> None:
    other = {
        "event_at": MOMENT + timedelta(seconds=1),
        "registered_on": date(2021, 6, 13),
        "cancelled_on": date(2021, 6, 15),
    }
    digests = {digest_of(GOOD)}
    for field in fields(RegistrationFacts):
        digests.add(digest_of(replace(GOOD, **{field.name: other.get(field.name, "别的")})))
    assert len(digests) == len(fields(RegistrationFacts)) + 1
    there = MOMENT.astimezone(timezone(timedelta(hours=8)))
    assert digest_of(replace(GOOD, event_at=there)) == digest_of(GOOD)
    assert all(len(digest) == 64 for digest in digests)


def test_a_text_that_no_encoding_takes_has_a_digest_all_the_same() -> None:
    assert len(digest_of(replace(GOOD, name="\ud800"))) == 64


@given(st.lists(STAMPS, min_size=1, max_size=4))
def test_the_same_message_speaks_last_whatever_the_order(stamps: list[tuple[datetime, str]]) -> None:
    def merged(known: tuple[datetime, str], new: tuple[datetime, str]) -> tuple[datetime, str]:
        return new if speaks_over(*new, *known) else known

    assert {reduce(merged, order) for order in permutations(stamps)} == {max(stamps)}


@given(STAMPS)
def test_no_message_speaks_over_itself(stamp: tuple[datetime, str]) -> None:
    assert not speaks_over(*stamp, *stamp)


@pytest.mark.parametrize(
    ("situation", "progress"),
    [
        (Situation("registered", "yes"), Progress.UNFILED),
        (Situation("registered", "likely"), Progress.UNFILED),
        (Situation("registered", "no"), Progress.NOT_CARE),
        (Situation("registered", "yes", has_open_case=True), Progress.FILING),
        (Situation("registered", "yes", is_filed=True, has_open_case=True), Progress.FILED),
        # Whoever filed is childcare, whatever its scope says.
        (Situation("changed", "no", is_filed=True), Progress.FILED),
        (Situation("cancelled", "yes", is_filed=True), Progress.GONE),
        (Situation("registered", "yes", is_closed=True), Progress.GONE),
    ],
)
def test_progress_is_what_the_registers_say(situation: Situation, progress: Progress) -> None:
    assert progress_of(situation) is progress


@given(st.sampled_from(list(Progress)), SITUATIONS, SITUATIONS)
def test_what_a_person_found_gives_way_to_registers_that_say_more(
    stored: Progress, before: Situation, now: Situation
) -> None:
    kept = kept_progress(stored.value, before, now)
    assert kept in {stored, progress_of(now)}
    if progress_of(now) is not Progress.UNFILED:
        assert kept is progress_of(now)


def test_a_finding_stays_while_nobody_files() -> None:
    unfiled = Situation("registered", "yes")
    assert kept_progress("not_care", unfiled, unfiled) is Progress.NOT_CARE
    assert kept_progress("gone", unfiled, unfiled) is Progress.GONE
    # It was the registers that said so, and now they do not.
    assert kept_progress("gone", replace(unfiled, is_closed=True), unfiled) is Progress.UNFILED
    assert kept_progress("not_care", replace(unfiled, relevance="no"), unfiled) is Progress.UNFILED
