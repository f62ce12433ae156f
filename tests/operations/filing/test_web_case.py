"""The officer's pages: the queue by clock, the page of a case, and every act of the desk."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.filing.world import Scene, draft, fresh, scene, submitted
from tests.registers.institutions.world import bureau
from tuoyu.foundation.people.models import Unit
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    Flag,
    OpenCase,
    RecallCase,
    ReturnCase,
    SaveCase,
    SubmitCase,
)
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import Correction, FilingCase, Receipt, SiteVisit

pytestmark = pytest.mark.django_db
QUEUE_STATEMENTS, CASE_STATEMENTS, FORM_STATEMENTS = 8, 10, 8


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def officer_of(stage: Scene) -> Client:
    return client_of(stage.officer_user)


def head_of(stage: Scene) -> Client:
    return client_of(stage.head_user)


def somebody(role: str, unit: Unit | None = None) -> Client:
    user = make_user(f"x-{role}", f"某{role}")
    make_post(user, unit or bureau(), role)
    return client_of(user)


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def statements(client: Client, address: str) -> int:
    client.get(address)  # what a process keeps is read once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def url(case: FilingCase, act: str = "") -> str:
    return f"/filing/cases/{case.pk}/{act and act + '/'}"


# ---- the queue -------------------------------------------------------------------------------------------------------


USCCS = ("91330302MA2HXY1210", "91330302MA2HXY21XB", "91330302MA2HXY332F")


def test_the_queue_shows_the_most_urgent_first() -> None:
    stages = [scene(name=f"{name}托育园", uscc=uscc) for name, uscc in zip("甲乙丙", USCCS, strict=True)]
    cases = [submitted(stage) for stage in stages]
    # The first was sent back and handed in again a week later: its clock stood still for five working days.
    services.return_case(stages[0].officer(), ReturnCase(cases[0].pk, (Flag("address", "写楼层"),)))
    later = NOW + timedelta(days=7)
    services.submit_case(stages[0].head(later), SubmitCase(cases[0].pk, has_promised=True))
    text = text_of(officer_of(stages[0]).get("/filing/cases/"))
    names = re.findall(r"([甲乙丙])托育园", text)
    assert list(dict.fromkeys(names)) == ["乙", "丙", "甲"]
    assert "至 6月22日" in text
    assert "至 6月29日" in text


def test_the_queue_costs_the_same_with_one_and_with_three_cases() -> None:
    stage = scene()
    submitted(stage)
    client = officer_of(stage)
    one = statements(client, "/filing/cases/")
    for uscc in USCCS[1:]:
        submitted(scene(name=f"又一家{uscc[-4:]}", uscc=uscc))
    assert text_of(client.get("/filing/cases/")).count("data-ty-row") == 3
    many = statements(client, "/filing/cases/")
    print(f"queue: {many} statements")
    assert one == many <= QUEUE_STATEMENTS


def test_the_queue_has_no_drafts_and_no_cases_of_other_bureaus() -> None:
    stage, garden = scene(), scene("kindergarten", "小桥幼儿园托班", "52330302MJ000000XY")
    case = draft(stage)
    client = officer_of(stage)
    assert text_of(client.get("/filing/cases/")).count("data-ty-row") == 0
    assert client.get(url(case)).status_code == 404
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    assert text_of(client.get("/filing/cases/")).count("data-ty-row") == 1
    assert text_of(officer_of(garden).get("/filing/cases/")).count("data-ty-row") == 0
    assert officer_of(garden).get(url(case)).status_code == 404
    services.recall_case(stage.head(), RecallCase(case.pk))
    assert client.get(url(case)).status_code == 404


def test_the_queue_searches_filters_and_leaves_as_a_file() -> None:
    stage = scene()
    submitted(stage)
    client = officer_of(stage)

    def rows(**asked: str) -> int:
        return text_of(client.get("/filing/cases/", asked)).count("data-ty-row")

    assert (
        rows(q="青禾") == rows(q="91330302MA2HXY1210") == rows(state="submitted") == rows(kind="filing") == 1
    )
    assert rows(q="红禾") == rows(state="returned") == rows(kind="closure") == 0
    answer = client.get("/filing/cases/", {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("机构,事项,状态,时限")
    assert lines[1].startswith("青禾社区托育园,备案,待审核,2021-06-22")


# ---- the page of a case ----------------------------------------------------------------------------------------------


def test_the_case_page_shows_findings_with_their_article_and_what_each_may_do() -> None:
    stage = scene()
    case = submitted(stage, highest_floor=4)
    text = text_of(officer_of(stage).get(url(case)))
    assert "婴幼儿用房在 4 层，最高不得超过 3 层" in text
    assert "JGJ 39" in text
    assert f"/filing/cases/{case.pk}/return/?flag=highest_floor" in text
    for act in ("return", "accept", "reject"):
        assert f'href="{url(case, act)}"' in text
    assert f'href="{url(case, "finish")}"' not in text
    assert f'href="{url(case, "recall")}"' not in text
    own = text_of(head_of(stage).get(url(case)))
    assert f'href="{url(case, "recall")}"' in own
    assert f'href="{url(case, "accept")}"' not in own


def test_names_and_numbers_are_masked_until_a_purpose_is_stated() -> None:
    stage = scene()
    case = submitted(stage)
    client = officer_of(stage)
    number = "330302198001019953"
    page = text_of(client.get(url(case)))
    assert number not in page
    assert "员工0" not in page
    reveal = url(case, "reveal")
    assert number not in text_of(client.get(reveal))
    refused = client.post(reveal, {"purpose": ""})
    assert (refused.status_code, number in text_of(refused)) == (422, False)
    shown = client.post(reveal, {"purpose": "核对证书"})
    assert number in text_of(shown)
    assert "no-store" in shown.headers["Cache-Control"]


def test_onlookers_see_no_papers_and_may_not_act() -> None:
    stage = scene()
    case = submitted(stage)
    text = text_of(somebody("leader").get(url(case)))
    assert "fire.txt" not in text
    assert f'href="{url(case, "accept")}"' not in text
    assert "fire.txt" in text_of(officer_of(stage).get(url(case)))
    assert somebody("unit_officer").get(url(case)).status_code == 403


def test_the_case_page_costs_the_same_in_the_first_and_in_a_later_round() -> None:
    stage = scene()
    case = submitted(stage)
    client = officer_of(stage)
    first = statements(client, url(case))
    for at in (1, 2):
        flags = (Flag("address", f"第{at}次"), Flag("lease_to_on", f"第{at}次"))
        services.return_case(stage.officer(), ReturnCase(case.pk, flags))
        services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    later = statements(client, url(case))
    print(f"case page: {first} statements, in the third round {later}")
    assert first == later <= CASE_STATEMENTS
    assert statements(head_of(stage), url(case)) <= CASE_STATEMENTS


@pytest.mark.parametrize("act", ["return", "accept", "reject", "verify"])
def test_forms_of_the_desk_ask_few_statements(act: str) -> None:
    stage = scene()
    case = submitted(stage)
    count = statements(officer_of(stage), url(case, act))
    print(f"{act}: {count} statements")
    assert count <= FORM_STATEMENTS


def test_a_late_clock_is_the_same_day_for_both_sides() -> None:
    """Due on 22 June, looked at on 24 June: the applicant and the officer read the same day and the same word."""
    stage = scene()
    case = submitted(stage)
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        pages = [text_of(client.get(url(case))) for client in (officer_of(stage), head_of(stage))]
    marks = [
        re.findall(
            r"<[^>]*ty-bad[^>]*>.*?</span>", re.search(r'aria-label="时限".*?</section>', page, re.S)[0]
        )
        for page in pages
    ]  # type: ignore[index]
    assert marks[0] == marks[1] != []
    for page in pages:
        clocks = re.search(r'aria-label="时限".*?</section>', page, re.S)
        assert clocks is not None
        assert "6月22日" in clocks[0]
        assert "逾期 2 个工作日" in clocks[0]


# ---- the acts --------------------------------------------------------------------------------------------------------


def test_return_ticks_what_is_wrong_and_points_at_what_is_missing() -> None:
    stage = scene()
    case = submitted(stage, highest_floor=4)
    client = officer_of(stage)
    page = text_of(client.get(url(case, "return")))
    assert re.search(r'name="flag-highest_floor" value="1" checked', page)
    assert not re.search(r'name="flag-address" value="1" checked', page)
    assert re.search(
        r'name="flag-address" value="1" checked', text_of(client.get(url(case, "return") + "?flag=address"))
    )
    bare = client.post(url(case, "return"), {"flag-address": "1", "comment-address": " "})
    assert (bare.status_code, "没有写要补正什么" in text_of(bare)) == (422, True)
    assert client.post(url(case, "return"), {}).status_code == 422
    done = client.post(url(case, "return"), {"flag-address": "1", "comment-address": "写清楼层"})
    assert (done.status_code, done.headers["Location"]) == (302, url(case))
    assert [row.field for row in Correction.objects.unscoped("tests").filter(case=case)] == ["address"]
    assert fresh(case).state == CaseState.RETURNED


def test_return_in_a_later_round_asks_why_it_comes_late() -> None:
    stage = scene()
    case = submitted(stage)
    services.return_case(stage.officer(), ReturnCase(case.pk, (Flag("lease_to_on", "请补合同"),)))
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    client = officer_of(stage)
    page = text_of(client.get(url(case, "return")))
    assert 'name="late-address"' in page
    assert 'name="late-lease_to_on"' not in page
    sent = {"flag-address": "1", "comment-address": "写清楼层"}
    refused = client.post(url(case, "return"), sent)
    assert (refused.status_code, "首轮未提出的理由" in text_of(refused)) == (422, True)
    assert client.post(url(case, "return"), {**sent, "late-address": "首轮缺页"}).status_code == 302


def test_accept_tells_what_is_wrong_and_wants_a_reason() -> None:
    stage = scene()
    case = submitted(stage, highest_floor=4)
    client = officer_of(stage)
    assert "婴幼儿用房在 4 层" in text_of(client.get(url(case, "accept")))
    refused = client.post(url(case, "accept"), {"note": ""})
    assert (refused.status_code, "还有 1 项不符" in text_of(refused)) == (409, True)
    assert Receipt.objects.unscoped("tests").count() == 0
    done = client.post(url(case, "accept"), {"note": "四层仅作办公"}, follow=True)
    assert "备案回执和基本条件告知书已出具" in text_of(done)
    assert Receipt.objects.unscoped("tests").count() == 1
    again = client.post(url(case, "accept"), {"note": "再点一次"})
    assert again.status_code == 409
    assert Receipt.objects.unscoped("tests").count() == 1


def test_verify_and_reject_after_a_visit() -> None:
    stage = scene()
    case = submitted(stage)
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    client = officer_of(stage)
    alone = client.post(url(case, "verify"), {"visited_on": "2021-06-15", "officers": "陈经办"})
    assert (alone.status_code, "两名以上" in text_of(alone)) == (422, True)
    ahead = client.post(url(case, "verify"), {"visited_on": "2021-06-16", "officers": "陈经办、王同事"})
    assert "核实日期在今天之后" in text_of(ahead)
    sent = {"visited_on": "2021-06-15", "officers": "陈经办、王同事"}
    bare = client.post(url(case, "reject"), {"reasons": "没有观察室"})
    assert (bare.status_code, "现场核实的记录" in text_of(bare)) == (422, True)
    assert client.post(url(case, "verify"), sent).status_code == 302
    assert fresh(case).state == CaseState.VERIFIED
    assert "陈经办、王同事" in text_of(head_of(stage).get(url(case)))
    assert SiteVisit.objects.unscoped("tests").count() == 1


def test_reject_offers_what_the_checks_found_and_tells_both_sides() -> None:
    stage = scene()
    case = submitted(stage, highest_floor=4)
    client = officer_of(stage)
    assert "婴幼儿用房在 4 层，最高不得超过 3 层" in text_of(client.get(url(case, "reject")))
    assert client.post(url(case, "reject"), {"reasons": "四层有班\n消防不合格"}).status_code == 302
    for side in (client, head_of(stage)):
        page = text_of(side.get(url(case)))
        assert "四层有班" in page
        assert "消防不合格" in page


def test_finish_is_for_what_has_no_receipt() -> None:
    stage = scene()
    case = submitted(stage)
    client = officer_of(stage)
    refused = client.post(url(case, "finish"), {"note": "x"})
    assert (refused.status_code, "要出具备案回执" in text_of(refused)) == (409, True)
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    pause = services.open_case(stage.head(), OpenCase(stage.institution.pk, "suspension"))
    told = {"from_on": "2021-06-15", "until_on": "2021-09-01", "reason": "装修", "children": 0}
    services.save_case(stage.head(), SaveCase(pause.pk, told))
    services.submit_case(stage.head(), SubmitCase(pause.pk, has_promised=True))
    page = text_of(client.get(url(pause)))
    assert f'href="{url(pause, "finish")}"' in page
    assert f'href="{url(pause, "accept")}"' not in page
    assert client.post(url(pause, "finish"), {"note": ""}).status_code == 302
    assert fresh(pause).state == CaseState.FINISHED
