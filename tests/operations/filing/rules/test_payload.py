"""The body of a push: read whole or refused with every mistake by place and field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Reason, Refused
from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.rules.payload import (
    MOST,
    MOST_REASONS,
    placed,
    plain_code,
    read_moment,
    read_registrations,
)

ITEM = {
    "source_id": "A1", "event_at": "2021-06-15T09:30:00+08:00", "change": "registered", "uscc": "91330302ma2hxy1210 ",
    "name": " 青禾托育园 ", "registered_on": "2021-06-14", "phone": None, "address": "",
}  # fmt: skip


def body(*items: Any) -> bytes:
    return json.dumps({"registrations": list(items)}, ensure_ascii=False).encode()


def refused(content: bytes) -> list[Reason]:
    with pytest.raises(Refused) as caught:
        read_registrations(content)
    assert caught.value.status == 422
    return list(caught.value.verdict.failures)


def test_what_is_sent_is_read_and_tidied() -> None:
    (facts,) = read_registrations(body(ITEM))
    assert facts == RegistrationFacts(
        "A1", datetime(2021, 6, 15, 9, 30, tzinfo=CHINA), "registered", "91330302MA2HXY1210", "青禾托育园", date(2021, 6, 14)
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"{", b"[]", b"null", b'{"registrations": {}}', b'{"registrations": []}', b'{"rows": []}',
        body(ITEM)[:-1] + b', "more": 1}', "青禾".encode("gbk"), b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_body_is_refused_as_a_whole(content: bytes) -> None:
    assert len(refused(content)) == 1


def test_so_many_at_a_time_and_no_more() -> None:
    assert len(read_registrations(body(*[ITEM] * MOST))) == MOST
    assert f"{MOST + 1} 条" in refused(body(*[ITEM] * (MOST + 1)))[0].sentence


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"uscc": None}, "uscc"), ({"name": ""}, "name"), ({"name": 5}, "name"), ({"registered_on": "2021-02-30"}, "registered_on"),
        ({"registered_on": "20210614x"}, "registered_on"), ({"event_at": "2021-06-15T09:30:00"}, "event_at"),
        ({"event_at": "0001-01-01T00:00:00+14:00"}, "event_at"), ({"colour": "red"}, "colour"), ({"cancelled_on": []}, "cancelled_on"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_place_and_field(changed: dict[str, Any], field: str) -> None:
    (reason,) = refused(body(ITEM, {**ITEM, **changed}))
    assert reason.field == f"registrations.1.{field}"
    assert reason.sentence.startswith("第2条：")


def test_every_mistake_is_told_up_to_a_limit_and_nothing_is_half_read() -> None:
    fields = {reason.field for reason in refused(body({}, "x", ITEM))}
    assert "registrations.1" in fields
    assert {
        f"registrations.0.{name}"
        for name in ("source_id", "event_at", "change", "uscc", "name", "registered_on")
    } < fields
    assert len(refused(body(*[{}] * MOST))) == MOST_REASONS


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda of: st.lists(of) | st.dictionaries(st.text(), of),
        max_leaves=20,
    )
)
def test_whatever_is_sent_is_read_or_refused(sent: Any) -> None:
    for content in (json.dumps(sent).encode(), body(sent), body({**ITEM, "name": sent})):
        found, reasons = said(content)
        assert bool(found) != bool(reasons)
        assert all(isinstance(facts, RegistrationFacts) for facts in found)


def said(content: bytes) -> tuple[tuple[RegistrationFacts, ...], tuple[Reason, ...]]:
    """What was read, or what is wrong with it."""
    try:
        return read_registrations(content), ()
    except Refused as refusal:
        return (), tuple(refusal.verdict.failures)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_words(content: bytes) -> None:
    assert refused(content)[0].next_step


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 - a zone is added
def test_a_moment_is_the_same_in_every_zone(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    assert read_moment(there.isoformat()) == moment.replace(tzinfo=UTC)


def test_a_code_is_compared_in_one_form_and_a_place_is_counted_from_one() -> None:
    assert plain_code(" ９１ma 2h ") == "91MA2H"
    reason = placed(0, Reason("a", "没有填名称。", next_step="改。", field="name"))
    assert (reason.sentence, reason.field) == ("第1条：没有填名称。", "registrations.0.name")
    assert placed(4, Reason("a", "应是一个对象。")).field == "registrations.4"
