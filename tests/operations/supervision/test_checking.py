"""Guessing the codes of notices: counted by address, stopped with a plain page, apart from signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from tests.conftest import NOW
from tests.operations.supervision.visit_world import planned
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tuoyu.foundation.people import lockout
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.operations.supervision.commands.visits import NoticeVisit
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.services.visits import notice_visit

pytestmark = pytest.mark.django_db
OTHER = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def stage(time_machine: Any) -> Stage:
    time_machine.move_to(NOW, tick=False)
    return a_stage()


@pytest.fixture
def visit(stage: Stage) -> Visit:
    return notice_visit(stage.ctx("lead"), NoticeVisit(planned(stage).pk))


def most() -> int:
    return people_policy_at(TODAY, settings.TUOYU_DISTRICT).lockout_code_failures


def guess(client: Client, times: int, **where: Any) -> list[int]:
    codes = (f"ABCDEF{first}{second}" for first in "ABCDEFGH" for second in "ABCDEFGH")
    return [
        client.get(f"/v/{code}/", **where).status_code for _, code in zip(range(times), codes, strict=False)
    ]


def test_a_guesser_is_stopped_and_others_are_not(visit: Visit, client: Client) -> None:
    assert guess(client, most()) == [404] * most()
    stopped = client.get(f"/v/{visit.code}/")
    page = stopped.content.decode()
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "900")
    assert "先停 15 分钟" in page
    assert "请打电话" in page
    assert visit.reason not in page
    assert client.get(f"/v/{visit.code}/", **OTHER).status_code == 200
    assert client.get("/v/").status_code == 200


def test_who_waits_is_answered_again(visit: Visit, client: Client, time_machine: Any) -> None:
    guess(client, most() + 3)
    time_machine.move_to(NOW + timedelta(minutes=14), tick=False)
    assert client.get(f"/v/{visit.code}/").status_code == 429
    time_machine.move_to(NOW + timedelta(minutes=16), tick=False)
    assert client.get(f"/v/{visit.code}/").status_code == 200


def test_a_right_code_forgives_no_guesses(visit: Visit, client: Client) -> None:
    guess(client, most() - 1)
    assert client.get(f"/v/{visit.code}/").status_code == 200
    assert client.get("/v/ZZZZZZZZ/").status_code == 404
    assert client.get(f"/v/{visit.code}/").status_code == 429


def test_what_cannot_be_a_code_is_no_guess(visit: Visit, client: Client) -> None:
    for _ in range(most() + 1):
        client.get("/v/", {"code": "12"})
    assert client.get(f"/v/{visit.code}/").status_code == 200


def test_guessed_codes_keep_nobody_from_signing_in(stage: Stage) -> None:
    request = RequestFactory().get("/v/ABCDEFGH/")
    policy = people_policy_at(TODAY, settings.TUOYU_DISTRICT)
    for _ in range(policy.lockout_address_failures + 1):
        lockout.count_wrong_code(request, "notice")
    assert lockout.is_code_locked(request, "notice")
    assert not lockout.is_locked(request, "lead")
