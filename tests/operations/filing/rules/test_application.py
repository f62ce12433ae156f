"""From stored answers to what is checked: everything that is told arrives, what is odd counts as not told, nobody is named."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.world import answers, staff
from tuoyu.operations.filing.rules.application import (
    Application,
    PaperPlan,
    StaffPlan,
    read_application,
    read_class,
    read_staff,
)
from tuoyu.operations.filing.words import BookForm

ODD = st.none() | st.text(max_size=4) | st.integers() | st.booleans()


def read(told: dict[str, Any], people: Any = ()) -> Application:
    return read_application(BookForm.INSTITUTION, told, people, [PaperPlan("fire")], scope="托育服务")


def test_what_was_told_arrives() -> None:
    found = read(answers(uscc="91330302MA2HXY1210"), staff())
    assert (found.name, found.supply_form, found.meals, found.tenure) == (
        "青禾社区托育园",
        "community",
        "own",
        "lease",
    )
    assert (found.lease_from_on, found.lease_to_on) == (date(2021, 1, 1), date(2025, 12, 31))
    assert (found.lowest_floor, found.highest_floor, found.building_year) == (1, 2, 2012)
    assert (found.indoor_m2, found.window_percent, found.sunlight_hours) == (
        Decimal(420),
        Decimal(21),
        Decimal("3.5"),
    )
    assert (found.places, len(found.classes), len(found.staff), len(found.sanitation)) == (44, 3, 12, 14)
    assert (len(found.posts("carer")), found.papers, found.scope) == (9, (PaperPlan("fire"),), "托育服务")


def test_nobody_is_named_in_what_is_checked() -> None:
    assert not {"name", "citizen_id", "mobile"} & {field.name for field in fields(StaffPlan)}
    assert "林小青" not in repr(read(answers(), staff()))
    assert all(person["citizen_id"] not in repr(read(answers(), staff())) for person in staff())


def test_nothing_told_is_an_application_that_says_nothing() -> None:
    assert read({}) == Application(form=BookForm.INSTITUTION, scope="托育服务", papers=(PaperPlan("fire"),))


@pytest.mark.parametrize(
    ("row", "places"),
    [({"places": "9"}, 9), ({"places": 9}, 9), ({"places": ""}, 0), ({"places": "x"}, 0), ({}, 0)],
)
def test_places_that_are_no_number_are_none(row: dict[str, Any], places: int) -> None:
    assert read_class(row).places == places


def test_a_certificate_without_an_end_holds_for_life() -> None:
    assert read_staff({"post": "carer", "certificate": "teacher"}).certificates == {"teacher": None}
    ends = read_staff({"certificate": "teacher", "certificate_until": "2022-01-31"})
    assert ends.certificates == {"teacher": date(2022, 1, 31)}
    assert read_staff({"certificate": "", "certificate_until": "2022-01-31"}).certificates == {}


def test_somebody_is_full_time_unless_it_is_denied() -> None:
    assert [
        read_staff(row).is_full_time for row in ({}, {"is_full_time": None}, {"is_full_time": False})
    ] == [True, True, False]
    assert (
        read_staff({}).education_rank
        < read_staff({"education": "junior"}).education_rank
        < read_staff({"education": "master"}).education_rank
    )


@given(
    st.dictionaries(
        st.sampled_from(
            ["building_year", "lowest_floor", "indoor_m2", "window_percent", "rooms", "meals", "name"]
        ),
        ODD,
    )
)
def test_odd_answers_break_nothing(told: dict[str, Any]) -> None:
    found = read(told)
    assert found.building_year is None or isinstance(found.building_year, int)
    assert found.indoor_m2 is None or isinstance(found.indoor_m2, Decimal)
