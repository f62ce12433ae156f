"""The pages about what the doors send: lists, one registration, upload, board, senders, and the way in for an institution."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.filing.push_world import Doors, code, doors, only, rows, sheet
from tests.operations.filing.test_deliveries import HEADS, line, load, upload
from tuoyu.foundation.people.models import User
from tuoyu.operations.filing.models import Sender

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield doors()


def browser(door: Doors, who: str) -> Client:
    return client_of(door.people[who])


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def test_the_list_opens_with_the_unfiled_oldest_first(door: Doors) -> None:
    upload(
        door, sheet(HEADS, [line(1), line(2, day="2021-06-01"), line(3, name="某五金店", scope="五金零售")])
    )
    page = text(browser(door, "filing").get(reverse("filing:registration-list")))
    assert page.index(line(2)[0]) < page.index(line(1)[0])
    assert "某五金店" not in page
    everything = text(
        browser(door, "filing").get(reverse("filing:registration-list") + "?sort=registered_on")
    )
    assert "某五金店" in everything


def test_the_list_finds_by_two_characters_and_part_of_a_code(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1, name="云杉托育园"), line(2, name="石榴托育园")]))
    client, url = browser(door, "filing"), reverse("filing:registration-list")
    for asked in ("云杉", code(1)[8:14]):
        page = text(client.get(url, {"q": asked}))
        assert "云杉托育园" in page
    assert "石榴托育园" not in text(client.get(url, {"q": "云杉"}))


def test_lists_cost_the_same_for_one_row_and_for_many(
    door: Doors, django_assert_max_num_queries: Any
) -> None:
    upload(door, sheet(HEADS, [line(number) for number in range(1, 6)]))
    client = browser(door, "filing")
    for name in ("registration-list", "list-board", "list-history"):
        with django_assert_max_num_queries(14):
            assert client.get(reverse(f"filing:{name}")).status_code == 200


def test_an_upload_is_checked_then_refused_with_a_file_then_written(door: Doors) -> None:
    client, url = browser(door, "registrar"), reverse("filing:registration-import")

    def send(content: bytes, **more: str) -> Any:
        file = SimpleUploadedFile("登记.xlsx", content)
        return client.post(url, {"unit_id": door.market.pk, "file": file, **more})

    good, bad = sheet(HEADS, [line(1)]), sheet(HEADS, [line(1), line(2, uscc="1234")])
    checked = send(good, check="1")
    assert checked.status_code == 200
    assert "1 条都能写入，现在还没有写入" in text(checked)
    refused = send(bad)
    assert refused.status_code == 422
    assert 'download="登记信息-待改.xlsx"' in text(refused)
    assert "应为18位，现在是4位。" in text(refused)
    assert not rows()
    written = send(good)
    assert written.status_code == 302
    assert len(rows()) == 1
    assert client.get(reverse("filing:registration-template")).content[:2] == b"PK"
    broken = send(b"MZ")
    assert (broken.status_code, len(rows())) == (422, 1)


def test_a_page_tells_everything_and_its_forms_work(door: Doors) -> None:
    load(door, line(1))
    pk = only().pk
    street = browser(door, "street")
    page = text(street.get(reverse("filing:registration-detail", args=[pk])))
    assert "没有推送过" in page
    assert "最迟应在2021年6月15日推送" in page
    assert "发出开户邀请" not in page
    told = {"visited_on": "2021-06-15", "outcome": "refuses", "note": "拒绝出示执照"}
    assert street.post(reverse("filing:followup-record", args=[pk]), told).status_code == 302
    page = text(street.get(reverse("filing:registration-detail", args=[pk])))
    assert "拒绝出示执照" in page
    assert "移交材料" in page
    filing = browser(door, "filing")
    told = {"relevance": "no", "note": "只有早教", "progress": ""}
    assert filing.post(reverse("filing:registration-judge", args=[pk]), told).status_code == 302
    assert only().progress == "not_care"
    refused = filing.post(reverse("filing:registration-invite", args=[pk]))
    assert refused.status_code == 409
    assert "请先改判" in text(refused)


def test_a_registration_typed_by_hand(door: Doors) -> None:
    client, url = browser(door, "registrar"), reverse("filing:registration-record")
    told = {
        "unit_id": door.market.pk, "change": "registered", "name": "手工托育园", "uscc": code(1).lower(), "registered_on": "2021-06-07",
        "scope": "托育服务",
    }  # fmt: skip
    assert client.post(url, told | {"uscc": "123"}).status_code == 422
    assert client.post(url, told).status_code == 302
    assert (only().uscc, only().name) == (code(1), "手工托育园")


def test_the_board_links_to_its_rows_and_exports(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    load(door, line(1), line(2))
    client = browser(door, "filing")
    page = text(client.get(reverse("filing:list-board")))
    assert "50.0%" in page
    link = re.search(r'href="([^"]+timely=never[^"]+)"', page)
    assert link
    listed = text(client.get(link[1].replace("&amp;", "&")))
    assert line(2)[0] in listed
    assert line(1)[0] not in listed
    exported = text(client.get(reverse("filing:list-board") + "?export=csv"))
    assert "区市场监管局,1,1,50.0,5,5.0,1,2021-06-14" in exported


def test_a_whole_list_is_loaded_on_the_page(door: Doors) -> None:
    client = browser(door, "registrar")
    file = SimpleUploadedFile("全量.xlsx", sheet(HEADS, [line(1)]))
    told = {"unit_id": door.market.pk, "as_of_on": "2021-06-14", "file": file}
    answer = client.post(reverse("filing:list-load"), told, follow=True)
    assert "1 条从未推送，新发现 1 条" in text(answer)


def test_a_system_is_registered_its_secret_shown_once_and_closed(door: Doors) -> None:
    admin = make_user("admin", "管理员")
    make_post(admin, door.health, "system_admin")
    client = client_of(admin)
    told = {"unit_id": door.market.pk, "name": "数据中台", "code": "sjj-x", "algorithm": "hmac-sha256"}
    page = text(client.post(reverse("filing:sender-register"), told))
    sender = Sender.objects.unscoped("tests").get()
    assert sender.secret.reveal() in page
    assert sender.secret.reveal() not in text(client.get(reverse("filing:sender-list")))
    assert client.post(reverse("filing:sender-register"), told).status_code == 422
    assert client.post(reverse("filing:sender-close", args=[sender.pk])).status_code == 302
    assert "已停用" in text(client.get(reverse("filing:sender-list")))


def test_a_visitor_with_the_link_gets_an_account_and_signs_in(door: Doors, client: Client) -> None:
    """The whole way on a phone: link, account, sign-in, own home."""
    upload(door, sheet(HEADS, [line(1)]))
    shown = text(browser(door, "registrar").post(reverse("filing:registration-invite", args=[only().pk])))
    link = re.search(r'id="join-link">http://testserver(/[^<]+)<', shown)
    assert link
    assert "data:image/svg+xml;base64," in shown
    assert line(1)[0] in text(client.get(link[1]))
    told = {"name": "林小青", "mobile": "13800138000", "username": "linxq", "password": "short"}
    assert client.post(link[1], told).status_code == 422
    answer = client.post(link[1], told | {"password": "orbit-tulip-4711-x"}, follow=True)
    assert "账号已开通" in text(answer)
    assert client.get(link[1]).status_code == 404
    signed_in = client.post(
        reverse("site:sign-in"), {"username": "linxq", "password": "orbit-tulip-4711-x"}, follow=True
    )
    assert signed_in.status_code == 200
    head = client_of(User.objects.get(username="linxq"))
    home = text(head.get(reverse("filing:home")))
    assert line(1)[0] in home
    assert "备案" in home


def test_a_wrong_link_says_what_to_do(client: Client) -> None:
    answer = client.get(reverse("filing:invitation-accept", args=["x" * 32]))
    assert answer.status_code == 404
    assert "重新发一个链接" in text(answer)


def test_a_page_shows_every_judgement_with_who_when_what_and_why(door: Doors) -> None:
    load(door, line(1))
    pk, filing = only().pk, browser(door, "filing")
    url = reverse("filing:registration-detail", args=[pk])
    assert "是否托育的判定" not in text(filing.get(url))
    with time_machine.travel(NOW, tick=False):
        filing.post(reverse("filing:registration-judge", args=[pk]), {"relevance": "no", "note": "只有早教"})
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        filing = browser(door, "filing")
        told = {"relevance": "yes", "note": "新开了托班，在托10人"}
        filing.post(reverse("filing:registration-judge", args=[pk]), told)
        page, theirs = text(filing.get(url)), text(browser(door, "registrar").get(url))
    card = page[page.index('aria-label="是否托育的判定"') : page.index('aria-label="走访"')]
    found = re.findall(
        r"<div>([^<]+)</div><div class=\"detail\">([^<]+)</div><div class=\"when\">([^<]+)<", card
    )
    assert found == [
        ("属于托育，未备案", "新开了托班，在托10人", "2021年6月17日 09:30 · 区卫生健康局 filing君"),
        ("不属于托育，未开展托育", "只有早教", "2021年6月15日 09:30 · 区卫生健康局 filing君"),
    ]
    assert "2021年6月15日曾判定不属于托育，取消了时限；2021年6月17日改判后恢复，到期日不变。" in theirs


def test_a_page_says_why_a_link_is_over(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    pk, filing = only().pk, browser(door, "filing")
    url = reverse("filing:registration-detail", args=[pk])
    for minute in range(2):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            filing.post(reverse("filing:registration-invite", args=[pk]))
    page = text(filing.get(url))
    assert (page.count("已换新链接"), page.count("等待开户")) == (1, 1)
    filing.post(reverse("filing:registration-judge", args=[pk]), {"relevance": "no", "note": "只有早教"})
    page = text(filing.get(url))
    assert (page.count("已换新链接"), page.count("已停用"), page.count("等待开户")) == (1, 1, 0)
