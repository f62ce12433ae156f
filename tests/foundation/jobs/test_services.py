from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction

from tuoyu.foundation.jobs.handlers import find_handler, job, subscribe
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.jobs.queries import dead_jobs
from tuoyu.foundation.jobs.services import NoTransactionError, announce, enqueue, requeue_job
from tuoyu.foundation.jobs.words import JobState
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
heard: list[object] = []


@job()
def remember(ctx: Ctx, *, item: int, word: str = "") -> None:
    heard.append((item, word, ctx.actor.name, ctx.request_id.partition("-")[0]))


@job(retries=0)
def explode(_ctx: Ctx) -> None:
    raise ValueError("no bank")


@dataclass(frozen=True)
class DoorOpened:
    door_id: int
    by_name: str
    is_front: bool


@dataclass(frozen=True)
class DoorClosed:
    door_id: int


@subscribe(DoorOpened)
def greet(_ctx: Ctx, event: DoorOpened) -> None:
    heard.append(event)


@subscribe(DoorOpened)
def log_visit(ctx: Ctx, event: DoorOpened) -> None:
    heard.append((ctx.now, event.door_id))


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()


def test_enqueued_job_runs_as_the_house(run_jobs: Callable[..., int], now: object) -> None:
    enqueue(remember, item=7, word="䶮")
    assert run_jobs() == 1
    assert heard == [(7, "䶮", "系统", "remember:job")]
    row = Job.objects.get()
    assert (row.state, row.done_at, row.starts, row.failures) == (JobState.DONE, now, 1, 0)


def test_rolled_back_transaction_rings_no_bell(run_jobs: Callable[..., int]) -> None:
    def fall() -> None:
        enqueue(remember, item=1)
        announce(DoorOpened(1, "a", is_front=True))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transaction.atomic(fall)()
    assert run_jobs() == 0
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_enqueue_wants_a_transaction() -> None:
    with pytest.raises(NoTransactionError):
        enqueue(remember, item=1)
    with pytest.raises(NoTransactionError):
        announce(DoorClosed(1))


def test_key_makes_a_job_once(run_jobs: Callable[..., int]) -> None:
    enqueue(remember, key="k", item=1)
    enqueue(remember, key="k", item=2)
    assert run_jobs() == 1
    enqueue(remember, key="k", item=3)
    assert run_jobs() == 0
    assert [item for item, *_ in heard] == [1]  # type: ignore[misc]


def test_run_after_waits(run_jobs: Callable[..., int], system_ctx: Ctx) -> None:
    enqueue(remember, run_after=system_ctx.now + timedelta(hours=1), item=1)
    assert run_jobs(system_ctx.now + timedelta(minutes=59)) == 0
    assert run_jobs(system_ctx.now + timedelta(minutes=60)) == 1


@pytest.mark.parametrize(
    "ids", [{"item": 1.5}, {"item": None}, {"item": True}, {"item": [1]}, {"item": date(2021, 1, 1)}]
)
def test_job_carries_ids_only(ids: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="a job carries ids"):
        enqueue(remember, **ids)  # type: ignore[arg-type]


@pytest.mark.parametrize("ids", [{}, {"item": 1, "colour": "red"}])
def test_ids_must_fit_the_handler(ids: dict[str, int | str]) -> None:
    with pytest.raises(TypeError):
        enqueue(remember, **ids)  # type: ignore[arg-type]
    assert not Job.objects.exists()


def test_announce_makes_a_job_for_each_subscriber(run_jobs: Callable[..., int], system_ctx: Ctx) -> None:
    event = DoorOpened(3, "王", is_front=False)
    announce(event)
    assert sorted(Job.objects.values_list("handler", flat=True)) == sorted([greet.name, log_visit.name])
    assert run_jobs() == 2
    assert event in heard
    assert (system_ctx.now, 3) in heard


def test_announce_to_nobody_is_no_error() -> None:
    announce(DoorClosed(1))
    assert not Job.objects.exists()


def test_event_is_a_frozen_dataclass_of_plain_values() -> None:
    @dataclass
    class Thawed:
        door_id: int

    @dataclass(frozen=True)
    class Loaded:
        child: date

    for wrong in (Thawed, Loaded, dict):
        with pytest.raises(TypeError):
            subscribe(wrong)
    with pytest.raises(TypeError):
        announce(Loaded(date(2021, 1, 1)))


def test_declaring_the_same_handler_again_is_no_error_and_another_of_its_name_is() -> None:
    assert job()(remember.body).name == remember.name

    def impostor(_ctx: Ctx) -> None: ...

    impostor.__qualname__ = "remember"
    with pytest.raises(ValueError, match="two handlers"):
        job()(impostor)
    job()(remember.body)


def test_find_handler_imports_the_module_and_knows_what_is_not_there() -> None:
    found = find_handler("tuoyu.foundation.jobs.jobs:forget_done_jobs")
    assert found is not None
    assert found.retries == 0
    assert find_handler("tuoyu.foundation.jobs.jobs:no_such") is None
    assert find_handler("tuoyu.no_such_floor.jobs:x") is None
    assert find_handler("os:system") is None


def test_requeue_job_gives_a_dead_job_a_new_life(run_jobs: Callable[..., int], system_ctx: Ctx) -> None:
    enqueue(explode)
    run_jobs()
    dead = dead_jobs().get()
    assert (dead.state, dead.failures) == (JobState.DEAD, 1)
    requeue_job(system_ctx, dead.pk)
    assert run_jobs() == 1
    assert dead_jobs().get().failures == 1


def test_requeue_job_refuses_the_living_and_the_unknown(system_ctx: Ctx) -> None:
    enqueue(remember, item=1)
    with pytest.raises(Refused, match="等待执行") as refusal:
        requeue_job(system_ctx, Job.objects.get().pk)
    assert refusal.value.status == 409
    with pytest.raises(Refused) as refusal:
        requeue_job(system_ctx, 10**12)
    assert refusal.value.status == 404
