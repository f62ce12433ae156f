"""Sizes of classes: the number of the law passes, one more does not; a home care point; spare rooms of a kindergarten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import BANDS, SIZES, grades, named, plan, wrong
from tuoyu.operations.filing.rules.application import Application
from tuoyu.operations.filing.rules.checks_classes import class_checks
from tuoyu.operations.filing.words import BookForm, Grade


def checked(application: Application) -> list[object]:
    return list(class_checks(application, BANDS))


@pytest.mark.parametrize(("band", "most"), SIZES.items())
def test_a_class_at_the_limit_passes_and_one_more_does_not(band: str, most: int) -> None:
    assert grades(checked(plan((band, most)))) == {"filing.class_size": Grade.OK}
    over = named(checked(plan((band, most + 1))), "filing.class_size")
    assert over.grade is Grade.BAD
    assert f"{most + 1} 个托位，最多 {most} 个" in over.sentence
    assert over.basis
    assert over.next_step


def test_the_doubt_about_mixed_classes_is_told() -> None:
    assert named(checked(plan(("mixed", 19))), "filing.class_size").basis.endswith("（待核实）")
    assert "待核实" not in named(checked(plan(("infant", 11))), "filing.class_size").basis


@given(st.sampled_from(sorted(SIZES)), st.integers(-3, 60))
def test_a_size_is_wrong_exactly_outside_of_one_to_the_limit(band: str, places: int) -> None:
    assert bool(wrong(checked(plan((band, places))))) == (not 1 <= places <= SIZES[band])


@given(st.lists(st.tuples(st.sampled_from(sorted(SIZES)), st.integers(1, 30)), max_size=8))
def test_each_class_is_judged_alone(classes: list[tuple[str, int]]) -> None:
    """However many classes there are: no class makes another one right or wrong."""
    together = sorted(finding.sentence for finding in checked(plan(*classes)))  # type: ignore[attr-defined]
    alone = [
        found.sentence.replace("班1", f"班{number}")  # type: ignore[attr-defined]
        for number, each in enumerate(classes, 1)
        for found in checked(plan(each))
    ]
    assert together == sorted(alone)


def test_a_class_without_a_band_is_told_to_choose_one() -> None:
    assert wrong(checked(plan(("", 5)))) == {"filing.band"}


@pytest.mark.parametrize(("places", "is_ok"), [(5, True), (6, False)])
def test_a_home_care_point_takes_five(places: int, is_ok: bool) -> None:
    """家庭托育点管理办法（试行）: at most five; more is an institution."""
    found = named(checked(plan(("home", places), form=BookForm.HOME)), "filing.home_size")
    assert (found.grade is Grade.OK) == is_ok
    assert is_ok or "登记备案为托育机构" in found.next_step


def test_a_home_care_point_counts_all_its_groups() -> None:
    assert wrong(checked(plan(("home", 3), ("home", 3), form=BookForm.HOME))) == {"filing.home_size"}


@pytest.mark.parametrize(
    ("waiting", "classes", "is_ok"),
    # 9 rooms, 6 in use by 180 children: 30 a room. 0 waiting leave 3 rooms, 1 to 30 leave 2, 31 to 60 leave 1, 90 none.
    [(0, 3, True), (0, 4, False), (1, 2, True), (30, 2, True), (31, 2, False), (60, 1, True), (90, 1, False)],
)
def test_a_kindergarten_serves_its_own_age_first(waiting: int, classes: int, is_ok: bool) -> None:
    """温鹿政办〔2020〕64号 三（三）: toddler classes where children of 3 to 6 have their places."""
    application = plan(
        *[("toddler_l", 20)] * classes, form=BookForm.KINDERGARTEN,
        rooms=9, rooms_used=6, seats_3_6=180, children_3_6=180, waiting_3_6=waiting,
    )  # fmt: skip
    found = named(checked(application), "filing.spare_rooms")
    assert (found.grade is Grade.OK) == is_ok
    assert "活动室 9 间" in found.trace


def test_before_there_were_rules_for_home_care_points_it_says_so() -> None:
    """The rules came on 2023-10-16; a case of an earlier day is answered, not broken."""
    before = {band: limit for band, limit in BANDS.items() if band != "home"}
    found = list(class_checks(plan(("home", 3), form=BookForm.HOME), before))
    assert [each.code for each in found] == ["filing.home_unruled"]
    assert found[0].grade is Grade.BAD
    assert "没有规定可依" in found[0].sentence
    assert found[0].basis
    assert found[0].next_step
