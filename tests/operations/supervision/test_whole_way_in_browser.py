"""The whole way of supervision as people walk it: every step by links, buttons and forms, phones without network, to the day after the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import expect

from tests.chromium import IN_A_BROWSER
from tests.entrypoints.site.world import client_of
from tests.journeys.product import DESK, PHONE, Site, Visitor
from tests.journeys.test_tour import AXE, faults_of
from tests.operations.supervision.joint_world import a_joint_stage, finder_of, lead_for, one_of_each_gravity
from tests.operations.supervision.phones import PICTURE, Phone, give_all, sign_all
from tests.operations.supervision.world import Stage
from tuoyu.entrypoints.cli.main import main
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.models import Draw, Finding, Penalty, Result, Visit, VisitItem
from tuoyu.operations.supervision.queries.penalties import publication_of
from tuoyu.operations.supervision.queries.visits import checklist_of, members_of
from tuoyu.registers.credit.queries import standing_facts
from tuoyu.registers.credit.words import FactKind, SubjectKind

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
TITLE = "三部门联合抽查"
OFFENCE, FACTS = "PRC-001", "保育费和伙食费没有公布价格。"
CHIEFS = {"lead": "chief", "market_lead": "market_chief"}
PARTIES = ("lead", "market_lead", "fire_lead")
Desk = Callable[..., Visitor]


@pytest.fixture
def stage() -> Stage:
    return a_joint_stage()


@pytest.fixture
def desk(browser: Any, live_server: Any, stage: Stage) -> Iterator[Desk]:
    """``desk("lead")`` is that person's window, signed in; nothing may complain, and no phone page may fail axe."""
    windows: list[Visitor] = []

    def open_window(key: str = "", size: tuple[int, int] = DESK) -> Visitor:
        window = Visitor(browser, Site(live_server.url, Path()), size)
        windows.append(window)
        if key:
            cookie = client_of(stage.users[key]).cookies[settings.SESSION_COOKIE_NAME].value
            name = settings.SESSION_COOKIE_NAME
            window.context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        window.page.add_init_script(AXE)
        return window

    yield open_window
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.close()
    assert complaints == []


def test_from_the_draw_to_the_day_after_the_last(
    stage: Stage, desk: Desk, browser: Any, live_server: Any, tmp_path: Path
) -> None:
    draw = _draw(stage, desk, tmp_path)
    visit = _visit(stage, desk, draw)
    findings = _look(stage, visit, browser, live_server, tmp_path)
    for finding in findings:
        _mend(stage, desk, finding)
    _publish(desk, visit)
    fined = next(finding for finding in findings if finding.severity == "minor")
    case = _punish(stage, desk, fined)
    with _later(timedelta(days=20)):
        _decide(stage, desk, fined, case)
    _expire(stage, desk, case)


def _to(window: Visitor, *names: str) -> None:
    """Follow links by their words, one after the other."""
    for name in names:
        link = window.page.get_by_role("link", name=name, exact=True).locator("visible=true").first
        # A page that watches a draw fetches itself anew every four seconds.
        expect(link, window.words).to_be_visible(timeout=10_000)
        window.follow(link)


def _draw(stage: Stage, desk: Desk, folder: Path) -> Draw:
    """Drafted, frozen, sealed and opened by three, drawn; the published file verifies, a changed one does not."""
    leads = {key: desk(key) for key in PARTIES}
    lead = leads["lead"]
    lead.go("/inbox/")
    _to(lead, "双随机抽查", "发起抽取")
    lead.page.get_by_label("名称").fill(TITLE)
    for risk in "ABCD":
        lead.page.locator(f"[name=share_{risk}]").fill("100")
    lead.page.get_by_label("至少几个部门公开密数才能抽").fill("3")
    lead.submit("发起")
    _to(lead, "冻结名单")
    lead.submit("冻结并公布摘要")
    for window in leads.values():
        window.go("/inbox/")
        _to(window, "双随机抽查", TITLE, "封存密数")
        window.submit("封存")
    for window in leads.values():
        window.page.reload()
        _to(window, "公开密数")
        window.submit("公开")
    lead.page.reload()
    _to(lead, "抽取")
    lead.submit("抽取并公布")
    draw = Draw.objects.unscoped("tests").get()
    _verify(desk, draw, folder)
    return draw


def _verify(desk: Desk, draw: Draw, folder: Path) -> None:
    anybody = desk("", PHONE)
    anybody.go("/draws/")
    _to(anybody, TITLE)
    assert faults_of(anybody.page, PHONE) == []
    with anybody.page.expect_download() as caught:
        anybody.page.get_by_role("link", name="结果文件（JSON）").click()
    file = folder / "draw.json"
    caught.value.save_as(file)
    assert main(["draw", "verify", str(file)]) == 0
    file.write_bytes(file.read_bytes().replace(b"10000", b"10001", 1))
    assert main(["draw", "verify", str(file)]) == 1


def _visit(stage: Stage, desk: Desk, draw: Draw) -> Visit:
    """What was drawn becomes visits; the institution is told, and checks that the visitors are whom they say they are."""
    lead = desk("lead")
    lead.go(f"/supervision/draws/{draw.pk}/")
    _to(lead, "生成检查任务")
    lead.page.get_by_label("检查日期").fill(datetime.now(tz=CHINA).date().isoformat())
    lead.submit("安排检查")
    visit = Visit.objects.unscoped("tests").get(draw=draw, institution=stage.place)
    assert len({member.unit_id for member in members_of(visit)}) == 3
    _to(lead, stage.place.name, "发检查通知")
    lead.submit("发出通知")
    visit.refresh_from_db()
    head = desk("head", PHONE)
    head.go("/v/")
    head.page.get_by_label("核验码").fill(visit.code)
    head.submit("核对")
    assert stage.place.name in head.words
    assert TITLE in head.words
    assert faults_of(head.page, PHONE) == []
    return visit


def _look(stage: Stage, visit: Visit, browser: Any, live_server: Any, folder: Path) -> list[Finding]:
    """Everybody answers the own items without network; a killed browser and two phones lose nothing; both sides sign."""
    items = list(checklist_of(visit))
    wrong = one_of_each_gravity(items)
    phones = {}
    with ExitStack() as kept:
        for member in members_of(visit):
            key = next(key for key, row in stage.inspectors.items() if row.pk == member.inspector_id)
            phone = Phone(browser, live_server.url, folder / key, stage.users[key])
            kept.callback(_closed, phone)
            phones[key] = (phone, [line for line in items if line.unit_id == member.unit_id])
        for phone, _ in phones.values():
            phone.sign_in()
            phone.go()
            phone.installed()
            phone.visit(visit)
            phone.context.set_offline(True)
        done: set[int] = set()
        for phone, mine in phones.values():
            if mine and mine[0].unit_id in done:
                continue
            done.add(mine[0].unit_id)
            _answer(phone, mine, wrong)
        first = phones["ann"][0]
        first.kill()
        first.open()
        first.context.set_offline(True)
        first.go()
        first.visit(visit)
        first.reads("未发送")
        for phone, _ in phones.values():
            phone.sign_in()
            phone.context.set_offline(False)
            phone.page.evaluate("Field.outbox.send()")
            phone.reads("全部已发送")
        first.page.locator("#finish").click()
        first.page.get_by_role("heading", name="双方签字").wait_for()
        sign_all(
            first,
            tuple(f"{key}君" for key in phones if phones[key][1][0].unit_id == visit.lead_unit_id),
            "陈园长",
        )
        first.reads("全部已发送")
        assert [told for phone, _ in phones.values() for told in phone.complaints] == []
    visit.refresh_from_db()
    assert (visit.state, bool(visit.number)) == ("signed", True)
    findings = list(Finding.objects.unscoped("tests").filter(visit=visit).select_related("institution"))
    assert sorted(finding.severity for finding in findings) == ["grave", "major", "minor"]
    return findings


def _answer(phone: Phone, mine: list[VisitItem], wrong: list[VisitItem]) -> None:
    bad = [line for line in mine if line in wrong]
    give_all(phone, [line for line in mine if line not in bad])
    for line in bad:
        phone.choose(line, "不合格")
        phone.shoot(line)


def _closed(phone: Phone) -> None:
    with suppress(Exception):
        phone.context.close()


def _mend(stage: Stage, desk: Desk, finding: Finding) -> None:
    """The institution sends a photo; who found it cannot close a serious one; somebody else judges, on the spot if grave."""
    head = desk("head", PHONE)
    head.go("/supervision/mend/")
    assert faults_of(head.page, PHONE) == []
    head.follow(head.page.locator(f"a[href='/supervision/findings/{finding.pk}/submit/']"))
    shown = {"name": "改好了.png", "mimeType": "image/png", "buffer": PICTURE}
    head.page.locator("input[type=file]").set_input_files(shown)
    head.page.get_by_label("做了什么").fill("已改好，专人看着。")
    head.submit("提交整改")
    assert "销号" not in _offered(head)
    finder = desk(finder_of(stage, finding), PHONE)
    finder.go(f"/supervision/findings/{finding.pk}/")
    assert faults_of(finder.page, PHONE) == []
    if finding.severity == "minor":
        _to(finder, "销号")
        finder.page.get_by_role("textbox").fill("照片看得清")
        finder.submit("销号")
        return _is_closed(finding)
    assert "销号" not in _offered(finder)
    refusal = finder.page.locator("details", has_text="您现在不能办的").inner_text()
    for words in ("您是发现或记录的人", "请本单位没有参加这次检查的人员复核销号", "整改复核"):
        assert words in refusal
    lead = desk(lead_for(stage, finding))
    lead.go(f"/supervision/findings/{finding.pk}/")
    if finding.severity == "major":
        _to(lead, "销号")
        lead.page.get_by_role("textbox").fill("看了照片和记录")
        lead.submit("销号")
        return _is_closed(finding)
    _to(lead, "安排回头看")
    lead.page.get_by_label("哪天前去看").fill(datetime.now(tz=CHINA).date().isoformat())
    lead.submit("安排回头看")
    _to(lead, "回头看合格")
    lead.page.get_by_role("textbox").fill("到现场看了，保持得住")
    lead.submit("回头看合格")
    return _is_closed(finding)


def _offered(window: Visitor) -> str:
    """The buttons of the page's head."""
    return str(window.page.locator("main .ty-actions, main header").first.inner_text())


def _is_closed(finding: Finding) -> None:
    finding.refresh_from_db()
    assert finding.state == "closed"


def _publish(desk: Desk, visit: Visit) -> None:
    """What was seen is shown to everybody; the institution says its word beside it."""
    lead = desk("lead")
    lead.go(f"/supervision/visits/{visit.pk}/")
    _to(lead, "公示检查结果")
    lead.submit("公示")
    result = Result.objects.unscoped("tests").get()
    head = desk("head", PHONE)
    head.go(f"/supervision/results/{result.pk}/")
    _to(head, "说明情况")
    head.page.get_by_role("textbox").fill("三个问题都已改好，欢迎来看。")
    head.submit("显示在结果旁边")
    anybody = desk("", PHONE)
    anybody.go("/results/")
    anybody.follow(anybody.page.locator(".ty-row-link", has_text=visit.institution.name))
    assert "欢迎来看" in anybody.words
    assert f"{result.until_on.year}年" in anybody.words
    assert faults_of(anybody.page, PHONE) == []


def _punish(stage: Stage, desk: Desk, finding: Finding) -> Penalty:
    """Opened from the finding, investigated and told; the party has nothing to say."""
    lead = desk(lead_for(stage, finding))
    lead.go(f"/supervision/findings/{finding.pk}/")
    _to(lead, "立案")
    lead.page.get_by_label("违法行为", exact=True).select_option(OFFENCE)
    lead.page.get_by_label("违法事实").fill(FACTS)
    for box in lead.page.locator("[name=officers]").all()[:2]:
        box.check()
    assert lead.page.locator("[name=findings]").first.is_checked()
    lead.submit("立案")
    case = Penalty.objects.unscoped("tests").get()
    _to(lead, "调查终结")
    lead.page.get_by_label("查明的违法事实").fill(FACTS)
    lead.page.get_by_label("证据").fill("现场检查笔录\n大厅照片")
    lead.submit("调查终结")
    _to(lead, "事先告知")
    lead.page.get_by_role("checkbox", name="罚款", exact=True).check()
    lead.page.get_by_label("罚款（元）").fill("3000")
    lead.submit("事先告知")
    head = desk("head", PHONE)
    head.go("/supervision/penalties/")
    head.follow(head.page.locator(".ty-row-link").first)
    assert faults_of(head.page, PHONE) == []
    _to(head, "陈述申辩")
    head.page.get_by_label("没有意见，也不要求听证").check()
    head.submit("陈述申辩")
    return case


def _decide(stage: Stage, desk: Desk, finding: Finding, case: Penalty) -> None:
    """When the days of speaking are over: the head of the organ signs with past cases in sight; served, shown."""
    key = lead_for(stage, finding)
    url = f"/supervision/penalties/{case.pk}/"
    lead, chief = desk(key), desk(CHIEFS[key])
    lead.go(url)
    assert "作出处罚决定" not in _offered(lead)
    chief.go(url)
    _to(chief, "作出处罚决定")
    assert "以往案例" in chief.words
    chief.submit("签发决定书")
    lead.go(url)
    with lead.page.expect_download() as caught:
        lead.page.get_by_role("link", name="决定书", exact=True).click()
    assert Path(caught.value.path()).read_bytes().startswith(b"%PDF")
    _to(lead, "登记送达")
    lead.page.get_by_label("签收人").fill("head君")
    lead.submit("登记送达")
    _to(lead, "公示处罚")
    lead.page.get_by_role("textbox").fill(FACTS)
    lead.submit("公示处罚")


def _expire(stage: Stage, desk: Desk, case: Penalty) -> None:
    """On its last day each is shown, on the next it is gone; the credit of the institution ends with its own day."""
    publication, result = publication_of(case), Result.objects.unscoped("tests").get()
    assert publication is not None
    name = stage.place.name
    for address, last in (
        (f"/results/{result.pk}/", result.until_on),
        ("/penalties/", publication.display_until_on),
    ):
        for day, is_shown in ((last, True), (last + timedelta(days=1), False)):
            with time_machine.travel(datetime.combine(day, time(12), CHINA), tick=True):
                anybody = desk("", PHONE)
                anybody.go(address)
                assert (name in anybody.words) is is_shown, (address, day)
                assert faults_of(anybody.page, PHONE) == []
    key = (SubjectKind.INSTITUTION.value, str(stage.place.pk))

    def known(day: date) -> bool:
        return any(
            fact.kind == FactKind.PENALTY for fact in standing_facts([key[0]], [key[1]], day).get(key, ())
        )

    assert known(publication.display_until_on)
    assert not known(publication.display_until_on + timedelta(days=1))


@contextmanager
def _later(gap: timedelta) -> Iterator[None]:
    with time_machine.travel(datetime.now(tz=CHINA) + gap, tick=True):
        yield
