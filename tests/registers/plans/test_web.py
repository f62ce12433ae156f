"""方案文本 and 导入方案: upload, paste, review beside the sentence, adopt, discard — as pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.registers.plans.world import NO_PLAN, TEXT, adopted, imported, in_force, make_units, rows
from tuoyu.foundation.people.models import Unit
from tuoyu.registers.plans.models import Task, Version
from tuoyu.registers.plans.reading import MAX_CHARACTERS
from tuoyu.registers.plans.rules.draft import draft_of, plan_of
from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.web.review import draft_from, fingerprint, review_of

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
EVIL = "<script>alert(1)</script>"
NEW = "区应急管理局"


@pytest.fixture
def browser() -> Browser:
    """``browser("coordinator")``: somebody in the health bureau with that role."""
    units = make_units()

    def sign_in(role: str = "coordinator") -> Client:
        user = make_user(role, f"某{role}")
        make_post(user, units["wjj"], role)
        return client_of(user)

    return sign_in


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def posted(version: Version, **changes: str) -> dict[str, str]:
    """The review form as it is drawn, with some fields changed."""
    review = review_of(version.text, version.draft, frozenset())
    fields = [*review.facts, *(field for part in (*review.tasks, *review.targets) for field in part.fields)]
    data = {field.name: field.value for field in fields}
    data |= {target.op_name: target.op for target in review.targets}
    data["seen"] = fingerprint(version.draft)
    return {**data, **{name.replace("_", "-", 2): value for name, value in changes.items()}}


def test_import_plan_page_takes_a_text_and_leads_to_the_review(browser: Browser) -> None:
    client = browser()
    page = client.post("/plans/import/", {"text": TEXT}, follow=True)
    assert page.status_code == 200
    assert "读出 3 项任务、2 个目标，请逐项核对。" in text_of(page)
    assert f"这些单位还没有登记：{NEW}" in text_of(page)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.txt", TEXT.encode("gb18030")),
        ("方案.html", f"<html><body><p>{'</p><p>'.join(TEXT.splitlines())}</p></body></html>".encode()),
    ],
)
def test_import_plan_page_takes_files(browser: Browser, name: str, content: bytes) -> None:
    page = browser().post("/plans/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert "读出 3 项任务" in text_of(page)
    assert rows(Version)[0].source_file.name == name


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "请选择文件，或把正文粘贴到下面的文本框。"),
        ({"text": " "}, "请选择文件，或把正文粘贴到下面的文本框。"),
        ({"text": "方案\x00方案"}, "空字符"),
        ({"text": "方" * (MAX_CHARACTERS + 1)}, str(MAX_CHARACTERS)),
    ],
)
def test_import_plan_page_says_what_is_missing(browser: Browser, data: dict[str, str], said: str) -> None:
    response = browser().post("/plans/import/", data)
    assert response.status_code == 422
    assert said in text_of(response)
    assert rows(Version) == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"%PDF-1.4 broken", b"MZ\x90\x00", b"\x00" * 50])
def test_import_plan_page_refuses_what_cannot_be_read(browser: Browser, content: bytes) -> None:
    response = browser().post("/plans/import/", {"file": SimpleUploadedFile("方案.docx", content)})
    assert response.status_code == 422
    assert rows(Version) == []


def test_text_without_tasks_says_so_and_is_not_adopted(browser: Browser) -> None:
    client = browser()
    page = client.post("/plans/import/", {"text": NO_PLAN}, follow=True)
    assert "没有读出任务：这份文字不像实施方案。" in text_of(page)
    version = rows(Version)[0]
    assert client.get(f"/plans/{version.pk}/").status_code == 200
    refused = client.get(f"/plans/{version.pk}/adopt/")
    assert refused.status_code == 409
    assert "草稿里没有任务，不能采用。" in text_of(refused)
    assert client.post(f"/plans/{version.pk}/adopt/").status_code == 409


def test_review_marks_the_sentence_that_a_field_was_read_from(browser: Browser) -> None:
    content = text_of(browser().get(f"/plans/{imported().pk}/revise/"))
    marks = dict(re.findall(r'<mark id="(s\d+)">([^<]*)</mark>', content))
    beside = re.findall(r'data-ty-sentence="(s\d+)"', content)
    assert set(beside) == set(marks)
    assert any("区教育局" in words for words in marks.values())
    # Every field has a label of its own.
    inputs = set(re.findall(r'<(?:input|textarea)[^>]* id="(id_(?:fact|task|target)[^"]*)"', content))
    labels = set(re.findall(r'<label[^>]* for="(id_(?:fact|task|target)[^"]*)"', content))
    assert inputs
    assert inputs <= labels


def test_revise_plan_page_keeps_what_was_corrected(browser: Browser) -> None:
    client, version = browser(), imported()
    data = posted(version, task_2_lead="区教育局、区财政局", fact_title="改过的标题", target_0_value="5.5")
    page = client.post(f"/plans/{version.pk}/revise/", {**data, "save": "1"}, follow=True)
    assert "已保存核对结果：3 项任务，2 个目标。" in text_of(page)
    draft = rows(Version)[0].draft
    assert draft["tasks"][2]["lead"] == ["区教育局", "区财政局"]
    assert (draft["title"], draft["targets"][0]["value"]) == ("改过的标题", 5.5)
    # Clauses and places in the text are not on the form and stay.
    assert draft["tasks"][2]["clause"] == version.draft["tasks"][2]["clause"]
    assert draft["tasks"][2]["spans"] == version.draft["tasks"][2]["spans"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fact_effective": "下个月"}, "施行日期："),
        ({"fact-valid_years": "五年"}, "有效期（年）应是整数，现在是“五年”。"),
        ({"target_0_value": "很多"}, "数值应是数字，现在是“很多”。"),
        ({"target_0_year": "20 25"}, "年份应是整数，现在是“20 25”。"),
        ({"fact_effective": "2023-02-30"}, "施行日期："),
    ],
)
def test_revise_plan_page_names_the_value_that_cannot_be(
    browser: Browser, changes: dict[str, str], said: str
) -> None:
    client, version = browser(), imported()
    response = client.post(
        f"/plans/{version.pk}/revise/",
        {
            **posted(version, task_0_title="改一半"),
            **{key.replace("_", "-") if "valid" not in key else key: value for key, value in changes.items()},
        },
    )
    assert response.status_code == 422
    assert said in text_of(response)
    # What else was typed is still on the form, and nothing was half-saved.
    assert 'value="改一半"' in text_of(response) or ">改一半<" in text_of(response)
    assert rows(Version)[0].draft == version.draft


def test_review_can_drop_a_line_and_mend_a_number(browser: Browser) -> None:
    """What the reader took for a task and is none must not block the adoption for ever."""
    client, version = browser(), imported(TEXT.replace("3.加强安全管理", "2.加强安全管理"))
    numbers = [task["no"] for task in version.draft["tasks"]]
    page = text_of(client.get(f"/plans/{version.pk}/revise/"))
    assert 'name="task-0-no"' in page
    assert 'name="task-0-drop"' in page
    data = {**posted(version), "task-0-no": "7", "task-1-drop": "1", "target-0-drop": "1"}
    client.post(f"/plans/{version.pk}/revise/", data)
    draft = rows(Version)[0].draft
    assert [task["no"] for task in draft["tasks"]] == [7, *numbers[2:]]
    assert len(draft["targets"]) == len(version.draft["targets"]) - 1


def test_review_of_an_old_page_is_not_saved_over_a_newer_one(browser: Browser) -> None:
    client, version = browser(), imported()
    old = posted(version, task_0_title="旧页面上的标题")
    client.post(f"/plans/{version.pk}/revise/", {**posted(version), "task-0-drop": "1"})
    late = client.post(f"/plans/{version.pk}/revise/", old)
    assert late.status_code == 422
    assert "草稿被改过，您的修改没有保存" in text_of(late)
    assert [task["no"] for task in rows(Version)[0].draft["tasks"]] == [2, 3]
    assert "旧页面上的标题" not in str(rows(Version)[0].draft)


def test_adopt_plan_page_lists_unknown_units_and_makes_tasks_live(browser: Browser) -> None:
    client, version = browser(), imported()
    page = client.get(f"/plans/{version.pk}/adopt/")
    assert f"{NEW}" in text_of(page)
    refused = client.post(f"/plans/{version.pk}/adopt/", {})
    assert refused.status_code == 409
    assert f"“{NEW}”还没有登记为单位。" in text_of(refused)
    done = client.post(f"/plans/{version.pk}/adopt/", {"new_units": [NEW]})
    assert (done.status_code, done["Location"]) == (302, "/cockpit/")
    assert [task.no for task in rows(Task)] == [1, 2, 3]
    assert Unit.objects.unscoped("test").filter(name=NEW).exists()
    assert client.post(f"/plans/{version.pk}/adopt/", {"new_units": [NEW]}).status_code in {409, 422}
    assert len(in_force()) == 1


def test_adopt_plan_page_warns_that_it_replaces_the_present_one(browser: Browser) -> None:
    client = browser()
    first, second = adopted(), imported()
    page = client.get(f"/plans/{second.pk}/adopt/")
    assert f"采用后替代现行方案“{first.title}”" in text_of(page)
    client.post(f"/plans/{second.pk}/adopt/", {})
    assert in_force() == [second]
    listed = text_of(client.get("/plans/"))
    assert "已被新版替代" in listed
    assert "执行中" in listed


def test_discard_plan_page_keeps_the_record(browser: Browser) -> None:
    client, version = browser(), imported()
    page = client.post(f"/plans/{version.pk}/discard/", {}, follow=True)
    assert "已作废，记录保留" in text_of(page)
    assert client.get(f"/plans/{version.pk}/").status_code == 200
    assert client.post(f"/plans/{version.pk}/discard/", {}).status_code == 409


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("coordinator", [200, 200, 200, 200, 200]),
        ("leader", [200, 200, 403, 403, 403]),
        ("unit_officer", [200, 200, 403, 403, 403]),
        ("audit_admin", [200, 200, 403, 403, 403]),
    ],
)
def test_pages_open_for_whom_they_are_meant(browser: Browser, role: str, statuses: list[int]) -> None:
    version, client = imported(), browser(role)
    paths = ["", f"{version.pk}/", "import/", f"{version.pk}/revise/", f"{version.pk}/adopt/"]
    assert [client.get(f"/plans/{path}").status_code for path in paths] == statuses
    assert client.get("/plans/999999/").status_code == 404


def test_text_of_a_plan_is_never_markup(browser: Browser) -> None:
    client = browser()
    evil = (
        TEXT.replace("做好设施规划", f"做好{EVIL}规划")
        .replace(NEW, "区<b>急</b>局")
        .replace("禾川市", "<i>禾</i>市")
    )
    version = imported(evil)
    for address in (
        f"/plans/{version.pk}/",
        f"/plans/{version.pk}/revise/",
        f"/plans/{version.pk}/adopt/",
        "/plans/",
    ):
        raw = client.get(address).content.decode()
        for markup in (EVIL, "<b>急</b>", "<i>禾</i>"):
            assert markup not in raw, address


def test_review_of_a_plan_is_its_own_inverse() -> None:
    """Drawn and posted back unchanged, a draft is the same draft."""
    plan = parse_plan(TEXT)
    draft = draft_of(plan)
    review = review_of(plan.text, draft, frozenset())
    post = QueryDict(mutable=True)
    for field in (
        *review.facts,
        *(each for part in (*review.tasks, *review.targets) for each in part.fields),
    ):
        post[field.name] = field.value
    for target in review.targets:
        post[target.op_name] = target.op
    changed, problems = draft_from(post, draft)
    assert problems == []
    assert plan_of(changed, plan.text) == plan_of(draft, plan.text)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_versions_are_exported(browser: Browser, kind: str) -> None:
    imported()
    response = browser().get(f"/plans/?export={kind}")
    assert response.status_code == 200
    assert len(b"".join(response.streaming_content)) > 50  # type: ignore[attr-defined]
