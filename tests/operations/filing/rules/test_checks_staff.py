"""Staff: carers class by class, the head, the medic, guards, cooks, health and certificates in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import (
    BANDS,
    CERTIFIED,
    RATIOS,
    STAFFING,
    TODAY,
    crew,
    named,
    plan,
    wrong,
)
from tuoyu.operations.filing.rules.application import Application, StaffPlan
from tuoyu.operations.filing.rules.checks_staff import head_name_check, identity_checks, staff_checks
from tuoyu.operations.filing.words import BookForm, Grade

CLASSES = st.lists(
    st.tuples(st.sampled_from(["infant", "toddler_s", "toddler_l", "mixed"]), st.integers(1, 20)), max_size=6
)
POSTS = st.dictionaries(
    st.sampled_from(["head", "carer", "medic", "guard", "cook", "other"]), st.integers(0, 12)
)


def checked(application: Application, today: date = TODAY) -> list[object]:
    return list(staff_checks(application, BANDS, STAFFING, CERTIFIED, today))


@pytest.mark.parametrize(
    ("classes", "least"),
    [
        # 9 ÷ 3 = 3; 10 ÷ 3 → 4; 15 ÷ 5 = 3; 20 ÷ 7 → 3; 21 ÷ 7 = 3 would be too large a class but wants three.
        ([("infant", 9)], 3),
        ([("infant", 10)], 4),
        ([("toddler_s", 15)], 3),
        ([("toddler_s", 11)], 3),
        ([("toddler_l", 14)], 2),
        ([("toddler_l", 20)], 3),
        # Class by class: 4 + 3 + 3, not 45 ÷ something.
        ([("infant", 10), ("toddler_s", 15), ("toddler_l", 20)], 10),
        # Two classes of one child each want two, though one carer could hold both.
        ([("toddler_l", 1), ("toddler_l", 1)], 2),
    ],
)
def test_carers_are_counted_class_by_class(classes: list[tuple[str, int]], least: int) -> None:
    few = checked(plan(*classes, staff=crew(head=1, medic=1, carer=least - 1)))
    enough = checked(plan(*classes, staff=crew(head=1, medic=1, carer=least)))
    assert named(few, "filing.carers").grade is Grade.BAD
    assert f"不少于 {least} 名" in named(few, "filing.carers").sentence
    assert named(enough, "filing.carers").grade is Grade.OK
    assert named(enough, "filing.carers").trace.count("÷") == len(classes)


def test_in_a_home_care_point_the_head_cares_as_well() -> None:
    application = plan(("home", 5), form=BookForm.HOME, staff=crew(head=1, carer=1))
    assert named(checked(application), "filing.carers").grade is Grade.OK


@given(CLASSES, POSTS, POSTS)
def test_more_qualified_staff_never_makes_anything_wrong(
    classes: list[tuple[str, int]], some: dict[str, int], more: dict[str, int]
) -> None:
    before = plan(
        *classes,
        meals="own",
        supply_form="standalone",
        staff=crew(head=1, **{k: v for k, v in some.items() if k != "head"}),
    )
    after = replace(before, staff=before.staff + crew(**more))
    assert wrong(checked(after)) <= wrong(checked(before))


@given(CLASSES, st.integers(0, 40))
def test_carers_are_wrong_exactly_below_the_sum_of_the_classes(
    classes: list[tuple[str, int]], have: int
) -> None:
    wanted = sum((places + RATIOS[band] - 1) // RATIOS[band] for band, places in classes)
    found = wrong(checked(plan(*classes, staff=crew(head=1, medic=1, carer=have))))
    assert ("filing.carers" in found) == (have < wanted)


@pytest.mark.parametrize(
    ("education", "years", "found"),
    [
        ("college", 3, set()),
        ("bachelor", 9, set()),
        ("senior", 3, {"filing.head_education"}),
        ("", 3, {"filing.head_education"}),
        ("college", 2, {"filing.head_years"}),
        ("senior", 0, {"filing.head_education", "filing.head_years"}),
    ],
)
def test_the_head_has_a_diploma_and_three_years(education: str, years: int, found: set[str]) -> None:
    """设置标准（试行）第十六条."""
    head = replace(crew(head=1)[0], education=education, management_years=years)
    assert {code for code in wrong(checked(plan(staff=(head,)))) if "head" in code} == found


def test_without_a_head_it_cannot_be_handed_in() -> None:
    assert named(checked(plan(staff=crew(carer=1))), "filing.head").grade is Grade.MISSING


@pytest.mark.parametrize(
    ("places", "is_full_time", "count", "is_ok"),
    # 令第76号 第十二条: one full-time medic from 150 children on; below, one who may be part-time.
    [(149, False, 1, True), (150, False, 1, False), (150, True, 1, True), (30, False, 0, False)],
)
def test_a_medic_is_full_time_from_150_children_on(
    places: int, is_full_time: bool, count: int, is_ok: bool
) -> None:
    medics = tuple(replace(each, is_full_time=is_full_time) for each in crew(medic=count))
    application = plan(("toddler_l", places), staff=crew(head=1) + medics)
    assert (named(checked(application), "filing.medic").grade is Grade.OK) == is_ok


@pytest.mark.parametrize(
    ("supply_form", "is_wanted"),
    [("standalone", True), ("centre", True), ("community", False), ("kindergarten", False)],
)
def test_who_stands_alone_keeps_a_guard(supply_form: str, is_wanted: bool) -> None:
    found = wrong(checked(plan(supply_form=supply_form, staff=crew(head=1))))
    assert ("filing.guard" in found) == is_wanted
    with_guard = wrong(checked(plan(supply_form=supply_form, staff=crew(head=1, guard=1))))
    assert "filing.guard" not in with_guard


@pytest.mark.parametrize(("meals", "is_wanted"), [("own", True), ("none", False)])
def test_who_cooks_has_a_cook(meals: str, is_wanted: bool) -> None:
    assert ("filing.cook" in wrong(checked(plan(meals=meals, staff=crew(head=1))))) == is_wanted
    assert "filing.cook" not in wrong(checked(plan(meals=meals, staff=crew(head=1, cook=1))))


@pytest.mark.parametrize(("days", "is_ok"), [(0, True), (-1, False), (1, True)])
def test_a_health_certificate_holds_on_its_last_day(days: int, is_ok: bool) -> None:
    """管理规范（试行）第二十八条."""
    people = tuple(replace(each, health_until=TODAY + timedelta(days=days)) for each in crew(head=1))
    assert (named(checked(plan(staff=people)), "filing.health").grade is Grade.OK) == is_ok


def test_whoever_has_no_health_certificate_is_counted_apart() -> None:
    people = (*crew(head=1), StaffPlan("cook"), StaffPlan("carer", health_until=TODAY - timedelta(days=1)))
    sentence = named(checked(plan(staff=people)), "filing.health").sentence
    assert "1 人没有健康合格证" in sentence
    assert "1 人的已过期" in sentence


def test_a_certificate_that_does_not_count_for_the_post_does_not_count() -> None:
    good, ended, other = crew(carer=3)
    ended = replace(ended, certificates={"care_teacher": TODAY - timedelta(days=1)})
    other = replace(other, certificates={"cook": None})
    found = named(checked(plan(staff=(*crew(head=1), good, ended, other))), "filing.certificates")
    assert (found.grade, found.trace) == (Grade.BAD, "持证 2 人 ÷ 应持证 4 人")
    assert found.basis.endswith("（待核实）")


def test_what_is_wrong_with_a_number_is_said_without_the_number() -> None:
    """330302199001019958 passes GB 11643; with another last digit it does not."""
    rows = [
        {"post": "head", "name": "林", "citizen_id": "330302199001019958"},
        {"post": "carer", "name": "陈", "citizen_id": "330302199001019953"},
        {"post": "carer", "name": "", "citizen_id": "330302199001019958"},
        {"post": "carer", "name": "王", "citizen_id": "330302199001019958", "mobile": "12"},
    ]
    found = {each.code: each for each in identity_checks(rows, TODAY)}
    assert {code: each.sentence.split("行")[0] for code, each in found.items()} == {
        "filing.person_number": "人员表第 2 ",
        "filing.person_untold": "人员表第 3 ",
        "filing.person_mobile": "人员表第 4 ",
    }
    assert all(each.grade is Grade.MISSING and "9900" not in each.sentence for each in found.values())
    assert not list(identity_checks(rows[:1], TODAY))


HEADS = [{"post": "head", "name": "林小青"}, {"post": "carer", "name": "陈一"}]


@pytest.mark.parametrize("told", ["林小青", " 林 小青 ", "林小青\u3000"])
def test_the_head_of_the_form_is_the_head_of_the_staff_table(told: str) -> None:
    assert not list(head_name_check(told, HEADS))


@pytest.mark.parametrize("told", ["林小清", "陈一", "小青"])
def test_another_head_is_told_and_the_name_in_the_table_is_not_repeated(told: str) -> None:
    """登记和备案办法（试行）第八条（三）: the papers of the head. A carer of that name is no head."""
    (found,) = head_name_check(told, HEADS)
    assert (found.grade, found.field) == (Grade.BAD, "head_name")
    assert f"“{told}”" in found.sentence
    assert "林小青" not in found.sentence + found.next_step


@pytest.mark.parametrize(
    ("told", "rows"), [("", HEADS), ("林小青", HEADS[1:]), ("林小青", []), ("林小青", [{"post": "head"}])]
)
def test_a_head_that_is_not_told_is_no_other_head(told: str, rows: list[dict[str, str]]) -> None:
    """What is missing is told by other checks."""
    assert not list(head_name_check(told, rows))


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_of_two_heads_either_may_be_named(one: str, other: str) -> None:
    rows = [{"post": "head", "name": one}, {"post": "head", "name": other}]
    assert not list(head_name_check(one, rows))
    assert not list(head_name_check(other, rows))
