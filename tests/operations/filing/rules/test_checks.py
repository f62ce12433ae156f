"""All checks of an application together: name, scope, code, the self-assessment; and what a finding is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import (
    BANDS,
    CERTIFIED,
    PREMISES,
    SPACE,
    STAFFING,
    TODAY,
    crew,
    grades,
    named,
    plan,
    wrong,
)
from tests.operations.filing.rules.test_checks_papers import RULES
from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.filing.rules.application import Application, PaperPlan
from tuoyu.operations.filing.rules.checks import Limits, check_application, pre_check
from tuoyu.operations.filing.rules.findings import (
    Finding,
    bad,
    counts,
    may_be_handed_in,
    missing,
    ok,
    on_site,
    verdict_of,
)
from tuoyu.operations.filing.rules.relevance import ScopeWord
from tuoyu.operations.filing.rules.sanitation import SanitationItem
from tuoyu.operations.filing.words import BookForm, Grade
from tuoyu.registers.institutions.limits import InstitutionLaw

# 卫生评价基本标准（试行）: fourteen items, all of which are met or the place is not qualified.
ITEMS = tuple(
    SanitationItem(f"s{number:02d}", "环境卫生", f"第{number}项", is_verified=number % 2 == 0)
    for number in range(1, 15)
)
WORDS = (ScopeWord("托育服务", is_sure=True), ScopeWord("早教", is_sure=False))
LIMITS = Limits(InstitutionLaw(BANDS, PREMISES, SPACE, STAFFING), CERTIFIED, RULES, ITEMS, WORDS, 20)
# An institution in which everything conforms: 9 ÷ 3 + 15 ÷ 5 + 20 ÷ 7 = 3 + 3 + 3 carers.
GOOD = plan(
    ("infant", 9), ("toddler_s", 15), ("toddler_l", 20),
    name="青禾托育园", scope="托育服务（不含幼儿园、托儿所）", uscc="91330302MA2HXY1210", supply_form="community", meals="own",
    tenure="lease", lease_from_on=date(2021, 1, 1), lease_to_on=date(2025, 12, 31), building_year=2012,
    lowest_floor=1, highest_floor=2, indoor_m2=Decimal(420), outdoor_m2=Decimal(120), window_percent=Decimal(21),
    sunlight_hours=Decimal("3.5"), observation_m2=Decimal(8), has_nursing_area=True,
    staff=crew(head=1, carer=9, medic=1, cook=1), sanitation={item.code: True for item in ITEMS},
    papers=tuple(PaperPlan(code, date(2021, 5, 1)) for code in ("licence", "fire", "food", "lease")),
)  # fmt: skip


def checked(application: Application = GOOD, **told: Any) -> tuple[Finding, ...]:
    return check_application(replace(application, **told), LIMITS, TODAY)


def test_what_conforms_has_nothing_against_it() -> None:
    found = counts(checked())
    assert (found[Grade.BAD], found[Grade.MISSING]) == (0, 0)
    # The self-assessment is looked at on site, whatever it says.
    assert [each.code for each in checked() if each.grade is Grade.ON_SITE] == ["filing.sanitation"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"highest_floor": 4}, "filing.floor_high"),
        ({"lease_to_on": date(2023, 12, 30)}, "filing.lease"),
        ({"staff": crew(head=1, carer=8, medic=1, cook=1)}, "filing.carers"),
        ({"scope": "早教"}, "filing.scope"),
        ({"uscc": "91330302MA2HXY1211"}, "filing.uscc"),
        ({"sanitation": {item.code: item.code != "s09" for item in ITEMS}}, "filing.sanitation_s09"),
        (
            {"papers": (*GOOD.papers[:1], PaperPlan("fire", date(2020, 1, 1)), *GOOD.papers[2:])},
            "filing.paper_fire",
        ),
    ],
)
def test_one_thing_wrong_is_one_thing_found(told: dict[str, Any], code: str) -> None:
    assert wrong(checked(**told)) == {code}


def test_every_finding_against_it_has_its_ground_and_what_to_do() -> None:
    worst = replace(
        GOOD, scope="早教", uscc="x", tenure="lease", lease_to_on=date(2022, 1, 1), lowest_floor=-1, highest_floor=5,
        window_percent=Decimal(1), sunlight_hours=Decimal(1), observation_m2=Decimal(1), has_nursing_area=False,
        staff=crew(carer=1), sanitation={item.code: False for item in ITEMS}, papers=(), supply_form="standalone",
        classes=plan(("infant", 11), ("mixed", 19)).classes,
    )  # fmt: skip
    against = [each for each in checked(worst) if each.grade in {Grade.BAD, Grade.MISSING}]
    assert len(against) > 25
    assert [each.code for each in against if not each.basis] == []
    assert [each.code for each in against if not each.next_step] == []
    assert [each.code for each in against if not each.field] == []


def test_a_home_care_point_is_called_one() -> None:
    home = replace(GOOD, form=BookForm.HOME, classes=plan(("home", 5)).classes, name="小桥之家")
    assert "filing.home_name" in wrong(checked(home))
    assert "filing.home_name" not in wrong(checked(home, name="小桥家庭托育点"))


def test_the_self_assessment_has_fourteen_items_and_each_is_answered() -> None:
    told = {item.code: True for item in ITEMS[:11]}
    found = named(checked(sanitation=told), "filing.sanitation")
    assert (found.grade, found.sentence) == (Grade.MISSING, "自评还有 3 项没有选。")


def test_an_item_whose_wording_was_not_seen_says_so() -> None:
    found = checked(sanitation={item.code: False for item in ITEMS})
    doubtful = {
        each.code for each in found if each.code.startswith("filing.sanitation_") and "待核实" in each.basis
    }
    assert doubtful == {f"filing.sanitation_s{number:02d}" for number in range(1, 15, 2)}


@given(st.lists(st.sampled_from([item.code for item in ITEMS]), unique=True))
def test_all_items_are_met_or_it_does_not_qualify(failed: list[str]) -> None:
    found = wrong(checked(sanitation={item.code: item.code not in failed for item in ITEMS}))
    assert found == {f"filing.sanitation_{code}" for code in failed}


def test_the_pre_check_asks_no_persons_and_no_papers() -> None:
    found = pre_check(replace(GOOD, staff=(), papers=()), LIMITS, TODAY)
    assert named(found, "filing.carers_wanted").sentence == "按这些班级，至少要 9 名保育人员。"
    assert not {
        each.code for each in found if "paper" in each.code or each.code in {"filing.head", "filing.health"}
    }


# ---- findings --------------------------------------------------------------------------------------------------------

FOUND = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["a", "b"]),
        st.just("name"),
        st.sampled_from(list(Grade)),
        st.just("句子。"),
        st.just("第八条"),
    )
)


@given(FOUND)
def test_findings_are_a_verdict_that_only_what_is_wrong_or_missing_speaks_against(
    found: list[Finding],
) -> None:
    verdict = verdict_of(found)
    assert isinstance(verdict, Verdict)
    assert len(verdict.reasons) == len(found)
    assert verdict.is_ok == all(each.grade in {Grade.OK, Grade.ON_SITE} for each in found)
    assert all(reason.basis == "第八条" and reason.field == "name" for reason in verdict.reasons)
    assert may_be_handed_in(found).is_ok == all(each.grade is not Grade.MISSING for each in found)
    assert sum(counts(found).values()) == len(found)


def test_what_does_not_conform_may_be_handed_in_and_what_is_missing_may_not() -> None:
    """Filing is no licence: whoever decides sees what is wrong, marked."""
    assert may_be_handed_in([bad("a", "x", "s", "b", "n"), on_site("b", "x", "s"), ok("c", "x", "s")]).is_ok
    refused = may_be_handed_in([missing("a", "x", "没有填。")])
    assert [reason.next_step for reason in refused.failures] == ["请填写后再提交。"]
    assert set(grades([bad("a", "x", "s", "b", "n")])) == {"a"}
