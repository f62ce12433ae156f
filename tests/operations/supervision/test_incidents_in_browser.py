"""The pages of incidents in a real browser: the questions go on without network; every page is usable on a phone and at a desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.chromium import AXE, IN_A_BROWSER, RULES
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.operations.supervision.commands.incidents import ReportIncident, StartDrill
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.services.drills import start_drill
from tuoyu.operations.supervision.services.incidents import report_incident

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)
NOW_PAGE = "/supervision/incidents/now/"


def window(browser: Any, live_server: Any, stage: Stage, who: str, width: int) -> tuple[Any, list[str]]:
    client = client_of(stage.users[who])
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
    cookies = [
        {"name": name, "value": each.value, "url": live_server.url} for name, each in client.cookies.items()
    ]
    context.add_cookies(cookies)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    return page, complaints


def happened(stage: Stage, who: str, path: str) -> Incident:
    now = timezone.now()
    command = ReportIncident(
        stage.place.pk, tuple(path.split(".")), now - 9 * MINUTE, now - 5 * MINUTE, "滑梯", 1, "摔下"
    )
    return report_incident(stage.ctx(who, now), command)


def test_from_the_first_tap_without_network_to_the_report(browser: Any, live_server: Any) -> None:
    stage = a_stage()
    page, complaints = window(browser, live_server, stage, "head", 390)
    page.goto(live_server.url + NOW_PAGE, wait_until="networkidle")
    page.context.set_offline(True)
    for label in (
        "孩子受伤、噎住、叫不醒",
        "送了医院，或者要送",
        "骨折、要手术、要住院、有危险",
        "看到了，是意外",
    ):
        page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".ask")).to_have_text("要报告，先送医")
    assert "区卫生健康局" in page.inner_text("#tree"), "the own department by its name"
    assert page.is_visible("text=现在没有网络")
    assert not page.locator("a.main").is_visible()
    page.context.set_offline(False)
    page.wait_for_selector("a.main:visible")
    page.click("a.main")
    page.wait_for_selector("form")
    page.fill("[name=place]", "户外滑梯")
    page.click("form button[type=submit].btn-primary")
    page.wait_for_url("**/supervision/incidents/*/")
    row = Incident.objects.unscoped("tests").get()
    assert (row.outcome, row.timeliness, row.place) == ("injury_grave", "on_time", "户外滑梯")
    assert complaints == []
    page.context.close()


def test_who_opened_it_once_opens_it_without_network(browser: Any, live_server: Any) -> None:
    stage = a_stage()
    page, complaints = window(browser, live_server, stage, "head", 390)
    page.goto(live_server.url + NOW_PAGE, wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.goto(live_server.url + NOW_PAGE)
    page.get_by_role("button", name="孩子不见了、被人接走", exact=True).click()
    expect(page.locator(".ask")).not_to_have_text("发生了什么？")
    assert "区卫生健康局" in page.content()
    page.context.set_offline(False)
    page.goto(live_server.url + NOW_PAGE, wait_until="networkidle")
    assert page.locator("a", has_text="返回").is_visible(), "the page of the site again"
    assert complaints == []
    page.context.close()


def test_the_tabs_of_a_phone_lead_there(browser: Any, live_server: Any) -> None:
    stage = a_stage()
    page, _ = window(browser, live_server, stage, "head", 390)
    page.goto(live_server.url + "/supervision/incidents/", wait_until="networkidle")
    assert page.locator(f'nav.ty-tabs-bottom a[href="{NOW_PAGE}"]').is_visible()
    page.context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_usable_by_everybody(browser: Any, live_server: Any, width: int) -> None:
    stage = a_stage()
    own = happened(stage, "head", "hurt.hospital.grave.accident")
    found = happened(stage, "ann", "food.several")
    drill = start_drill(
        stage.ctx("lead", timezone.now()), StartDrill("秋季演练", "有孩子走失", (stage.place.pk,))
    )
    of_head = (NOW_PAGE, f"{NOW_PAGE}?drill={drill.pk}", f"/supervision/incidents/{found.pk}/",
               "/supervision/incidents/report/?path=harm.staff")  # fmt: skip
    of_lead = ("/supervision/incidents/", f"/supervision/incidents/{own.pk}/", f"/supervision/drills/{drill.pk}/",
               "/supervision/drills/start/", f"/supervision/incidents/{own.pk}/reveal/")  # fmt: skip
    for who, paths in (("head", of_head), ("lead", of_lead)):
        page, complaints = window(browser, live_server, stage, who, width)
        for path in paths:
            page.goto(live_server.url + path, wait_until="networkidle")
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ), path
            page.evaluate(AXE.read_text(encoding="utf-8"))
            report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
            assert [(each["id"], each["nodes"][0]["html"][:160]) for each in report["violations"]] == [], path
        assert complaints == []
        page.context.close()
