"""The order of a ceremony, asked beforehand: whatever it lets through, the check of the published file lets through too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.operations.supervision.draws import DEPARTMENTS, frozen_part, secret_of
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.rules.ceremony import Party
from tuoyu.operations.supervision.rules.drawing.checking import check_file
from tuoyu.operations.supervision.rules.drawing.file import finished, frozen_digest, pool_of, written
from tuoyu.operations.supervision.rules.drawing.lottery import commitment

FROZEN_AT = datetime(2026, 11, 2, 9, 0, tzinfo=CHINA)
SEAL_BY = FROZEN_AT + timedelta(seconds=6)
OPEN_BY = FROZEN_AT + timedelta(seconds=12)
# What somebody tries, half a second at a time: (who, whether to seal or to open, how long after the last try).
TRIES = st.lists(
    st.tuples(st.sampled_from(sorted(DEPARTMENTS)), st.booleans(), st.integers(0, 5)), max_size=25
)


def played(tries: list[tuple[str, bool, int]]) -> tuple[dict[str, Party], datetime]:
    """The ceremony after all tries; those that the rules refuse change nothing."""
    parties = {code: Party(code, name) for code, name in DEPARTMENTS.items()}
    now = FROZEN_AT
    for code, is_seal, halves in tries:
        now += timedelta(milliseconds=500) * halves
        party, rows = parties[code], list(parties.values())
        if is_seal and not party.sealed_at and ceremony.may_seal(rows, SEAL_BY, now).is_ok:
            parties[code] = Party(code, party.name, now)
        can_open = party.sealed_at is not None and party.opened_at is None and not is_seal
        if can_open and ceremony.may_reveal(rows, SEAL_BY, OPEN_BY, now).is_ok:
            parties[code] = Party(code, party.name, party.sealed_at, now)
    return parties, now


def file_of(parties: dict[str, Party], quorum: int) -> bytes:
    frozen = frozen_part()
    frozen["rules"] |= {
        "frozen_at": ceremony.spelt(FROZEN_AT), "open_by": ceremony.spelt(OPEN_BY), "quorum": quorum,
    }  # fmt: skip
    mark = frozen_digest(frozen)
    rows: dict[str, Any] = {"commitments": [], "openings": []}
    for code, party in parties.items():
        secret = secret_of(code, "x")
        if party.sealed_at:
            sealed = {"department": code, "digest": commitment(mark, code, secret)}
            rows["commitments"].append({**sealed, "at": ceremony.spelt(party.sealed_at)})
        if party.opened_at:
            rows["openings"].append(
                {"department": code, "secret": secret, "at": ceremony.spelt(party.opened_at)}
            )
    return written(finished({**frozen, "frozen": mark, **rows, "beacon": None}))


@given(TRIES, st.integers(1, 3), st.booleans())
def test_what_may_be_finished_verifies(tries: list[tuple[str, bool, int]], quorum: int, late: bool) -> None:
    parties, now = played(tries)
    now = max(now, OPEN_BY + timedelta(seconds=1)) if late else now
    opened = sum(1 for party in parties.values() if party.opened_at)
    verdict = ceremony.may_finish(list(parties.values()), quorum, OPEN_BY, now)
    if verdict.is_ok:
        assert check_file(file_of(parties, quorum)).is_ok
    elif late:
        assert opened < quorum
        assert not check_file(file_of(parties, quorum)).is_ok


def test_the_remedy_fits_the_fault_and_names_are_those_that_people_know() -> None:
    pool = pool_of(frozen_part(inspectors=3, crews={"health": 2, "market": 1, "fire": 1}))
    verdict = ceremony.pool_is_ready(pool, {"health": "区卫生健康局", "J000000": "青禾托育园"})
    (first, *_) = verdict.failures
    assert "区卫生健康局" in first.sentence
    assert "health" not in first.sentence
    assert "检查人员库" in first.next_step
