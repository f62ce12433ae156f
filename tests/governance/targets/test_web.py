"""The pages: what they show, what they never invent, who may open them, and how many statements they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.entrypoints.site.world import client_of, officer
from tests.governance.targets.conftest import NOW
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.targets import services
from tuoyu.governance.targets.commands import CorrectObservation, Evidence
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Version

LIST = "/targets/indicators/"
Record = Callable[..., Observation]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(units: dict[str, Unit]) -> Client:
    return client_of(officer("chen", "陈老师", "coordinator", units["wjj"]))


@pytest.fixture
def numbers(record: Record) -> list[Observation]:
    return [record(date(2026, month, 1), 19_600 + 90 * month + month % 3 * 20) for month in range(1, 11)]


def page_of(indicator: Indicator) -> str:
    return f"{LIST}{indicator.pk}/"


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("adopted", "numbers")
def test_the_list_tells_value_goal_and_chance(coordinator: Client) -> None:
    text = text_of(coordinator, LIST)
    assert "2025年目标到期未达，按现速今年底补上的概率" in text
    assert "≥95%" in text
    assert "手工填报" in text
    assert "定义待补充，请领导小组办公室确定口径后再填报" in text


@pytest.mark.usefixtures("adopted", "numbers")
def test_a_tab_keeps_its_lines_and_an_unknown_tab_keeps_all(coordinator: Client) -> None:
    assert "从业人员持证率" not in text_of(coordinator, f"{LIST}?show=trouble")
    assert "从业人员持证率" in text_of(coordinator, f"{LIST}?show=empty")
    assert "从业人员持证率" in text_of(coordinator, f"{LIST}?show=nonsense")
    assert "这一类没有指标" in text_of(coordinator, f"{LIST}?show=good")


def test_without_a_plan_the_list_says_so(coordinator: Client) -> None:
    assert "还没有指标" in text_of(coordinator, LIST)


@pytest.mark.usefixtures("adopted")
def test_an_indicator_without_a_source_says_so_and_shows_no_number(
    coordinator: Client, health: Indicator
) -> None:
    text = text_of(coordinator, page_of(health))
    assert "没有数，就不显示数" in text
    assert "该指标的数据来源尚未建立" in text
    assert "data-ty-chart" not in text


def test_an_indicator_leads_from_its_number_to_what_it_was_counted_from(
    coordinator: Client, ctx: Ctx, health: Indicator, numbers: list[Observation], record: Record
) -> None:
    last = numbers[-1]
    services.correct_observation(
        ctx, CorrectObservation(last.pk, Decimal(20_500), Decimal(21_800), "测试台账", "街镇补报")
    )
    record(date(2026, 10, 1), 2_600, 2_773, area="330302006")
    text = text_of(coordinator, page_of(health))
    for shown in (
        "94.0% = 20,500 ÷ 21,800 × 100",
        "达标概率 = P",
        "平均每月变化",
        "街镇补报",
        "五马街道",
        "90.0%（2020年目标）",
    ):
        assert shown in text, shown


def test_pages_cost_no_more_than_eight_statements_at_any_size(
    coordinator: Client, health: Indicator, record: Record
) -> None:
    record(date(2026, 10, 1))
    paths = (LIST, page_of(health), f"{page_of(health)}observations/")
    few = [statements(coordinator, path) for path in paths]
    for month in range(5, 10):
        record(date(2026, month, 1))
        record(date(2026, month, 1), 2_600, 2_773, area="330302006")
    many = [statements(coordinator, path) for path in paths]
    assert many == few
    assert max(many) <= 8, many


def test_the_rows_can_be_narrowed_and_exported(
    coordinator: Client, health: Indicator, numbers: list[Observation], record: Record
) -> None:
    record(date(2026, 10, 1), 2_600, 2_773, area="330302006")
    path = f"{page_of(health)}observations/"
    assert "五马街道" in text_of(coordinator, f"{path}?area=330302006")
    response = coordinator.get(f"{path}?export=csv")
    rows = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(rows) == len(numbers) + 2
    assert rows[0].startswith("时期,范围,数值,分子,分母")


def form_data(**changes: Any) -> dict[str, Any]:
    return {
        "period_on": "2026-10-01",
        "area": "330302",
        "numerator": "２０,400",
        "denominator": "21800",
        "source": "妇幼健康月报表 10 月",
        **changes,
    }


def test_record_observation_by_its_form(coordinator: Client, health: Indicator) -> None:
    path = f"{page_of(health)}observations/record/"
    assert 'value="2026-10-01" selected' in text_of(coordinator, path)
    response = coordinator.post(path, form_data())
    assert response.headers["Location"] == page_of(health)
    assert Observation.objects.unscoped("test").get().numerator == 20_400


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"numerator": "两万"}, 422, "应为数字，例如 20405"),
        ({"numerator": "30000"}, 422, "比例会超过 100%"),
        ({"denominator": ""}, 422, "请填写分母"),
        ({"period_on": "2026-11-01"}, 422, "时期没有这个选项"),
        ({"source": ""}, 422, "请填写数据来源"),
    ],
)
def test_record_observation_says_what_is_wrong(
    coordinator: Client, health: Indicator, changes: dict[str, str], status: int, sentence: str
) -> None:
    response = coordinator.post(f"{page_of(health)}observations/record/", form_data(**changes))
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not Observation.objects.unscoped("test").exists()


def test_correct_observation_by_its_form(coordinator: Client, numbers: list[Observation]) -> None:
    path = f"/targets/observations/{numbers[-1].pk}/correct/"
    assert "原来的数不会删除" in text_of(coordinator, path)
    response = coordinator.post(path, {**form_data(numerator="20510"), "reason": "抄错一位"})
    assert response.status_code == 302
    assert Observation.objects.unscoped("test").get(corrects=numbers[-1]).numerator == 20_510


def test_define_indicator_by_its_form(coordinator: Client, adopted: Version, units: dict[str, Unit]) -> None:
    unknown = Indicator.objects.unscoped("test").get(name="母婴室建成数")
    path = f"{page_of(unknown)}define/"
    assert "定义待补充" not in text_of(coordinator, path).split("</form>")[0].split("<form method")[-1]
    response = coordinator.post(
        path,
        {
            "name": "母婴室建成数", "definition": "达到配置标准的母婴室数", "numerator_label": "达标母婴室数",
            "unit": "间", "decimals": "0", "direction": "up", "period": "quarter",
            "owner_id": units["wjj"].pk, "basis": "联席会议纪要", "is_confirmed": "on",
        },
    )  # fmt: skip
    assert response.status_code == 302
    unknown.refresh_from_db()
    assert unknown.definition == "达到配置标准的母婴室数"


def test_the_evidence_is_handed_out(coordinator: Client, record: Record) -> None:
    observation = record(date(2026, 10, 1), evidence=Evidence("台账.txt", "十月随访".encode()))
    response = coordinator.get(f"/targets/observations/{observation.pk}/evidence/")
    assert b"".join(response.streaming_content).decode() == "十月随访"  # type: ignore[attr-defined]
    bare = record(date(2026, 9, 1))
    assert coordinator.get(f"/targets/observations/{bare.pk}/evidence/").status_code == 404


def test_an_officer_of_another_unit_reads_and_does_not_write(
    units: dict[str, Unit], health: Indicator, numbers: list[Observation]
) -> None:
    other = client_of(officer("li", "李工", "unit_officer", units["jyj"]))
    text = text_of(other, page_of(health))
    assert "填报数据" not in text
    assert "更正" not in text
    assert other.get(f"{page_of(health)}observations/record/").status_code == 404
    assert other.get(f"/targets/observations/{numbers[0].pk}/correct/").status_code == 403
    assert other.get(f"{page_of(health)}define/").status_code == 403


def test_an_officer_of_the_owner_records_and_does_not_correct(
    units: dict[str, Unit], health: Indicator, numbers: list[Observation]
) -> None:
    own = client_of(officer("lin", "林晓", "unit_officer", units["wjj"]))
    assert "填报数据" in text_of(own, page_of(health))
    assert own.get(f"{page_of(health)}observations/record/").status_code == 200
    assert own.get(f"/targets/observations/{numbers[0].pk}/correct/").status_code == 403
