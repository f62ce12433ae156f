"""A provider from its registration to its end, as those concerned live it: the counter that registers it, its head on a phone,
the officer, a parent at the door. And a provider nobody told of.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.foundation.papers.samples import decoded_qr
from tests.journeys.product import PHONE, Site, Visitor
from tests.operations.filing.world import citizen
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.identity import uscc_check_character

REGISTRAR, OFFICER = "郑行之", "陈亦安"
PASSWORD = "baobao-2026-qinghe"
NAME = "温州小满托育有限公司"
# A white dot.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg=="
)
Visit = Callable[..., Visitor]


def uscc(serial: str) -> str:
    """An invented code of a company of the district."""
    stem = f"91330302{serial}"
    return stem + uscc_check_character(stem)


def registered(folder: Path, rows: Iterable[tuple[str, str, date]]) -> Path:
    """A sheet as a department's system writes it: its own headings, GB 18030."""
    lines = [
        "序号,市场主体名称,统一社会信用代码/注册号,成立日期,法定代表人（负责人）,住所（经营场所）,经营范围及方式"
    ]
    lines += [
        f"{number},{name},{code},{day:%Y/%m/%d},林小满,浙江省温州市鹿城区五马街道府前街18号,托育服务（不含幼儿园、托儿所）"
        for number, (name, code, day) in enumerate(rows, 1)
    ]
    sheet = folder / "登记导出.csv"
    sheet.write_bytes("\r\n".join(lines).encode("gb18030"))
    return sheet


def push_sheet(visit: Visit, site: Site, sheet: Path) -> None:
    counter = visit(REGISTRAR, at=site)
    counter.go("/filing/registrations/import/")
    counter.page.set_input_files("main input[type=file]", str(sheet))
    counter.submit("写入")
    assert "已写入 1 条" in counter.page.locator("#toasts").inner_text()


def invite(visit: Visit, site: Site) -> str:
    """The officer makes the link that the provider scans; returns its path."""
    officer = visit(OFFICER, at=site)
    officer.go(f"/filing/registrations/?q={NAME}")
    officer.follow(officer.page.locator("main").get_by_role("link", name=NAME).first)
    officer.follow(officer.page.get_by_role("link", name="邀请").first)
    officer.submit("生成链接")
    link = officer.page.locator("#join-link").inner_text()
    return "/" + link.split("/", 3)[3]


def join(visit: Visit, site: Site, path: str) -> Visitor:
    head = visit("", PHONE, at=site)
    head.go(path)
    for label, value in (
        ("负责人姓名", "林小满"),
        ("手机号", "13587000000"),
        ("登录名", "xiaoman"),
        ("密码", PASSWORD),
    ):
        head.page.get_by_label(label, exact=True).fill(value)
    head.follow(head.page.get_by_role("button", name="开通账号"))
    assert "账号已开通" in head.words
    return head


def sign_in(head: Visitor) -> None:
    head.page.get_by_label("登录名", exact=True).fill("xiaoman")
    head.page.get_by_label("密码", exact=True).fill(PASSWORD)
    head.follow(head.page.get_by_role("button", name="登录", exact=True))


def fill_in(head: Visitor, code: str, today: date) -> None:
    """The wizard, step by step, with the thumb: what the registers know is there already."""
    head.follow(head.page.locator("main").get_by_role("link", name="备案").first)
    head.follow(head.page.get_by_role("link", name="备案", exact=True).first)
    head.submit("开始办理备案")
    next_step(head, basics(today))
    next_step(head, premises(today))
    next_step(head, {"classes-0-name": "苗苗班", "classes-0-band": "toddler_s", "classes-0-places": "15"})
    for number, told in enumerate(STAFF):
        if number:
            head.submit("再加一个人")
        fill(head, {f"people-{number}-{name}": value for name, value in member(number, told, today).items()})
    head.submit("保存，下一步")
    for item in head.page.locator('main input[value="yes"]').all():
        item.check()
    head.submit("保存，下一步")
    upload_papers(head, today)
    head.follow(head.page.get_by_role("link", name="去提交"))
    head.page.locator("main").get_by_label("我已阅读备案承诺").check()
    head.submit("提交备案")
    assert "已提交" in head.words


def upload_papers(head: Visitor, today: date) -> None:
    """A photograph of each paper that is asked for."""
    missing = head.page.locator("main .ty-papers").get_by_role("link", name="上传", exact=True)
    while missing.count():
        head.follow(missing.first)
        picture = {"name": "照片.png", "mimeType": "image/png", "buffer": PICTURE}
        head.page.set_input_files("main input[type=file]", picture)
        fill(head, {"issued_on": f"{today - timedelta(days=60):%F}"})
        head.submit("上传")


# Post, education and certificate of each: fifteen children want three carers (1:5).
STAFF = (
    ("head", "bachelor", "head_training"),
    ("carer", "college", "care_teacher"),
    ("carer", "college", "nursery_carer"),
    ("carer", "senior", "nursery_carer"),
    ("medic", "college", "medic_training"),
    ("guard", "senior", "guard"),
)


def member(number: int, told: tuple[str, str, str], today: date) -> dict[str, str]:
    post, education, certificate = told
    return {
        "post": post,
        "name": "林小满" if post == "head" else f"员工{'一二三四五六'[number]}",
        "citizen_id": citizen(number),
        "education": education,
        "management_years": "5" if post == "head" else "",
        "is_full_time": "yes",
        "health_until": f"{today + timedelta(days=300):%F}",
        "certificate": certificate,
        "certificate_number": f"Z{number:04d}",
    }


def next_step(head: Visitor, told: dict[str, str]) -> None:
    fill(head, told)
    head.submit("保存，下一步")


def fill(visitor: Visitor, told: dict[str, str]) -> None:
    """Answer the named fields: text, choice, tick."""
    for name, value in told.items():
        found = visitor.page.locator(f'main [name="{name}"]')
        tag, kind = found.first.evaluate("field => [field.tagName, field.type]")
        if kind in {"radio", "checkbox"}:
            visitor.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif tag == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)


def basics(today: date) -> dict[str, str]:
    return {
        "form": "community",
        "sponsor": "inclusive",
        "is_inclusive": "yes",
        "service_forms": "full_day",
        "area_code": "五马 府前社区",
        "public_phone": "0577-88123456",
        "monthly_fee": "1980",
        "meals": "none",
        "opens_on": f"{today + timedelta(days=30):%F}",
    }


def premises(today: date) -> dict[str, str]:
    return {
        "tenure": "lease",
        "lease_from_on": f"{today - timedelta(days=30):%F}",
        "lease_to_on": f"{today + timedelta(days=5 * 366):%F}",
        "building_year": "2015",
        "lowest_floor": "1",
        "highest_floor": "1",
        "built_m2": "320",
        "indoor_m2": "220",
        "outdoor_m2": "60",
        "window_percent": "21",
        "sunlight_hours": "3.5",
        "observation_m2": "8",
        "has_nursing_area": "yes",
    }


def ask_for_correction(visit: Visit, site: Site, case: str) -> None:
    """The officer reads fields and papers side by side and sends one field back."""
    officer = visit(OFFICER, at=site)
    officer.go("/filing/cases/")
    officer.follow(officer.page.locator("main").get_by_role("link", name=NAME).first)
    assert officer.path == case
    officer.follow(officer.page.get_by_role("link", name="退回补正"))
    fill(officer, {"flag-public_phone": "1", "comment-public_phone": "家长打不通这个号码，请核对"})
    officer.submit("退回补正")
    assert "待补正" in officer.words


def correct(head: Visitor) -> None:
    """Only what was sent back can be changed."""
    head.go("/filing/home/")
    head.follow(head.page.get_by_role("link", name="去补正"))
    assert "家长打不通这个号码，请核对" in head.words
    assert head.page.locator('main [name="head_name"]').is_disabled()
    fill(head, {"public_phone": "0577-88123457"})
    head.submit("保存，下一步")
    head.follow(head.page.locator("nav.ty-wizard li").last.locator("a"))
    head.follow(head.page.get_by_role("link", name="去提交"))
    head.page.locator("main").get_by_label("我已阅读备案承诺").check()
    head.submit("提交备案")


def accept(visit: Visit, site: Site, case: str) -> Visitor:
    officer = visit(OFFICER, at=site)
    officer.go(case)
    officer.follow(officer.page.get_by_role("link", name="出具备案回执"))
    officer.submit("出具备案回执")
    assert "备案回执" in officer.words
    return officer


def receipt_of(head: Visitor) -> tuple[bytes, str]:
    """The paper that hangs at the door, and the address in its code."""
    head.go("/filing/home/")
    head.follow(head.page.get_by_role("link", name="看备案回执"))
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="备案回执", exact=True).last.click()
    address = head.page.get_by_role("link", name="打开核验页").get_attribute("href")
    return Path(download.value.path()).read_bytes(), str(address)


def scan(pdf: bytes, address: str, folder: Path) -> str:
    """What the parent's camera reads, where the machine has one; the statement of the receipt."""
    if shutil.which("zbarimg") and shutil.which("pdftoppm"):
        assert decoded_qr(pdf, folder).strip() == address
    return address.partition("?s=")[2]


def verify(visit: Visit, site: Site, statement: str) -> str:
    """A parent at the door, without account; returns what the page says."""
    parent = visit("", PHONE, at=site)
    assert parent.go(f"/verify/?s={statement}") == 200
    return parent.page.locator("main").inner_text()


def verify_offline(visit: Visit, site: Site, statement: str, folder: Path) -> str:
    """The page saved before, opened where there is no network."""
    parent = visit("", PHONE, at=site)
    saved = folder / "离线核验.html"
    saved.write_bytes(parent.page.request.get(f"{site.url}/verify/offline/").body())
    parent.context.set_offline(True)
    parent.page.goto(saved.as_uri())
    parent.page.locator("#text").fill(statement)
    parent.page.locator("#check").click()
    parent.page.locator("#answer").wait_for(state="visible")
    return parent.page.locator("#answer").inner_text()


def change_head(head: Visitor, today: date) -> str:
    """The former head leaves, a carer takes over; returns the path of the case."""
    head.go("/filing/home/")
    head.follow(head.page.get_by_role("link", name="变更备案", exact=True))
    head.submit("开始办理变更备案")
    fill(head, {"head_name": "周明远"})
    head.submit("保存，下一步")
    head.follow(step(head, "人员"))
    for card in head.page.locator("main details.ty-row-fields").all():
        if "负责人" in card.locator("summary").inner_text():
            card.evaluate("card => card.open = true")
            card.get_by_label("删除").check()
    head.submit("再加一个人")
    told = member(0, ("head", "master", "head_training"), today) | {
        "name": "周明远",
        "citizen_id": citizen(9),
    }
    last = head.page.locator("main details.ty-row-fields").count() - 1
    fill(head, {f"people-{last}-{name}": value for name, value in told.items()})
    head.submit("保存，下一步")
    head.follow(step(head, "材料"))
    upload_papers(head, today)
    head.follow(head.page.get_by_role("link", name="去提交"))
    head.page.locator("main").get_by_label("我已阅读备案承诺").check()
    head.submit("提交变更备案")
    assert "已提交" in head.words
    return head.path


def step(head: Visitor, name: str) -> Any:
    return head.page.locator("nav.ty-wizard li", has_text=name).last.locator("a")


def close(visit: Visit, site: Site, head: Visitor, today: date) -> None:
    """Nobody is left without a place: one child goes elsewhere, then the filing ends."""
    head.go("/filing/home/")
    head.follow(head.page.get_by_role("link", name="终止服务", exact=True))
    head.submit("开始办理终止服务")
    fill(
        head,
        {"from_on": f"{today:%F}", "reason": "房东收回场地", "children": "1", "has_refunded": "yes"},
    )
    head.submit("保存，下一步")
    # A closure is not taken while a child has nowhere to go.
    head.follow(head.page.get_by_role("link", name="去提交"))
    head.page.locator("main").get_by_label("我已阅读备案承诺").check()
    head.page.locator("main").get_by_role("button", name="提交终止服务").click()
    head.page.locator("main [role=alert]", has_text="只登记了 0 人的去向").first.wait_for()
    head.follow(head.page.get_by_role("link", name="返回修改"))
    head.follow(step(head, "幼儿安置"))
    head.follow(head.page.get_by_role("link", name="登记一名"))
    fill(head, {"label": "林 2024-03", "onward": "五马街道社区托育园", "told_on": f"{today:%F}"})
    head.submit("登记")
    head.follow(head.page.get_by_role("link", name="去提交"))
    head.page.locator("main").get_by_label("我已阅读备案承诺").check()
    head.submit("提交终止服务")
    officer = visit(OFFICER, at=site)
    officer.go(head.path)
    officer.follow(officer.page.get_by_role("link", name="办结"))
    officer.submit("办结")
    assert "已办结" in officer.words


def test_a_provider_is_registered_files_changes_and_closes(
    visit: Visit, spare_site: Site, tmp_path: Path
) -> None:
    today = datetime.now(CHINA).date()
    code = uscc("MA9099991")
    push_sheet(visit, spare_site, registered(tmp_path, [(NAME, code, today - timedelta(days=1))]))
    head = join(visit, spare_site, invite(visit, spare_site))
    sign_in(head)
    fill_in(head, code, today)
    case = head.path
    ask_for_correction(visit, spare_site, case)
    correct(head)
    accept(visit, spare_site, case)
    pdf, address = receipt_of(head)
    statement = scan(pdf, address, tmp_path)
    assert "有效" in verify(visit, spare_site, statement)
    assert "有效" in verify_offline(visit, spare_site, statement, tmp_path)
    forged = statement[:-6] + ("BBBBBB" if statement.endswith("AAAAAA") else "AAAAAA")
    assert "伪造" in verify(visit, spare_site, forged)
    assert "伪造" in verify_offline(visit, spare_site, forged, tmp_path)

    accept(visit, spare_site, change_head(head, today))
    assert "已换发新回执" in verify(visit, spare_site, statement)
    statement = scan(*receipt_of(head), tmp_path)
    assert "有效" in verify(visit, spare_site, statement)
    close(visit, spare_site, head, today)
    ended = verify(visit, spare_site, statement)
    assert "终止" in ended
    assert "备案仍然有效" not in ended


def test_a_registration_that_was_never_pushed_is_found_in_the_full_list(
    visit: Visit, spare_site: Site, tmp_path: Path
) -> None:
    """Nobody at the counter has to remember: the list of all that is registered tells."""
    today = datetime.now(CHINA).date()
    silent = ("温州不说托育有限公司", uscc("MA9099992"), today - timedelta(days=60))
    officer = visit(OFFICER, at=spare_site)
    officer.go("/filing/reconciliation/")
    officer.follow(officer.page.get_by_role("link", name="载入全量名单"))
    fill(officer, {"unit_id": "区市场监管局", "as_of_on": f"{today:%F}"})
    officer.page.set_input_files("main input[type=file]", str(registered(tmp_path, [silent])))
    officer.submit("载入并比对")
    assert "1 条从未推送" in officer.words
    officer.follow(officer.page.get_by_role("link", name="看从未推送的"))
    row = officer.page.locator("main tbody tr", has_text=silent[0])
    assert "没有推送过" in row.inner_text()

    counter = visit(REGISTRAR, at=spare_site)
    assert silent[0] in counter.words
    push_sheet(visit, spare_site, registered(tmp_path, [silent]))
    # Told at last: it leaves the list of the silent, and its lateness stays to be seen.
    officer.page.reload()
    assert row.count() == 0
    officer.go(f"/filing/registrations/?q={silent[0]}")
    assert "个工作日" in row.inner_text()
    assert "没有推送过" not in row.inner_text()
