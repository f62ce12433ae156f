"""The pages of a ceremony: walked by both departments, watched by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.draw_world import SECOND, a_draw_stage, finished, frozen, opened, sealed
from tests.operations.supervision.world import Stage
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.rules.drawing.checking import check_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield a_draw_stage()


def client(stage: Stage, key: str) -> Client:
    return client_of(stage.users[key])


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def newest() -> Draw:
    draw = Draw.objects.unscoped("tests").order_by("-pk").first()
    assert draw is not None
    return draw


def form_of(stage: Stage, **changes: Any) -> dict[str, Any]:
    sizes = {f"size_{stage.units[key].pk}": 1 for key in ("health", "market")}
    shares = {"share_A": "5", "share_B": "50", "share_C": "100", "share_D": "100"}
    day = NOW.date().isoformat()
    facts = {"title": "联合抽查", "quorum": 1, "is_fresh_only": "on", "seal_by_on": day, "open_by_on": day}
    return {**sizes, **shares, **facts, **changes}


def test_the_ceremony_is_walked_on_its_pages(stage: Stage) -> None:
    lead, market = client(stage, "lead"), client(stage, "market_lead")
    assert "25" in text_of(lead.get("/supervision/draws/open/"))
    assert lead.post("/supervision/draws/open/", form_of(stage)).status_code == 302
    draw = newest()
    assert draw.shares == {"A": 500, "B": 5000, "C": 10_000, "D": 10_000}
    page = f"/supervision/draws/{draw.pk}/"
    assert f"{page}freeze/" in text_of(lead.get(page))
    assert f"{page}freeze/" not in text_of(market.get(page))
    assert "可能被抽中" in text_of(lead.get(f"{page}freeze/"))
    lead.post(f"{page}freeze/")
    assert "等待区卫生健康局、区市场监管局封存" in text_of(market.get(page))
    for each in (lead, market):
        each.post(f"{page}seal/", {"secret": ""})
    with time_machine.travel(NOW + 2 * SECOND, tick=False):
        assert f"{page}reveal/" in text_of(lead.get(page))
        for each in (lead, market):
            each.post(f"{page}reveal/")
        assert "可以抽取了" in text_of(lead.get(page))
        lead.post(f"{page}finish/")
        done = text_of(lead.get(page))
    assert "抽出 4 家机构" in done
    assert "every 4s" not in done
    assert newest().file_text


def test_a_wrong_form_says_what_is_wrong_and_never_sends_a_secret_back(stage: Stage) -> None:
    lead = client(stage, "lead")
    answer = lead.post("/supervision/draws/open/", form_of(stage, quorum=9))
    assert answer.status_code == 422
    assert "1到2之间" in answer.content.decode()
    draw, secret = frozen(stage), "AB" * 32
    answer = lead.post(f"/supervision/draws/{draw.pk}/seal/", {"secret": secret})
    assert answer.status_code == 422
    assert secret not in answer.content.decode()


def test_no_page_shows_a_sealed_secret(stage: Stage) -> None:
    draw = sealed(stage)
    secrets = [party.secret.reveal() for party in DrawParty.objects.unscoped("tests").all()]
    page = f"/supervision/draws/{draw.pk}/"
    public = f"/draws/{draw.number}/"
    for key in ("lead", "market_lead", "office"):
        for address in (page, f"{page}live/", f"{page}pool/", public, f"{public}file/"):
            shown = text_of(client(stage, key).get(address))
            assert not [secret for secret in secrets if secret in shown]
    digests = DrawParty.objects.unscoped("tests").values_list("commitment", flat=True)
    assert all(digest in text_of(Client().get(public)) for digest in digests)


def test_the_live_part_is_sent_only_when_something_happened(stage: Stage) -> None:
    draw = frozen(stage)
    page = f"/supervision/draws/{draw.pk}/"
    for someone, address in ((client(stage, "ann"), page), (Client(), f"/draws/{draw.number}/")):
        asked = re.search(r'hx-get="([^"]+)"', text_of(someone.get(address)))
        assert asked
        assert someone.get(asked[1]).status_code == 204
    client(stage, "lead").post(f"{page}seal/", {"secret": ""})
    assert "已封存" in text_of(Client().get(asked[1]))


def test_everybody_may_read_a_frozen_draw_and_nobody_a_draft(stage: Stage) -> None:
    draft = opened(stage)
    assert Client().get(f"/draws/{draft.number}/").status_code == 404
    draw = finished(stage)
    assert draw.title in text_of(Client().get("/draws/"))
    shown = text_of(Client().get(f"/draws/{draw.number}/"))
    for party in DrawParty.objects.unscoped("tests").filter(draw=draw):
        assert party.commitment in shown
        assert party.opened_secret in shown
    assert draw.frozen_digest in shown
    assert "作废" not in shown


def test_the_published_bytes_verify_and_the_checker_is_a_download(stage: Stage) -> None:
    draw = finished(stage)
    answer = Client().get(f"/draws/{draw.number}/file/")
    assert answer.content == newest().file_text.encode()
    assert check_file(answer.content).is_ok
    assert f"{draw.number}.json" in answer["Content-Disposition"]
    checker = Client().get("/draws/checker/")
    assert "attachment" in checker["Content-Disposition"]
    assert "tuoyu-draw/1" in text_of(checker)


def test_the_pool_names_who_is_left_out_before_and_after_freezing(stage: Stage) -> None:
    lead = client(stage, "lead")
    for draw in (opened(stage), frozen(stage)):
        shown = text_of(lead.get(f"/supervision/draws/{draw.pk}/pool/"))
        assert "第0托育园" in shown
        assert "ann君" in shown


def test_the_list_of_draws_shows_how_far_each_is(stage: Stage) -> None:
    frozen(stage)
    shown = text_of(client(stage, "office").get("/supervision/draws/"))
    assert "封存密数" in shown
    assert "发起抽取" not in shown
    assert "发起抽取" in text_of(client(stage, "lead").get("/supervision/draws/"))


def test_a_ceremony_asks_little_of_the_database_however_often_it_is_watched(stage: Stage) -> None:
    draw = sealed(stage)
    lead, page = client(stage, "lead"), f"/supervision/draws/{draw.pk}/"
    counts = {}
    for someone, address in ((lead, f"{page}live/"), (lead, page), (Client(), f"/draws/{draw.number}/live/")):
        with CaptureQueriesContext(connection) as asked:
            text_of(someone.get(address))
        counts[address] = len(asked)
    print(counts)
    assert counts[f"{page}live/"] <= 8
    assert counts[page] <= 12
    assert counts[f"/draws/{draw.number}/live/"] <= 3
