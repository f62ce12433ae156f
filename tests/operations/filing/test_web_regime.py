"""The pages when permits have taken the place of filings: what an institution, the desk and anybody read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.filing.conftest import PermitsBegin
from tests.operations.filing.world import TODAY, Scene, fresh, scene, submitted
from tests.registers.institutions.world import system
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import AcceptCase, RemindConversions
from tuoyu.operations.filing.models import FilingCase, Receipt

pytestmark = pytest.mark.django_db
# Filed today; the pages are opened a month after the first day of permits, or after the transition.
DAY = date(2021, 7, 1)
LATER, OVER = NOW + timedelta(days=40), NOW + timedelta(days=400)


@pytest.fixture
def stage(permits_begin: PermitsBegin) -> Iterator[Scene]:
    """Filed and open; its clock runs."""
    with time_machine.travel(NOW, tick=False):
        place = scene()
        case = submitted(place, opens_on=TODAY.isoformat())
        services.accept_case(place.officer(), AcceptCase(case.pk))
    permits_begin(DAY)
    services.remind_conversions(system(LATER), RemindConversions())
    with time_machine.travel(LATER, tick=False):
        yield place


def text_of(answer: Any) -> str:
    """What stands in the middle of a page: the rail names rooms, not cases."""
    page = html.unescape(answer.content.decode())
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    return found[0] if found else page


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer)


def at_work(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def receipt_of(regime: str) -> Receipt:
    return Receipt.objects.unscoped("tests").get(case__regime=regime)


def conversion() -> FilingCase:
    return fresh(FilingCase.objects.unscoped("tests").get(kind="conversion"))


def test_the_home_says_until_when_the_filing_holds_and_where_to_begin(stage: Scene) -> None:
    home = page(client_of(stage.head_user), "/filing/home/")
    assert "现在的备案到2022年7月1日为止有效，请在这之前换领许可证。" in home
    address = f"/filing/institutions/{stage.institution.pk}/open/conversion/"
    assert home.count(f'href="{address}"') == 2
    assert "待核实" in home
    assert "备案换许可 青禾社区托育园" in page(client_of(stage.head_user), "/inbox/")
    with at_work(OVER):
        home = page(client_of(stage.head_user), "/filing/home/")
    assert "过渡期到2022年7月1日已经结束，备案不再有效。" in home


def test_a_conversion_from_the_button_to_the_permit(stage: Scene) -> None:
    head, officer = client_of(stage.head_user), client_of(stage.officer_user)
    begin = f"/filing/institutions/{stage.institution.pk}/open/conversion/"
    assert "开始办理备案换许可" in page(head, begin)
    step = head.post(begin, follow=True)
    assert "已开始办理备案换许可" in step.content.decode()
    pk = conversion().pk
    for section in ("basics", "premises", "classes", "people", "sanitation", "materials"):
        assert "备案换许可" in page(head, f"/filing/cases/{pk}/save/?step={section}")
    last = page(head, f"/filing/cases/{pk}/submit/")
    assert "申请承诺" in last
    assert "都填好了" in last
    refused = head.post(f"/filing/cases/{pk}/submit/", {})
    assert "还没有勾选申请承诺" in text_of(refused)
    head.post(f"/filing/cases/{pk}/submit/", {"has_promised": "on"})
    desk = page(officer, f"/filing/cases/{pk}/")
    assert "颁发托育服务许可证" in desk
    assert "托育机构许可申请书" in desk
    done = officer.post(f"/filing/cases/{pk}/accept/", {"note": ""}, follow=True)
    assert "托育服务许可证和基本条件告知书已出具" in done.content.decode()
    case = page(officer, f"/filing/cases/{pk}/")
    assert "已发许可证，待现场核实" in case
    assert "提交许可申请" in case
    # The terms go on to name their article until the law of permits lays down its own.
    assert "备案回执" not in re.sub(r'<span class="ty-law">.*?</span>', "", case)
    home = page(head, "/filing/home/")
    assert "为止有效" not in home
    assert "许可证编号" in home
    permit = page(head, f"/filing/receipts/{receipt_of('permit').pk}/")
    assert "托育服务许可证" in permit
    assert "回执" not in permit


def test_the_queue_calls_each_case_as_its_regime_does(stage: Scene) -> None:
    client_of(stage.head_user).post(f"/filing/institutions/{stage.institution.pk}/open/conversion/")
    pk = conversion().pk
    client_of(stage.head_user).post(f"/filing/cases/{pk}/submit/", {"has_promised": "on"})
    client_of(stage.officer_user).post(f"/filing/cases/{pk}/accept/", {"note": ""})
    queue = page(client_of(stage.officer_user), "/filing/cases/")
    for word in (
        "备案换许可",
        "已发许可证，待现场核实",
        "托育机构许可申请书",
        "已出回执，待现场核实",
        "托育机构备案书",
    ):
        assert word in queue
    sheet = client_of(stage.officer_user).get("/filing/cases/?export=csv")
    lines = b"".join(sheet).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert sum("备案换许可" in line and "已发许可证，待现场核实" in line for line in lines) == 1


def test_a_newcomer_applies_for_a_permit(stage: Scene) -> None:
    other = scene(name="橘子托育园", uscc="91330302MA2HXY1392")
    head = client_of(other.head_user)
    assert "许可申请" in page(head, "/filing/home/")
    begin = page(head, f"/filing/institutions/{other.institution.pk}/open/filing/")
    assert "开始办理许可申请" in begin
    assert stage.institution.pk != other.institution.pk


def test_anybody_reads_what_the_filing_is_worth(stage: Scene) -> None:
    token = receipt_of("filing").statement
    anybody, public = Client(), f"/care/{stage.institution.pk}/"
    assert "这份到2022年7月1日为止有效" in page(anybody, f"/verify/?s={token}")
    assert "已备案，在营" in page(anybody, public)
    with at_work(OVER):
        verified = page(anybody, f"/verify/?s={token}")
        assert "备案已过过渡期" in verified
        assert "机构还没有换领许可证" in verified
        assert "备案已过期，没有许可证" in page(anybody, public)
        assert "备案已过期，没有许可证" in page(anybody, "/care/")


def test_anybody_reads_that_it_has_a_permit(stage: Scene) -> None:
    client_of(stage.head_user).post(f"/filing/institutions/{stage.institution.pk}/open/conversion/")
    pk = conversion().pk
    client_of(stage.head_user).post(f"/filing/cases/{pk}/submit/", {"has_promised": "on"})
    client_of(stage.officer_user).post(f"/filing/cases/{pk}/accept/", {"note": ""})
    anybody = Client()
    for moment in (LATER, OVER):
        with at_work(moment):
            shown = page(anybody, f"/care/{stage.institution.pk}/")
            assert "已许可，在营" in shown
            assert "备案" not in shown.replace("已备案", "")
            assert "已许可，在营" in page(anybody, "/care/")
            assert "已许可，在营" in anybody.get("/care/?export=csv").getvalue().decode("utf-8-sig")
            assert "已许可，在营" in anybody.get("/care/geojson/").content.decode()
            assert "已许可，在营" in anybody.get("/api/v1/public/institutions").content.decode()
            permit = page(anybody, f"/verify/?s={receipt_of('permit').statement}")
            assert "许可证上写的" in permit
            assert "许可证编号" in permit
            old = page(anybody, f"/verify/?s={receipt_of('filing').statement}")
            assert "换发了托育服务许可证" in old
            assert '<p class="ty-answer-title">已换发托育服务许可证</p>' in old
