"""Idempotency: sent twice, done once; in a race too."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.entrypoints.api.world import SUMMARY, caller, caller_as, make_plan, post_of, secret_of, this_month
from tuoyu.entrypoints.api.models import Answer
from tuoyu.entrypoints.api.services import forget_answers
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx

GOOD = {"task_no": 1, "month": f"{this_month():%Y-%m}", "summary": SUMMARY}
pytestmark = pytest.mark.django_db


def unit() -> Unit:
    return Unit.objects.unscoped("test").get(code="u1")


def send(client: Client, key: str | None = "k-1", **change: Any) -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(
        "/api/v1/reports", {**GOOD, **change}, content_type="application/json", headers=headers
    )


def submissions() -> int:
    return Entry.objects.unscoped("test").filter(verb="coordination.report.submit", result="ok").count()


def test_the_same_request_twice_is_done_once_and_answered_alike() -> None:
    make_plan(1)
    client = caller_as("unit_officer", unit())
    first, second = send(client), send(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert submissions() == 1


def test_without_a_key_the_state_alone_protects() -> None:
    make_plan(1)
    client = caller_as("unit_officer", unit())
    assert [send(client, None).status_code for _ in range(2)] == [201, 409]


def test_the_same_key_with_other_content_is_refused() -> None:
    make_plan(1)
    client = caller_as("unit_officer", unit())
    send(client)
    answer = send(client, summary="完全是另一份内容，不是刚才那份。")
    assert (answer.status_code, answer.json()["code"]) == (409, "TY-4092")
    assert submissions() == 1


def test_the_key_of_one_token_says_nothing_to_another() -> None:
    make_plan(1)
    send(caller_as("unit_officer", unit()))
    answer = send(caller_as("unit_head", unit()))
    assert (answer.status_code, answer.json()["code"]) == (409, "TY-4091")


def test_a_refusal_keeps_no_key_and_its_journal_entry_stays() -> None:
    make_plan(2)
    client = caller_as("unit_officer", Unit.objects.unscoped("test").get(code="u2"))
    assert send(client).json()["code"] == "TY-4041"
    assert not Answer.objects.unscoped("test").exists()
    refused = Entry.objects.unscoped("test").filter(verb="coordination.report.submit", result="refused")
    assert refused.count() == 1
    assert send(client, task_no=2).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 65, "键", "a b"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    make_plan(1)
    answer = send(caller_as("unit_officer", unit()), key)
    assert answer.json()["code"] == "TY-4004"
    assert submissions() == 0


def test_after_a_day_a_key_is_free_again(system_ctx: Ctx) -> None:
    make_plan(1)
    client = caller_as("unit_officer", unit())
    send(client)
    Answer.objects.unscoped("test").update(made_at=timezone.now() - timedelta(hours=25))
    assert send(client).json()["code"] == "TY-4091"
    assert not Answer.objects.unscoped("test").exists()


def test_forget_answers_drops_what_is_old(system_ctx: Ctx) -> None:
    make_plan(1)
    send(caller_as("unit_officer", unit()))
    Answer.objects.unscoped("test").update(made_at=system_ctx.now)
    assert forget_answers(system_ctx) == 0
    Answer.objects.unscoped("test").update(made_at=system_ctx.now - timedelta(hours=25))
    assert forget_answers(system_ctx) == 1


def test_the_loser_of_a_race_gets_the_winners_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other request writes its key between our look and our write."""
    make_plan(1)
    client = caller_as("unit_officer", unit())
    first = send(client)
    winner = Answer.objects.unscoped("test").get()
    original = type(Answer.objects.unscoped("test")).first
    seen: list[int] = []

    def blind(rows: Any) -> Any:
        is_look = rows.model is Answer and not seen
        seen.append(1) if rows.model is Answer else None
        return None if is_look else original(rows)

    monkeypatch.setattr(type(Answer.objects.unscoped("test")), "first", blind)
    second = send(client)
    assert seen
    assert second.content.decode() == winner.body == first.content.decode()
    assert submissions() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_do_it_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip(
            "SQLite in memory is one connection; its single writer makes the race by itself impossible"
        )
    make_plan(1)
    secret = secret_of(post_of("unit_officer", unit()))
    answers: list[Any] = []
    gate = threading.Barrier(10)

    def run() -> None:
        gate.wait()
        try:
            answers.append(send(caller(secret)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert submissions() == 1
