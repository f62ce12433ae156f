"""Premises: lease of three years, floors one to three, light, room for each place, observation and nursing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import PREMISES, SPACE, TODAY, grades, named, plan, wrong
from tuoyu.operations.filing.rules.application import Application
from tuoyu.operations.filing.rules.checks_premises import premises_checks
from tuoyu.operations.filing.words import BookForm, Grade


def checked(application: Application) -> list[object]:
    return list(premises_checks(application, PREMISES, SPACE, TODAY))


def lease(start: date, end: date) -> list[object]:
    return checked(plan(tenure="lease", lease_from_on=start, lease_to_on=end))


@pytest.mark.parametrize(
    ("start", "end", "is_ok"),
    [
        # 设置标准（试行）第十一条: three years. The last day counts: 1 March 2020 to 28 February 2023.
        (date(2020, 3, 1), date(2023, 2, 28), True),
        (date(2020, 3, 1), date(2023, 2, 27), False),
        (date(2020, 6, 15), date(2023, 6, 14), True),
        (date(2020, 6, 15), date(2023, 6, 13), False),
        # From a leap day: 29 February 2020 to 28 February 2023 is a day over three years less one; 27 is not.
        (date(2020, 2, 29), date(2023, 2, 27), True),
        (date(2020, 2, 29), date(2023, 2, 26), False),
    ],
)
def test_a_lease_is_three_years_with_its_last_day(start: date, end: date, is_ok: bool) -> None:
    assert (named(lease(start, end), "filing.lease").grade is Grade.OK) == is_ok


def test_a_lease_that_is_over_is_over_whatever_its_length() -> None:
    assert wrong(lease(date(2015, 1, 1), date(2021, 6, 14))) == {"filing.lease_over"}
    assert wrong(lease(date(2015, 1, 1), TODAY)) == set()


@given(st.dates(date(2016, 1, 1), date(2025, 1, 1)), st.integers(0, 4000), st.integers(0, 400))
def test_a_longer_lease_is_never_worse(start: date, days: int, more: int) -> None:
    shorter = lease(start, date.fromordinal(start.toordinal() + days))
    longer = lease(start, date.fromordinal(start.toordinal() + days + more))
    assert ("filing.lease" in wrong(longer)) <= ("filing.lease" in wrong(shorter))


def test_own_premises_want_no_dates() -> None:
    assert grades(checked(plan(tenure="own")))["filing.tenure"] is Grade.OK


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (1, 3, set()),
        (1, 1, set()),
        (3, 3, set()),
        (1, 4, {"filing.floor_high"}),
        (0, 2, {"filing.floor_low"}),
        (-1, 4, {"filing.floor_low", "filing.floor_high"}),
        (3, 1, {"filing.floors"}),
    ],
)
def test_children_live_on_the_first_to_the_third_floor(low: int, high: int, found: set[str]) -> None:
    assert wrong(checked(plan(lowest_floor=low, highest_floor=high))) == found


@given(st.integers(-3, 9), st.integers(-3, 9))
def test_floors_are_right_exactly_within_the_law(low: int, high: int) -> None:
    found = checked(plan(lowest_floor=low, highest_floor=high))
    assert (grades(found).get("filing.floors") is Grade.OK) == (1 <= low <= high <= 3)
    assert bool(wrong(found)) == (not 1 <= low <= high <= 3)


@pytest.mark.parametrize(
    ("told", "code", "grade"),
    [
        ({"window_percent": Decimal("20")}, "filing.window", Grade.OK),
        ({"window_percent": Decimal("19.99")}, "filing.window", Grade.BAD),
        ({}, "filing.window", Grade.ON_SITE),
        ({"sunlight_hours": Decimal("3")}, "filing.sunlight", Grade.OK),
        ({"sunlight_hours": Decimal("2.9")}, "filing.sunlight", Grade.BAD),
        ({}, "filing.sunlight", Grade.ON_SITE),
        ({"observation_m2": Decimal("6")}, "filing.observation", Grade.OK),
        ({"observation_m2": Decimal("5.99")}, "filing.observation", Grade.BAD),
    ],
)
def test_light_and_observation_at_the_limit(told: dict[str, Any], code: str, grade: Grade) -> None:
    assert named(checked(plan(**told)), code).grade is grade


def test_a_home_care_point_wants_no_observation_room() -> None:
    found = checked(plan(form=BookForm.HOME, observation_m2=Decimal(1)))
    assert "filing.observation" not in grades(found)


@pytest.mark.parametrize(
    ("form", "places", "indoor", "each", "grade"),
    [
        (BookForm.INSTITUTION, 44, "132", "3.00", Grade.OK),
        (BookForm.INSTITUTION, 44, "131.9", "3.00", Grade.OK),  # 2.9977… rounds to 3.00, as it is shown
        (BookForm.INSTITUTION, 44, "131", "2.98", Grade.ON_SITE),
        (BookForm.HOME, 5, "45", "9.00", Grade.OK),
        (BookForm.HOME, 5, "44", "8.80", Grade.ON_SITE),
    ],
)
def test_room_for_each_place_is_a_hint_never_a_refusal(
    form: BookForm, places: int, indoor: str, each: str, grade: Grade
) -> None:
    """No national paper names an area for each child."""
    found = named(checked(plan(("toddler_l", places), form=form, indoor_m2=Decimal(indoor))), "filing.space")
    assert found.grade is grade
    assert found.trace == f"{indoor} 平方米 ÷ {places} 个托位 = {each}"
    assert found.basis.endswith("（待核实）")


@given(st.integers(1, 500), st.decimals(1, 9999, places=2))
def test_crowding_alone_never_makes_an_application_wrong(places: int, indoor: Decimal) -> None:
    assert wrong(checked(plan(("toddler_l", places), indoor_m2=indoor))) == set()


@pytest.mark.parametrize(
    ("band", "has_area", "is_ok"),
    [("infant", False, False), ("toddler_s", False, False), ("home", False, False), ("toddler_l", False, True), ("infant", True, True), ("infant", None, True)],
)  # fmt: skip
def test_who_takes_children_under_two_has_a_nursing_area(
    band: str, has_area: bool | None, is_ok: bool
) -> None:
    found = wrong(checked(plan((band, 5), has_nursing_area=has_area)))
    assert ("filing.nursing" not in found) == is_ok


@pytest.mark.parametrize("share", ["0.2", "0.20", "0.200"])
def test_a_share_reads_the_same_whatever_digits_it_was_written_with(share: str) -> None:
    limits = replace(PREMISES, window_share=Decimal(share))
    for told, sentence in (
        ({}, "窗地面积比没有填，现场看是否达到 20%。"),
        ({"window_percent": Decimal("19.5")}, "窗地面积比 19.5%，低于 20%。"),
    ):
        found = premises_checks(plan(**told), limits, SPACE, TODAY)
        assert named(found, "filing.window").sentence == sentence
