"""The pre-check: what an address, floors, a lease and planned classes already tell, without account and without trace."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.registers.institutions.world import bureau
from tuoyu.operations.filing.queries.cases import limits_at
from tuoyu.operations.filing.queries.prechecks import place_of, pre_checked
from tuoyu.operations.filing.rules.application import ClassPlan
from tuoyu.operations.filing.rules.findings import counts
from tuoyu.operations.filing.words import Grade

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
GOOD: dict[str, Any] = {
    "form": "community",
    "address": "鹿城区南汇街道稻香路12号",
    "tenure": "lease",
    "lease_from_on": "2026-01-01",
    "lease_to_on": "2028-12-31",
    "lowest_floor": "1",
    "highest_floor": "2",
    "building_year": "2015",
    "indoor_m2": "300",
    "observation_m2": "8",
    "window_percent": "25",
    "sunlight_hours": "3.5",
    "meals": "own",
    "band": ["infant", "toddler_s", "toddler_s", ""],
    "places": ["9", "15", "14", ""],
}


def ask(**changes: Any) -> tuple[int, str]:
    answer = Client().get("/precheck/", {**GOOD, **changes})
    return answer.status_code, answer.content.decode()


def title_of(text: str) -> str:
    found = re.search(r'ty-answer-title">([^<]+)<', text)
    return found[1] if found else ""


def test_what_conforms_is_said_to_conform() -> None:
    status, text = ask()
    assert (status, title_of(text)) == (200, "没有发现不符合")
    assert "南汇街道" in text
    # 9 ÷ 3 + 15 ÷ 5 + 14 ÷ 5, each rounded up.
    assert "至少要 9 名保育人员" in text
    assert "食品经营许可证" in text
    assert "《托育机构设置标准（试行）》第十一条" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lease_to_on": "2027-12-31"}, "租期不满 3 年"),
        ({"highest_floor": "4"}, "最高不得超过 3 层"),
        ({"lowest_floor": "-1"}, "不得设在地下或半地下"),
        ({"window_percent": "12"}, "低于 20"),
        ({"sunlight_hours": "2"}, "少于 3 小时"),
        ({"places": ["11", "15", "14", ""]}, "最多 10 个"),
        ({"observation_m2": "5"}, "小于 6 平方米"),
        ({"form": "home", "band": ["home"], "places": ["6"]}, "最多 5 人"),
    ],
)
def test_each_wrong_fact_is_found_and_counted(changes: dict[str, Any], words: str) -> None:
    status, text = ask(**changes)
    assert status == 200
    assert title_of(text) == "有 1 处不符合，先别签约"
    assert words in text


def test_what_was_not_said_is_no_promise() -> None:
    status, text = ask(lowest_floor="", lease_to_on="", band=[""], places=[""])
    assert (status, title_of(text)) == (200, "还看不全")
    assert "还没填：楼层、租期、班级" in text


def test_an_own_site_wants_no_lease() -> None:
    _, text = ask(tenure="own", lease_from_on="", lease_to_on="")
    assert title_of(text) == "没有发现不符合"
    assert "自有场所" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lease_to_on": "2025-01-01"}, "租期止早于租期起"),
        ({"lowest_floor": "一楼"}, "应填数字"),
        ({"indoor_m2": "1e999999"}, "室内使用面积"),
        ({"form": "palace"}, "请从列出的几种里选一种"),
        ({"band": ["nursery"], "places": ["3"]}, "请从列出的班型里选"),
        ({"places": ["-3", "", "", ""]}, "不能是负数"),
    ],
)
def test_a_slip_of_the_pen_is_said_beside_its_field(changes: dict[str, Any], words: str) -> None:
    status, text = ask(**changes)
    assert status == 422
    assert words in text
    assert title_of(text) == ""


@pytest.mark.parametrize(
    "query",
    ["?form", "?form=community&band=%00&places=%00", "?more=99999&form=home", "?address=%F0%9F%91%B6&form=home", "?form=community&places=1&places=2"],
)  # fmt: skip
def test_any_address_is_answered(query: str) -> None:
    answer = Client().get(f"/precheck/{query}")
    assert answer.status_code in {200, 422}


def test_more_rows_are_drawn_and_keep_what_was_typed() -> None:
    _, text = ask(more="6")
    assert len(re.findall(r'name="places"', text)) == 6
    assert 'value="14"' in text
    assert title_of(text) == ""


def test_nothing_is_stored(django_assert_max_num_queries: Any) -> None:
    before = {model: model._base_manager.count() for model in apps.get_models() if model._meta.managed}
    with django_assert_max_num_queries(3) as seen:
        ask()
    assert not [query for query in seen.captured_queries if not query["sql"].startswith("SELECT")]
    assert {model: model._base_manager.count() for model in before} == before


def test_a_kindergarten_files_with_education() -> None:
    bureau()
    bureau("jyj", "区教育局")
    bureau("mzj", "区民政局")
    assert "备案在区卫生健康局" in ask()[1]
    text = ask(form="kindergarten")[1]
    assert "备案在区教育局" in text
    assert "办学许可证" in text
    assert "区民政局" in text


def test_findings_carry_their_ground_and_their_sum() -> None:
    plans = [ClassPlan("第1班", "infant", 9)]
    facts = {"tenure": "own", "indoor_m2": 20, "lowest_floor": 1, "highest_floor": 1}
    from decimal import Decimal

    checked = pre_checked("community", {**facts, "indoor_m2": Decimal(20)}, plans, TODAY, DISTRICT)
    space = next(finding for finding in checked.findings if finding.code == "filing.space")
    assert (space.grade, space.trace) == (Grade.ON_SITE, "20 平方米 ÷ 9 个托位 = 2.22")
    assert "待核实" in space.basis
    assert counts(checked.findings)[Grade.BAD] == 0
    assert [line.door for line in checked.doors] == ["机构编制部门", "民政部门", "市场监管部门"]


def test_before_home_care_had_rules_it_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    from tuoyu.operations.filing.web import prechecking

    monkeypatch.setattr(prechecking, "limits_at", lambda _day, area: limits_at(TODAY, area))
    status, text = ask(form="home", band=["home"], places=["3"])
    assert status == 422
    assert 'value="home"' not in text


def test_an_address_elsewhere_is_said_to_be_elsewhere() -> None:
    found = place_of("杭州市西湖区文三路1号", DISTRICT)
    assert found is not None
    assert not found.is_found
    assert "不在" in found.sentence
    assert place_of("  ", DISTRICT) is None
