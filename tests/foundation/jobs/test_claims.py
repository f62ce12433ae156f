from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from tuoyu.foundation.jobs.claims import LEASE, claim_next, reclaim_abandoned, run_claimed
from tuoyu.foundation.jobs.handlers import DEATHS, job
from tuoyu.foundation.jobs.models import Job, WorkerBeat
from tuoyu.foundation.jobs.services import enqueue
from tuoyu.foundation.jobs.words import JobState
from tuoyu.kernel.context import Ctx

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
log: list[str] = []


def mark(name: str, now: datetime) -> None:
    """An effect in the database: any row will do."""
    WorkerBeat.objects.create(name=f"{name}-{WorkerBeat.objects.count()}", started_at=now, beat_at=now)


@job()
def pay(ctx: Ctx, *, payment: int) -> None:
    mark(f"paid-{payment}", ctx.now)


@job(retries=2)
def poison(ctx: Ctx) -> None:
    mark("poison", ctx.now)
    raise ValueError("no bank for 13812345678")


def look_outside(_ctx: Ctx, *, page: int) -> str:
    log.append(f"looked:{connection.in_atomic_block}")
    if page == 13:
        raise TimeoutError("nobody answered")
    return f"text of {page}"


@job(prepare=look_outside, limit=600)
def keep_page(ctx: Ctx, text: str, *, page: int) -> None:
    log.append(f"kept:{connection.in_atomic_block}:{text}:{page}")


@pytest.fixture(autouse=True)
def _empty_log() -> None:
    log.clear()


def claim(now: datetime, worker: str = "a") -> Job:
    claimed = claim_next(worker, now)
    assert claimed is not None
    return claimed


def effects() -> int:
    return WorkerBeat.objects.count()


def test_two_workers_never_claim_the_same(now: datetime) -> None:
    for payment in range(4):
        enqueue(pay, payment=payment)
    claimed = [claim(now, "ab"[turn % 2]).ids["payment"] for turn in range(4)]
    assert claimed == [0, 1, 2, 3]
    assert claim_next("a", now) is None


def test_job_run_twice_has_one_effect(now: datetime) -> None:
    enqueue(pay, payment=1)
    claimed = claim(now)
    run_claimed(claimed, now)
    run_claimed(claimed, now)
    assert effects() == 1


def test_whoever_lost_the_lease_writes_nothing(now: datetime) -> None:
    enqueue(pay, payment=1)
    slow = claim(now, "slow")
    later = now + LEASE + MINUTE
    assert reclaim_abandoned(later) == 1
    fast = claim(later, "fast")
    run_claimed(slow, later)
    assert effects() == 0
    run_claimed(fast, later)
    run_claimed(slow, later)
    assert effects() == 1
    assert Job.objects.get().worker == "fast"


def test_lease_that_runs_is_respected(now: datetime) -> None:
    enqueue(pay, payment=1)
    claim(now)
    assert reclaim_abandoned(now + LEASE) == 0
    assert claim_next("b", now + LEASE) is None


def test_prepare_runs_outside_and_its_lease_is_longer(now: datetime) -> None:
    enqueue(keep_page, page=5)
    claimed = claim(now)
    assert claimed.leased_until == now + timedelta(seconds=600)
    run_claimed(claimed, now)
    assert log == ["looked:True", "kept:True:text of 5:5"]  # the test itself is a transaction


@pytest.mark.django_db(transaction=True)
def test_prepare_holds_no_transaction(now: datetime) -> None:
    with transaction.atomic():
        enqueue(keep_page, page=5)
    run_claimed(claim(now), now)
    assert log == ["looked:False", "kept:True:text of 5:5"]


def test_failing_prepare_is_tried_again(now: datetime) -> None:
    enqueue(keep_page, page=13)
    run_claimed(claim(now), now)
    row = Job.objects.get()
    assert (row.state, row.failures) == (JobState.WAITING, 1)
    assert row.error.startswith("TimeoutError：nobody answered")


def test_failure_leaves_no_rows_and_backs_off(now: datetime) -> None:
    enqueue(poison)
    waits = []
    for _ in range(2):
        run_claimed(claim(now), now)
        row = Job.objects.get()
        waits.append((row.due_at - now).total_seconds())
        assert claim_next("a", row.due_at - timedelta(milliseconds=1)) is None
        now = row.due_at
    assert 8 <= waits[0] <= 12
    assert 48 <= waits[1] <= 72
    assert effects() == 0


def test_poison_ends_as_a_dead_letter_with_a_masked_error(
    now: datetime, run_jobs: Callable[..., int]
) -> None:
    enqueue(poison)
    for day in range(5):
        run_jobs(now + timedelta(days=day))
    row = Job.objects.get()
    assert (row.state, row.failures, row.starts) == (JobState.DEAD, 3, 3)
    assert row.error.startswith("ValueError：no bank for ***（poison，第")
    assert effects() == 0


def test_poison_does_not_block_the_others(now: datetime, run_jobs: Callable[..., int]) -> None:
    for payment in range(5):
        enqueue(poison)
        enqueue(pay, payment=payment)
    assert run_jobs(now) == 10
    assert effects() == 5


def test_job_that_kills_its_workers_is_found_out(now: datetime) -> None:
    enqueue(pay, payment=1)
    for death in range(DEATHS):
        now += LEASE + MINUTE
        reclaim_abandoned(now)
        assert claim(now).starts == death + 1
    now += LEASE + MINUTE
    reclaim_abandoned(now)
    row = Job.objects.get()
    assert row.state == JobState.DEAD
    assert f"{DEATHS} 次中途退出" in row.error


def test_unknown_handler_waits_for_the_new_version(now: datetime) -> None:
    enqueue(pay, payment=1)
    Job.objects.update(handler="tuoyu.tomorrow.jobs:fly")
    run_claimed(claim(now), now)
    row = Job.objects.get()
    assert row.state == JobState.WAITING
    assert "升级完成后会自动重试" in row.error


def test_clock_that_jumped_ahead_leaves_nothing_stuck(now: datetime) -> None:
    future = now + timedelta(days=3650)
    enqueue(poison)
    enqueue(pay, payment=1)
    run_claimed(claim(future), future)
    claim(future)
    reclaim_abandoned(now)
    assert {claim(now).ids.get("payment"), claim(now).ids.get("payment")} == {None, 1}


def test_jobs_of_other_queues_are_left_alone(now: datetime) -> None:
    enqueue(pay, payment=1)
    assert claim_next("a", now, queues=("reports",)) is None
