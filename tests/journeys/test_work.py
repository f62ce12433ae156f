"""A week of the plan in a real browser: slips, progress with proof, a new plan, posts, by mouse, by key, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.product import DESK, PHONE, Site, Visitor, work_once
from tests.journeys.test_tour import HEAD, OFFICE, OFFICER, SYSTEM
from tests.registers.plans.world import NO_PLAN, TEXT

# An invented plan: one unit is misspelt, one is new.
PLAN = TEXT.replace("区教育局", "区教育文化局").replace("区应急管理局", "区托育促进中心")
Visit = Callable[..., Visitor]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
def test_slip_from_the_cockpit_to_its_clearing(visit: Visit, size: tuple[int, int]) -> None:
    office = visit(OFFICE, size)
    assert office.path == "/cockpit/"
    assert "哪几项有麻烦，为什么" in office.words
    # A troubled task led by the health bureau, whose head answers below.
    task = office.page.locator("main table tbody tr", has_text="区卫生健康局 牵头").locator("a").first
    title = task.inner_text()
    office.follow(task)
    assert title.split()[-1] in office.words
    office.page.get_by_role("link", name="发出督办单").click()
    office.page.get_by_label("被督办单位").select_option(label="区卫生健康局")
    reason = f"随访逾期清零落后（{size[0]}）"
    office.page.get_by_label("督办事由").fill(reason)
    office.submit("发出督办单")
    number = office.page.locator("h1").inner_text().split()[0]
    assert number.startswith("督〔")

    head = visit(HEAD, size)
    assert head.path == "/inbox/"
    head.follow(head.page.get_by_role("link", name=number).first)
    assert reason in head.words
    head.page.get_by_role("link", name="答复督办").click()
    # Nothing written: the form says what is missing beside the field, and nothing is lost.
    head.submit("答复督办")
    assert "必填" in head.words
    head.page.get_by_label("答复").fill("已逐一联系，月底前清零。")
    head.submit("答复督办")
    assert "已答复，待销号" in head.words

    office.page.reload()
    assert "月底前清零" in office.words
    office.page.get_by_role("link", name="销号", exact=True).click()
    office.page.get_by_label("说明").fill("系统名单已为零")
    office.submit("销号")
    assert "已销号" in office.words


@SIZES
def test_progress_is_returned_sent_again_and_verified(
    visit: Visit, site: Site, tmp_path: Path, size: tuple[int, int]
) -> None:
    officer, office = visit(OFFICER, size), visit(OFFICE, size)
    number = 20 if size == DESK else 24
    task = site.number(f"select id from plans_task where no = {number}")
    proof = tmp_path / "工作台账䶮.txt"
    proof.write_text("走访三十户，名单附后。\n", encoding="utf-8")

    officer.go(f"/coordination/tasks/{task}/reports/submit/")
    officer.page.get_by_label("本月进展").fill("走访三十户，逐一登记需求，名单附后。")
    officer.page.get_by_label("佐证材料").set_input_files(str(proof))
    officer.submit("报送进展")
    assert "有佐证，待核" in officer.words
    assert "工作台账䶮.txt" in officer.words
    address = officer.path

    office.go(address)
    office.page.get_by_role("link", name="退回补正").click()
    office.page.get_by_label("说明").fill("请写明分街镇户数")
    office.submit("退回补正")
    assert "退回补正" in office.words

    officer.go(address)
    assert "请写明分街镇户数" in officer.words
    officer.page.get_by_role("link", name="报送进展").click()
    summary = officer.page.get_by_label("本月进展")
    assert "走访三十户" in summary.input_value()
    summary.fill("走访三十户，其中五马街道十户、蒲鞋市街道二十户。")
    officer.submit("报送进展")

    office.go(address)
    office.page.get_by_role("link", name="采纳进展").click()
    office.submit("采纳进展")
    assert "已核实" in office.words
    officer.go(address)
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="工作台账䶮.txt").first.click()
    assert download.value.suggested_filename == "工作台账䶮.txt"


def test_progress_without_a_file_stays_a_claim(visit: Visit, site: Site) -> None:
    officer, office = visit(OFFICER), visit(OFFICE)
    task = site.number("select id from plans_task where no = 25")
    officer.go(f"/coordination/tasks/{task}/reports/submit/")
    officer.page.get_by_label("本月进展").fill("与数据中心商定接口清单和时间表。")
    officer.submit("报送进展")
    assert "声称" in officer.words
    office.go(officer.path)
    office.page.get_by_role("link", name="采纳进展").click()
    office.submit("采纳进展")
    assert "已采纳" in office.words
    assert "声称" in office.page.locator("h1").inner_text()


@SIZES
def test_plan_is_read_reviewed_and_adopted(visit: Visit, spare_site: Site, size: tuple[int, int]) -> None:
    office = visit(OFFICE, size, at=spare_site)
    office.go("/plans/import/")
    office.page.get_by_label("或者粘贴正文").fill(PLAN)
    office.submit("读出任务和目标")
    assert "/revise/" in office.path
    assert "读出 3 项任务、2 个目标，请逐项核对。" in office.words
    assert "区教育文化局" in office.page.locator(".ty-alert").first.inner_text()
    # The sentence lights up beside the field that was read from it.
    lead = office.page.locator("[name=task-1-lead]")
    lead.focus()
    mark = office.page.locator("mark.is-here, mark[aria-current], mark.is-lit, mark.is-marked").first
    mark.wait_for()
    assert "区教育文化局" in mark.inner_text()
    lead.fill("区教育局")
    office.submit("保存并采用")
    assert "/adopt/" in office.path
    assert "未办结事项由同名任务承接" in office.words
    office.page.get_by_label("区托育促进中心").check()
    office.submit("采用")
    assert office.path == "/cockpit/"
    work_once(spare_site.folder)
    office.go("/coordination/tasks/")
    rows = office.page.locator("main tbody tr")
    assert rows.count() == 3
    assert "做好设施规划" in office.words
    office.go("/plans/")
    assert "已被新版替代" in office.words


def test_text_that_is_no_plan_gives_no_tasks_and_a_sentence(visit: Visit) -> None:
    office = visit(OFFICE)
    office.go("/plans/import/")
    office.submit("读出任务和目标")
    assert "请选择文件，或把正文粘贴到下面的文本框。" in office.words
    office.page.get_by_label("或者粘贴正文").fill(NO_PLAN)
    office.submit("读出任务和目标")
    assert "没有读出任务" in office.words
    assert office.page.locator("main fieldset").count() == 0
    office.submit("保存并采用")
    assert "草稿里没有任务，不能采用" in office.words


def test_administrator_appoints_lends_and_ends_posts(visit: Visit, spare_site: Site) -> None:
    admin = visit(SYSTEM, at=spare_site)
    admin.go("/settings/posts/open/")
    name = spare_site.value("select name from people_user where username = 'wjj'")
    choose(admin.page, "user", name)
    choose(admin.page, "unit", "区财政局")
    choose(admin.page, "role", "单位经办人")
    admin.submit("任命")
    assert "已任命" in admin.words
    address = admin.path
    officer = visit(OFFICER, at=spare_site)
    officer.go("/posts/")
    assert "财政局" in officer.words
    admin.go(address)
    admin.page.get_by_role("link", name="终止岗位").click()
    admin.submit("终止岗位")
    assert "为止" in admin.words

    head = visit(HEAD, at=spare_site)
    head.go("/settings/delegations/")
    head.page.locator("main").get_by_role("link", name="委托").first.click()
    choose(head.page, "to_user", spare_site.value("select name from people_user where username = 'jyj'"))
    head.page.get_by_label("终止日期").fill("2099-12-31")
    head.submit("委托")
    assert "已把" in head.words


def choose(page: Any, name: str, part: str) -> None:
    """Choose the first option whose text has a part."""
    field = page.locator(f"main select[name={name}]")
    option = field.locator("option", has_text=part).first
    field.select_option(value=option.get_attribute("value"))


def test_everything_is_reached_by_keyboard(visit: Visit) -> None:
    office = visit(OFFICE)
    office.go("/coordination/tasks/")
    page = office.page
    page.keyboard.press("Tab")
    assert "跳到正文" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('main, #main, [tabindex]') !== null")
    # “/” leads into the search box, wherever one is.
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("配建")
    office.press("Enter")
    assert "搜索“配建”" in office.words
    # Rows of a list follow each other, one stop each, and open with Enter.
    office.go("/coordination/tasks/")
    page.locator("main tbody tr a").first.focus()
    page.keyboard.press("Tab")
    second = page.locator("main tbody tr").nth(1)
    assert page.evaluate("document.activeElement.closest('tr')?.rowIndex") == 2
    title = second.locator("a").first.inner_text().split()[-1]
    office.press("Enter")
    assert title in office.words
    # A form is filled and sent without the mouse.
    office.go("/coordination/reports/open/")
    page.locator("main select").first.focus()
    page.keyboard.press("Tab")
    office.press("Enter")
    assert "已下发" in office.words


def test_list_is_narrowed_and_turned_without_reloading(visit: Visit) -> None:
    office = visit(OFFICE)
    office.go("/coordination/reports/")
    page = office.page
    page.evaluate("window.untouched = true")
    first = page.locator("main tbody tr").first.inner_text()
    page.get_by_role("link", name="下一页").click()
    page.wait_for_function("text => document.querySelector('main tbody tr').innerText !== text", arg=first)
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    assert "page=" in page.url
    page.go_back()
    page.wait_for_function("text => document.querySelector('main tbody tr').innerText === text", arg=first)
    assert "page=" not in page.url
    search = page.locator("main input[name=q]")
    search.fill("没有这样的词")
    search.press("Enter")
    page.get_by_text("没有符合条件的内容").wait_for()
    assert "q=" in page.url
    page.reload()
    assert "没有符合条件的内容" in office.words


def test_paper_has_no_navigation(visit: Visit) -> None:
    office = visit(OFFICE)
    for address in ("/cockpit/", "/coordination/tasks/", "/coordination/matrix/"):
        office.go(address)
        assert office.page.locator(".ty-rail").first.is_visible()
        office.page.emulate_media(media="print")
        for part in (".ty-rail", ".ty-tabs-bottom", ".ty-search", ".ty-actions .btn"):
            for found in office.page.locator(part).all():
                assert not found.is_visible(), f"{address} prints {part}"
        assert office.page.locator("h1").is_visible()
        office.page.emulate_media(media="screen")


def test_phone_has_its_own_way_about(visit: Visit) -> None:
    officer = visit(OFFICER, PHONE)
    tabs = officer.page.locator(".ty-tabs-bottom")
    assert tabs.is_visible()
    assert (
        not officer.page.locator(".ty-rail").first.is_visible()
        or officer.page.locator(".ty-rail").first.bounding_box()["x"] < 0
    )  # type: ignore[index]
    officer.follow(tabs.get_by_role("link", name="任务"))
    assert officer.path.startswith("/coordination/tasks/")
    # Every finger finds its target: nothing to press is smaller than 24 pixels (WCAG 2.2, 2.5.8).
    small = officer.page.evaluate(
        """[...document.querySelectorAll('.ty-tabs-bottom a, main .btn, main thead a')]
           .map(each => each.getBoundingClientRect()).filter(box => box.width && Math.min(box.width, box.height) < 24).length"""
    )
    assert small == 0
