"""Is a registration sound, and is it this door's to send?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.context import CHINA
from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.rules.facts import (
    LABELS,
    LENGTHS,
    LONGEST_SCOPE,
    TOLERANCE,
    Gate,
    facts_are_sound,
)
from tuoyu.operations.filing.words import Door

# Half past midnight in China is the day before in UTC: the day of China counts.
NOW = datetime(2021, 6, 15, 0, 30, tzinfo=CHINA)
TODAY = date(2021, 6, 15)
GATE = Gate(NOW, Door.MARKET, {"91": "企业", "52": "民办非企业单位"}, {"91": "market", "52": "civil"})
GOOD = RegistrationFacts("A1", NOW, "registered", "91330302MA2HXY1210", "温州青禾托育有限公司", TODAY)


def wrong(facts: RegistrationFacts = GOOD, gate: Gate = GATE, **told: Any) -> set[str]:
    return {reason.field for reason in facts_are_sound(replace(facts, **told), gate).failures}


def test_what_is_sound_has_nothing_against_it() -> None:
    assert not wrong()


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"source_id": " "}, {"source_id"}),
        ({"name": ""}, {"name"}),
        ({"change": "founded"}, {"change"}),
        ({"registered_on": TODAY + timedelta(days=1)}, {"registered_on"}),
        ({"event_at": NOW + TOLERANCE}, set()),
        ({"event_at": NOW + TOLERANCE + timedelta(seconds=1)}, {"event_at"}),
        ({"change": "cancelled"}, {"cancelled_on"}),
        ({"change": "cancelled", "cancelled_on": TODAY}, set()),
        ({"cancelled_on": TODAY + timedelta(days=1)}, {"cancelled_on"}),
        ({"cancelled_on": TODAY - timedelta(days=1)}, {"cancelled_on"}),  # before it was registered
        ({"uscc": "91330302MA2HXY1211"}, {"uscc"}),
        ({"uscc": ""}, {"uscc"}),
        ({"name": "托育\x00园"}, {"name"}),
        ({"scope": "托育\n服务"}, set()),
        ({"name": "", "source_id": "", "uscc": "x", "change": "x"}, {"name", "source_id", "uscc", "change"}),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_field(told: dict[str, Any], fields: set[str]) -> None:
    assert wrong(**told) == fields


@pytest.mark.parametrize(("field", "most"), [*LENGTHS.items(), ("scope", LONGEST_SCOPE)])
def test_a_text_at_its_length_passes_and_one_more_does_not(field: str, most: int) -> None:
    assert wrong(**{field: "长" * most}) == set()
    (reason,) = facts_are_sound(replace(GOOD, **{field: "长" * (most + 1)}), GATE).failures
    assert reason.field == field
    assert f"最多{most}个字" in reason.sentence
    assert LABELS[field] in reason.sentence


def test_another_door_registers_this_kind_of_body() -> None:
    (reason,) = facts_are_sound(GOOD, replace(GATE, door=Door.CIVIL)).failures
    assert reason.field == "uscc"
    assert "市场监管部门" in reason.next_step
    # A kind of body that the table does not name may come through any door.
    assert not wrong(gate=replace(GATE, door=Door.CIVIL, doors={}))


@given(st.characters(categories=["Cc", "Cs"]))
def test_nothing_that_cannot_be_seen_stands_in_a_name(mark: str) -> None:
    is_space = mark in "\t\n\r" or 0x80 <= ord(mark) < 0xA0
    assert wrong(name=f"托育{mark}园") == (set() if is_space else {"name"})


@given(
    st.dates(date(2021, 6, 1), date(2021, 6, 30)), st.none() | st.dates(date(2021, 6, 1), date(2021, 6, 30))
)
def test_days_are_sound_exactly_in_their_order(registered: date, cancelled: date | None) -> None:
    expected = {"registered_on"} if registered > TODAY else set()
    if cancelled is not None and not registered <= cancelled <= TODAY:
        expected.add("cancelled_on")
    assert wrong(registered_on=registered, cancelled_on=cancelled) == expected
