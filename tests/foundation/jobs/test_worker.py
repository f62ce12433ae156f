from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.db import OperationalError

from tuoyu.foundation.jobs import handlers, worker
from tuoyu.foundation.jobs.handlers import Handler, daily, every, job
from tuoyu.foundation.jobs.jobs import forget_done_jobs
from tuoyu.foundation.jobs.models import Job, WorkerBeat
from tuoyu.foundation.jobs.queries import queue_health
from tuoyu.foundation.jobs.services import enqueue
from tuoyu.foundation.jobs.words import JobState
from tuoyu.foundation.jobs.worker import Worker
from tuoyu.kernel.context import Ctx

pytestmark = pytest.mark.django_db
struck: list[datetime] = []
fails: list[str] = []


@job(retries=1)
def tick(ctx: Ctx) -> None:
    if fails:
        raise ValueError("not now")
    struck.append(ctx.now)


@job()
def stop_everything(_ctx: Ctx) -> None:
    signal.raise_signal(signal.SIGTERM)


@pytest.fixture(autouse=True)
def timetable() -> Iterator[dict[str, object]]:
    """An empty timetable for the time of a test."""
    struck.clear()
    with mock.patch.object(handlers._declared, "timetable", {}) as empty:
        yield empty


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


def rounds(*workers: Worker, times: int = 1) -> None:
    for _ in range(times):
        for one in workers:
            one._one_round()


def test_tick_happens_once_across_workers(clock: Clock) -> None:
    every(seconds=60)(tick)
    crew = [Worker(clock), Worker(clock)]
    for _ in range(10):
        rounds(*crew, times=2)
        clock.now += timedelta(seconds=60)
    assert len(struck) == 10
    assert Job.objects.count() == 10


def test_missed_ticks_run_once_after_a_downtime(clock: Clock) -> None:
    daily(at="02:00")(tick)
    rounds(Worker(clock), times=3)
    clock.now += timedelta(days=30)
    rounds(Worker(clock), Worker(clock), times=3)
    assert len(struck) == 2


def test_clock_that_steps_back_repeats_no_tick_and_misses_none(clock: Clock) -> None:
    every(seconds=60)(tick)
    one = Worker(clock)
    for minutes in (0, 5, 4, 5, 6, 60 * 24 * 3650, 7):
        clock.now += timedelta(0)
        moment = clock.now + timedelta(minutes=minutes)
        with mock.patch.object(clock, "now", moment):
            rounds(one, times=2)
    assert len(struck) == len({0, 5, 4, 6, 60 * 24 * 3650, 7})


def test_failing_tick_is_hurried_on_not_doubled(clock: Clock) -> None:
    every(seconds=5)(tick)
    fails.append("not now")
    one = Worker(clock)
    rounds(one, times=2)
    clock.now += timedelta(seconds=5)
    fails.clear()
    rounds(one, times=2)
    assert Job.objects.get().state == JobState.DONE
    assert len(struck) == 1


def test_timetable_takes_handlers_without_ids(timetable: dict[str, object]) -> None:
    @job()
    def needs_an_id(_ctx: Ctx, *, item: int) -> None: ...

    with pytest.raises(TypeError):
        every(seconds=60)(needs_an_id)
    assert isinstance(daily(at="23:59")(tick), Handler)
    assert list(timetable) == [tick.name]


def test_stop_finishes_the_job_in_hand_and_leaves(clock: Clock) -> None:
    enqueue(stop_everything)
    enqueue(tick)
    one = Worker(clock)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        one.stop_on_signals()
        one.run_for_ever()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert [row.state for row in Job.objects.order_by("pk")] == [JobState.DONE, JobState.WAITING]
    assert not WorkerBeat.objects.exists()


def test_worker_signs_every_few_seconds(clock: Clock) -> None:
    one = Worker(clock)
    rounds(one)
    first = WorkerBeat.objects.get()
    clock.now += timedelta(seconds=9)
    rounds(one)
    assert WorkerBeat.objects.get().beat_at == first.beat_at
    clock.now += timedelta(seconds=1)
    rounds(one)
    assert WorkerBeat.objects.get().beat_at == clock.now


def test_orphan_leaves(clock: Clock) -> None:
    one = Worker(clock)
    with mock.patch.object(worker.os, "getppid", return_value=-1):
        one.run_for_ever()


def test_trouble_with_the_database_is_waited_out(clock: Clock) -> None:
    one = Worker(clock)
    troubles = iter([OperationalError("server closed the connection"), OperationalError("disk full")])

    def claim(*_: object) -> None:
        if (trouble := next(troubles, None)) is None:
            one.stop()
            return
        raise trouble

    with (
        mock.patch.object(worker, "claim_next", claim),
        mock.patch.object(worker, "SLEEP_IN_TROUBLE", 0.001),
        mock.patch.object(worker.connection, "close") as closed,
    ):
        one.run_for_ever()
    assert closed.call_count == 2


def test_idle_worker_sleeps_longer_and_longer_but_never_over_a_second(clock: Clock) -> None:
    one = Worker(clock)
    sleeps: list[float] = []

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 8:
            one.stop()

    with mock.patch.object(one._stopping, "wait", sleep):
        one.run_for_ever()
    assert sleeps == [0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0, 1.0]


def test_queue_health_counts(clock: Clock, now: datetime) -> None:
    assert queue_health(now).oldest_made_at is None
    enqueue(tick)
    enqueue(tick, run_after=now + timedelta(days=1))
    rounds(Worker(clock))
    enqueue(tick)
    health = queue_health(now)
    assert (health.workers, health.due, health.later, health.running, health.dead) == (1, 1, 1, 0, 0)
    assert health.oldest_made_at is not None
    assert queue_health(now + timedelta(minutes=7)).workers == 0


def test_forget_done_jobs_keeps_the_young_and_the_dead(clock: Clock, system_ctx: Ctx) -> None:
    for _ in range(3):
        enqueue(tick)
    Worker(clock).drain()
    old, dead, _young = Job.objects.order_by("pk")
    long_ago = clock.now - timedelta(days=31)
    Job.objects.filter(pk__in=(old.pk, dead.pk)).update(done_at=long_ago)
    Job.objects.filter(pk=dead.pk).update(state=JobState.DEAD)
    WorkerBeat.objects.create(name="gone", started_at=long_ago, beat_at=long_ago)
    forget_done_jobs(system_ctx)
    assert set(Job.objects.values_list("pk", flat=True)) == {dead.pk, _young.pk}
    assert not WorkerBeat.objects.exists()
