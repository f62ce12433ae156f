"""The pages of coordination: what they answer, where errors stand, what is escaped, which buttons are offered."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.governance.coordination.web.test_statements import fill
from tests.governance.coordination.world import (
    ENOUGH,
    MAY,
    NOW,
    PROOF,
    TODAY,
    World,
    fresh,
    make_version,
    moves,
    slips,
)
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import (
    AcceptReport,
    BlockMilestone,
    IssueSlip,
    ReplySlip,
    ReturnReport,
)
from tuoyu.governance.coordination.models import Milestone, Report
from tuoyu.registers.plans.words import VersionState

Browser = Callable[..., Client]
EVIL = '<script>alert("1")</script><img src=x onerror=alert(1)>{{7*7}}\'"'


def text_of(response: Any) -> str:
    return response.content.decode()


def field_errors(response: Any) -> str:
    """What stands beside the fields, as plain words."""
    return html.unescape(re.sub(r"<[^>]+>", " ", text_of(response)))


def test_add_milestone_page_adds_and_says_so(world: World, browser: Browser) -> None:
    client = browser("zgfj", "unit_officer")
    address = f"/coordination/tasks/{world.task[1].pk}/milestones/add/"
    form = client.get(address)
    assert form.status_code == 200
    # 各街镇 is opened into its streets.
    assert "五马街道" in text_of(form)
    assert "各街镇" not in text_of(form)
    data = {"title": "完成验收", "unit_id": world.unit["zjj"].pk, "due_on": "2021-07-30", "upstream_id": ""}
    response = client.post(address, data, follow=True)
    assert response.status_code == 200
    assert "已新增节点“完成验收”" in text_of(response)
    assert Milestone.objects.unscoped("test").get().unit == world.unit["zjj"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": ""}, "这个字段是必填项"),
        ({"due_on": "去年"}, "输入一个有效的日期"),
        ({"due_on": "2021-06-14"}, "完成期限 2021-06-14 已经过了。"),
        ({"unit_id": "999999"}, "选择一个有效的选项"),
        ({"upstream_id": "999999"}, "选择一个有效的选项"),
    ],
)
def test_add_milestone_page_says_what_is_wrong_beside_the_field(
    world: World, browser: Browser, data: dict[str, str], said: str
) -> None:
    client = browser()
    facts = {"title": "完成验收", "unit_id": world.unit["zjj"].pk, "due_on": "2021-07-30", "upstream_id": ""}
    response = client.post(f"/coordination/tasks/{world.task[1].pk}/milestones/add/", {**facts, **data})
    assert response.status_code == 422
    assert said in field_errors(response)
    # What was typed is still there.
    assert 'value="完成验收"' in text_of(response) or not data.get("title", "x")
    assert not Milestone.objects.unscoped("test").exists()


def test_report_from_form_to_verified(world: World, browser: Browser) -> None:
    officer, office = browser("zgfj", "unit_officer"), browser()
    address = f"/coordination/tasks/{world.task[1].pk}/reports/submit/"
    data = {
        "unit_id": world.unit["zgfj"].pk,
        "period_on": MAY.isoformat(),
        "summary": ENOUGH,
        "figure_label": "走访户数",
        "figure_value": "12.5",
        "figure_unit": "户",
        "source_key": "",
        "proofs": [
            SimpleUploadedFile("台账䶮.txt", "五月台账".encode()),
            SimpleUploadedFile("清单.txt", "点位清单".encode()),
        ],
    }
    page = officer.post(address, data, follow=True)
    assert page.status_code == 200
    assert "有佐证，待核" in text_of(page)
    assert "台账䶮.txt" in text_of(page)
    assert "手工填报" in text_of(page)
    report = Report.objects.unscoped("test").get()
    returned = office.post(f"/coordination/reports/{report.pk}/return/", {"note": "请补盖章件"}, follow=True)
    assert "请补盖章件" in text_of(returned)
    # The form begins with what came back.
    again = officer.get(f"{address}?unit={world.unit['zgfj'].pk}&period={MAY.isoformat()}")
    assert ENOUGH in text_of(again)
    officer.post(address, {**data, "proofs": [SimpleUploadedFile("盖章件.txt", "盖章".encode())]})
    accepted = office.post(f"/coordination/reports/{report.pk}/accept/", {}, follow=True)
    assert "已核实" in text_of(accepted)
    assert fresh(report).evidence_count == 3


def test_report_form_refuses_half_a_figure_and_a_short_text(world: World, browser: Browser) -> None:
    officer = browser("zgfj", "unit_officer")
    address = f"/coordination/tasks/{world.task[1].pk}/reports/submit/"
    facts = {"unit_id": world.unit["zgfj"].pk, "period_on": MAY.isoformat(), "summary": ENOUGH}
    half = officer.post(address, {**facts, "figure_label": "户数"})
    assert half.status_code == 422
    assert "数字名称和数值要同时填写" in text_of(half)
    short = officer.post(address, {**facts, "summary": "做了"})
    assert short.status_code == 422
    assert "至少写 10 个字" in text_of(short)
    virus = officer.post(address, {**facts, "proofs": [SimpleUploadedFile("a.exe", b"MZ\x90\x00")]})
    assert virus.status_code == 422
    assert Report.objects.unscoped("test").count() == 0


def test_submit_report_page_offers_only_ones_own_units(world: World, browser: Browser) -> None:
    page = text_of(
        browser("wumajd", "unit_officer").get(f"/coordination/tasks/{world.task[1].pk}/reports/submit/")
    )
    assert "五马街道" in page
    assert ">蒲鞋市街道<" not in page
    assert ">自规鹿城分局<" not in page


@pytest.mark.parametrize(
    ("unit", "role", "path", "status"),
    [
        ("czj", "unit_officer", "tasks/{task}/reports/submit/", 404),
        ("zjj", "unit_officer", "tasks/{task}/milestones/add/", 404),
        ("zgfj", "unit_officer", "milestones/{milestone}/reach/", 404),
        ("zjj", "unit_officer", "milestones/{milestone}/reach/", 200),
        ("zjj", "unit_officer", "milestones/{milestone}/drop/", 403),
        ("ldxz", "coordinator", "milestones/{milestone}/reach/", 403),
        ("ldxz", "coordinator", "milestones/{milestone}/drop/", 200),
        ("zjj", "unit_head", "tasks/{task}/slips/issue/", 403),
        ("ldxz", "leader", "tasks/{task}/slips/issue/", 200),
        ("ldxz", "system_admin", "tasks/", 403),
        ("ldxz", "audit_admin", "tasks/{task}/", 200),
        ("ldxz", "coordinator", "tasks/{old}/", 404),
        ("ldxz", "coordinator", "tasks/999999/", 404),
        ("ldxz", "coordinator", "units/999999/", 404),
        ("ldxz", "coordinator", "reports/999999/", 404),
        ("ldxz", "coordinator", "slips/999999/", 404),
        ("ldxz", "coordinator", "evidence/999999/", 404),
    ],
)
def test_page_opens_for_whom_it_is_meant(
    world: World, browser: Browser, unit: str, role: str, path: str, status: int
) -> None:
    from tests.governance.coordination.world import make_task

    old = make_task(make_version(VersionState.SUPERSEDED), world.unit, 1, "旧任务", "zgfj")
    known = {"task": world.task[1].pk, "milestone": world.milestone("zjj").pk, "old": old.pk}
    response = browser(unit, role).get(f"/coordination/{path.format(**known)}")
    assert response.status_code == status


def test_moves_of_a_slip_by_page(world: World, browser: Browser) -> None:
    office, head = browser(), browser("zjj", "unit_head")
    issued = office.post(
        f"/coordination/tasks/{world.task[1].pk}/slips/issue/",
        {"unit_id": world.unit["zjj"].pk, "level": "blue", "reason": "验收落后一个月", "upstream": ""},
        follow=True,
    )
    assert "已向区住建局发出督〔2021〕0001号" in text_of(issued)
    [slip] = slips()
    assert "验收落后一个月" in text_of(head.get("/inbox/")) or "督〔2021〕0001号" in text_of(
        head.get("/inbox/")
    )
    empty = head.post(f"/coordination/slips/{slip.pk}/reply/", {"reply": ""})
    assert empty.status_code == 422
    head.post(f"/coordination/slips/{slip.pk}/reply/", {"reply": "六月底前办结。"})
    office.post(f"/coordination/slips/{slip.pk}/escalate/", {"note": "没有时间表"})
    head.post(f"/coordination/slips/{slip.pk}/reply/", {"reply": "六月二十五日办结。"})
    closed = office.post(f"/coordination/slips/{slip.pk}/clear/", {"note": "已看验收单"}, follow=True)
    assert "已销号" in text_of(closed)
    assert moves(slip) == ["reply", "escalate", "reply", "clear"]
    again = office.post(f"/coordination/slips/{slip.pk}/clear/", {"note": "再来"})
    assert again.status_code == 409
    assert "不能销号" in field_errors(again)


def test_moves_of_a_milestone_by_page(world: World, browser: Browser) -> None:
    officer, office = browser("zjj", "unit_officer"), browser()
    milestone = world.milestone("zjj")
    base = f"/coordination/milestones/{milestone.pk}/"
    assert officer.post(f"{base}block/", {"obstacle": "资料不齐", "upstream_id": ""}).status_code == 302
    assert officer.post(f"{base}resume/", {"note": "已补齐"}).status_code == 302
    ahead = officer.post(f"{base}reach/", {"reached_on": (TODAY + timedelta(days=1)).isoformat()})
    assert ahead.status_code == 422
    assert "在今天之后" in field_errors(ahead)
    done = {
        "reached_on": TODAY.isoformat(),
        "note": "",
        "proofs": [SimpleUploadedFile("验收单.txt", "合格".encode())],
    }
    page = officer.post(f"{base}reach/", done, follow=True)
    assert "已记为完成" in text_of(page)
    assert "验收单.txt" in text_of(page)
    other = world.milestone("zjj")
    assert office.post(f"/coordination/milestones/{other.pk}/drop/", {"note": "点位取消"}).status_code == 302
    assert fresh(other).state == "dropped"


def test_open_reports_page_and_withdraw_report_page(world: World, browser: Browser) -> None:
    office, officer = browser(), browser("zgfj", "unit_officer")
    said = office.post("/coordination/reports/open/", {"period_on": MAY.isoformat()}, follow=True)
    assert "已下发 4 份填报" in text_of(said)
    report = world.submit()
    page = officer.post(f"/coordination/reports/{report.pk}/withdraw/", {}, follow=True)
    assert "已撤回" in text_of(page)
    assert fresh(report).state == "due"


def test_evidence_is_handed_out_as_a_file(world: World, browser: Browser) -> None:
    report = world.submit(files=(PROOF,))
    from tuoyu.governance.coordination.models import Evidence

    response = browser().get(
        f"/coordination/evidence/{Evidence.objects.unscoped('test').get(report=report).pk}/"
    )
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PROOF.content  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert browser("ldxz", "system_admin").get(response.request["PATH_INFO"]).status_code == 403


def test_buttons_are_those_that_the_person_may_press(world: World, browser: Browser) -> None:
    milestone = world.milestone("zjj")
    report = world.submit()
    slip = services.issue_slip(world.office(), IssueSlip(world.task[1].pk, world.unit["zjj"].pk, "落后"))
    task = f"/coordination/tasks/{world.task[1].pk}/"

    def offered(client: Client, address: str, what: str) -> bool:
        return f'href="{what}' in text_of(client.get(address))

    own, lead, office = browser("zjj", "unit_officer"), browser("zgfj", "unit_officer"), browser()
    stranger, street = browser("czj", "unit_officer"), browser("wumajd", "unit_officer")
    reach = f"/coordination/milestones/{milestone.pk}/reach/"
    assert [offered(who, task, reach) for who in (own, lead, office, street)] == [True, False, False, False]
    add = f"{task}milestones/add/"
    assert [offered(who, task, add) for who in (own, lead, office, stranger)] == [False, True, True, False]
    submit = f"{task}reports/submit/"
    assert [offered(who, task, submit) for who in (own, lead, office, stranger, street)] == [
        True,
        True,
        False,
        False,
        True,
    ]
    page, withdraw = f"/coordination/reports/{report.pk}/", f"/coordination/reports/{report.pk}/withdraw/"
    assert [offered(who, page, withdraw) for who in (own, lead, office)] == [False, True, False]
    page, reply = f"/coordination/slips/{slip.pk}/", f"/coordination/slips/{slip.pk}/reply/"
    assert [offered(who, page, reply) for who in (own, lead, office)] == [True, False, False]


def test_every_offered_button_opens(world: World, browser: Browser) -> None:
    """No link on the pages of work leads a person to a refusal."""
    made = fill(world, 2)
    services.block_milestone(
        world.ctx("zjj"),
        BlockMilestone(
            Milestone.objects.unscoped("test").filter(unit=world.unit["zjj"], state="planned")[:1][0].pk, "等"
        ),
    )
    services.return_report(world.office(), ReturnReport(world.submit("zjj", task=2).pk, "请补正"))
    for unit, role in (
        ("zjj", "unit_officer"),
        ("zgfj", "unit_head"),
        ("wumajd", "unit_officer"),
        ("czj", "unit_head"),
        ("ldxz", "coordinator"),
        ("ldxz", "leader"),
        ("ldxz", "audit_admin"),
    ):
        client = browser(unit, role)
        for page in (
            f"tasks/{made['task']}/",
            f"reports/{made['report']}/",
            f"slips/{made['slip']}/",
            f"units/{made['unit']}/",
            "matrix/",
        ):
            content = text_of(client.get(f"/coordination/{page}"))
            for address in set(re.findall(r'href="(/(?:coordination|plans|inbox)[^"#]*)"', content)):
                status = client.get(html.unescape(address)).status_code
                assert status == 200, f"{role} of {unit}: {page} → {address} answers {status}"


@pytest.mark.parametrize("address", ["tasks", "units", "reports", "slips", "milestones"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_are_exported(world: World, browser: Browser, address: str, kind: str) -> None:
    fill(world, 2)
    response = browser().get(f"/coordination/{address}/?export={kind}")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
    if kind == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert len(lines) >= 3
    else:
        assert content.startswith(b"PK")


def test_export_neutralises_formulas(world: World, browser: Browser) -> None:
    services.issue_slip(world.office(), IssueSlip(world.task[1].pk, world.unit["zjj"].pk, "=HYPERLINK(1)"))
    response = browser().get("/coordination/slips/?export=csv")
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "=HYPERLINK" in content
    assert not re.search(r'(^|,)"?=HYPERLINK', content)


def test_task_list_filters_sorts_and_searches_what_is_computed(world: World, browser: Browser) -> None:
    world.milestone("zjj", due=-20, title="竣工验收")
    client = browser()

    def titles(query: str) -> list[str]:
        content = text_of(client.get(f"/coordination/tasks/?{query}"))
        return re.findall(r'data-label="任务"><a[^>]*>([^<]*)<', content)

    assert titles("") == ["1 落实配建用房", "2 加强备案管理", "3 组织入户指导"]
    assert titles("sort=-no") == ["3 组织入户指导", "2 加强备案管理", "1 落实配建用房"]
    assert titles("light=1") == ["1 落实配建用房"]
    assert titles("light=3&light=4") == ["2 加强备案管理", "3 组织入户指导"]
    assert titles("q=竣工") == ["1 落实配建用房"]
    assert titles("q=备案 管理") == ["2 加强备案管理"]
    assert titles("leads=卫生") == ["2 加强备案管理"]
    assert titles("q=没有这样的词") == []
    assert client.get("/coordination/tasks/?light=9").status_code == 400


def test_unit_list_counts_what_each_owes(world: World, browser: Browser) -> None:
    services.open_reports(world.system(), MAY)
    content = text_of(browser().get("/coordination/units/?sort=name"))
    row = re.search(r"五马街道.*?</tr>", content, re.S)
    assert row is not None
    cells = re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", row[0])
    # A street leads and answers through 各街镇: leads one, answers for one, one report owed and overdue.
    assert [cell.strip() for cell in cells[-5:]] == ["1", "1", "1", "1", "1"]
    assert "各街镇" not in re.sub(r"<[^>]+>", "", content[content.index("<tbody") : content.index("</tbody")])


def test_unit_page_of_a_street_shows_the_tasks_of_its_collective(world: World, browser: Browser) -> None:
    content = text_of(browser().get(f"/coordination/units/{world.unit['wumajd'].pk}/"))
    assert "落实配建用房" in content
    assert "组织入户指导" in content
    assert "加强备案管理" not in content


def test_task_page_names_the_step_that_is_waited_for(world: World, browser: Browser) -> None:
    cause = world.milestone("zjj", due=-3, title="竣工验收")
    world.milestone("zgfj", due=-2, title="用房移交", upstream=cause)
    content = text_of(browser().get(f"/coordination/tasks/{world.task[1].pk}/"))
    assert "等 住建局“竣工验收”" in content
    assert "上游：区住建局“竣工验收”未完成" in content


def test_text_of_people_is_never_markup(world: World, browser: Browser) -> None:
    """Whatever is typed anywhere comes back as words, on pages, in lists, in the inbox and in search."""
    Unit.objects.unscoped("test").filter(pk=world.unit["zjj"].pk).update(name=EVIL, short_name=EVIL[:32])
    world.task[1].title, world.task[1].clause, world.task[1].measures = EVIL, EVIL, [EVIL]
    world.task[1].save()
    milestone = world.milestone("zjj", title=EVIL, due=-9)
    services.block_milestone(world.ctx("zjj"), BlockMilestone(milestone.pk, EVIL))
    from tuoyu.governance.coordination.commands import FigureEntry, NewFile

    report = world.submit(
        summary=EVIL, obstacles=EVIL, next_steps=EVIL,
        figures=(FigureEntry(EVIL[:64], EVIL[:16], 1),),  # type: ignore[arg-type]
        files=(NewFile("<b>x</b>.txt", "内容".encode(), EVIL[:100]),),
    )  # fmt: skip
    services.return_report(world.office(), ReturnReport(report.pk, EVIL))
    slip = services.issue_slip(
        world.office(), IssueSlip(world.task[1].pk, world.unit["zjj"].pk, EVIL, upstream=EVIL)
    )
    services.reply_slip(world.ctx("zjj", "unit_head"), ReplySlip(slip.pk, EVIL))
    services.raise_due_slips(world.system())
    services.snapshot_tasks(world.system(now=NOW - timedelta(days=7)))
    client, officer = browser(), browser("zjj", "unit_officer")
    pages = [
        "/cockpit/", "/inbox/", "/search/?q=script", "/coordination/tasks/", f"/coordination/tasks/{world.task[1].pk}/",
        "/coordination/milestones/", "/coordination/reports/", f"/coordination/reports/{report.pk}/",
        "/coordination/slips/", f"/coordination/slips/{slip.pk}/", "/coordination/units/",
        f"/coordination/units/{world.unit['zjj'].pk}/", "/coordination/matrix/",
        f"/coordination/tasks/{world.task[1].pk}/milestones/add/", f"/coordination/tasks/{world.task[1].pk}/slips/issue/",
        f"/coordination/milestones/{milestone.pk}/drop/",
    ]  # fmt: skip
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "<script>alert" not in text_of(response), address
        assert "<img src=x" not in text_of(response), address
        assert "<b>x</b>" not in text_of(response), address
    own = officer.get(f"/coordination/milestones/{milestone.pk}/reach/")
    assert "<script>alert" not in text_of(own)
    echoed = client.get("/coordination/tasks/", {"q": EVIL, "light": EVIL})
    assert "<script>alert" not in text_of(echoed)


def test_accepting_is_not_offered_twice(world: World, browser: Browser) -> None:
    report = world.submit()
    services.accept_report(world.office(), AcceptReport(report.pk))
    assert "/accept/" not in text_of(browser().get(f"/coordination/reports/{report.pk}/"))


def test_pages_without_a_plan_say_what_to_do(world: World, browser: Browser) -> None:
    world.version.state = VersionState.DISCARDED.value
    world.version.save()
    client = browser()
    for address, said in (
        ("/cockpit/", "还没有现行方案"),
        ("/coordination/tasks/", "还没有现行方案"),
        ("/coordination/matrix/", "还没有现行方案"),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert said in text_of(response)
    assert client.get("/coordination/units/").status_code == 200
    assert client.get(f"/coordination/units/{world.unit['zjj'].pk}/").status_code == 200
