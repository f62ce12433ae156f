"""The worker's side of the queue: take a job, run it, give up on it, take it back from the dead.

Two short steps instead of one long lock (docs/adr/0003-jobs.md):

1. claim, committed: the start is counted, so that a job which kills its workers is found out;
2. run, one transaction: lock the row, make sure it is still ours, handler, mark — all or nothing.

A kill before the commit of step 2 leaves a lease that runs out, and the job runs again as if never begun; a kill
after it leaves a job done. Clocks only decide *when* a lease runs out. That no effect is written twice rests on the
row: whoever lost the lease finds another ``starts`` in it and writes nothing.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tuoyu.foundation.jobs.acting import job_ctx
from tuoyu.foundation.jobs.handlers import DEATHS, DEFAULT_QUEUE, Handler, find_handler
from tuoyu.foundation.jobs.models import AT_ONCE, Job
from tuoyu.foundation.jobs.policy import jobs_policy_at
from tuoyu.foundation.jobs.rules import LONGEST_WAIT, error_text, retry_wait
from tuoyu.foundation.jobs.words import DIED, UNKNOWN_HANDLER, JobState
from tuoyu.kernel.context import Ctx

logger = logging.getLogger(__name__)

QUEUES = (DEFAULT_QUEUE,)
# Longer than the moment between claim and run; a living run is protected by its row lock, not by this.
LEASE = timedelta(seconds=30)


class UnknownHandlerError(LookupError):
    """The job names a handler that this version of the program has not got."""


def claim_next(worker: str, now: datetime, queues: Sequence[str] = QUEUES) -> Job | None:
    """The next due job, now ours, committed; None when nothing is due."""
    due = Job.objects.filter(state=JobState.WAITING.value, due_at__lte=now, queue__in=queues)
    # Asking first costs no write lock: an idle worker on SQLite stands in nobody's way.
    if not due.exists():
        return None
    with transaction.atomic():
        job = due.order_by("due_at", "pk").select_for_update(skip_locked=True).first()
        if job is None:
            return None
        handler = find_handler(job.handler)
        lease = timedelta(seconds=handler.limit) if handler and handler.prepare else LEASE
        job.state, job.worker, job.leased_until = JobState.RUNNING.value, worker, now + lease
        job.starts += 1
        job.save(update_fields=["state", "worker", "leased_until", "starts"])
    return job


def run_claimed(claimed: Job, now: datetime) -> None:
    """Run a claimed job to done, to its next try, or to the dead letters. Only trouble of the database is raised."""
    handler = find_handler(claimed.handler)
    ctx = job_ctx(now, claimed.handler.partition(":")[2], f"job-{claimed.pk}")
    try:
        if handler is None:
            raise UnknownHandlerError(UNKNOWN_HANDLER)
        prepared = handler.begin(ctx, claimed.ids)
    except Exception as error:  # noqa: BLE001 whatever the handler raises is written to its job
        with transaction.atomic():
            if job := _still_ours(claimed).first():
                _fail(job, handler, ctx, error)
        return
    with transaction.atomic():
        job = _still_ours(claimed).first()
        if job is None:
            logger.warning("job %s was taken over by another worker; nothing is written", claimed.pk)
            return
        _run_held(job, handler, ctx, prepared)


def reclaim_abandoned(now: datetime) -> int:
    """Put jobs of dead workers back in the queue; how many. Jobs that are being run hold their row and are skipped.

    A lease or a retry that lies further ahead than any can was written by a clock that had jumped: it is over, too.
    """
    horizon = now + LONGEST_WAIT
    is_over = Q(leased_until__lt=now) | Q(leased_until__gt=horizon)
    abandoned = Job.objects.filter(is_over, state=JobState.RUNNING.value)
    Job.objects.filter(state=JobState.WAITING.value, failures__gt=0, due_at__gt=horizon).update(
        due_at=AT_ONCE
    )
    if not abandoned.exists():
        return 0
    with transaction.atomic():
        jobs = list(abandoned.select_for_update(skip_locked=True).order_by("pk"))
        for job in jobs:
            _take_back(job)
    return len(jobs)


def _still_ours(claimed: Job) -> QuerySet[Job]:
    """The row, locked, if no other worker has begun it since (the lease ran out, and it may even be done)."""
    mine = Job.objects.filter(pk=claimed.pk, state=JobState.RUNNING.value, starts=claimed.starts)
    return mine.filter(worker=claimed.worker).select_for_update()


def _run_held(job: Job, handler: Handler, ctx: Ctx, prepared: object) -> None:
    try:
        # The savepoint takes the handler's rows back, and leaves the transaction to write the failure.
        with transaction.atomic():
            handler.finish(ctx, prepared, job.ids)
    except Exception as error:  # noqa: BLE001 whatever the handler raises is written to its job
        _fail(job, handler, ctx, error)
        return
    job.state, job.done_at, job.error, job.leased_until = JobState.DONE.value, ctx.now, "", None
    job.save(update_fields=["state", "done_at", "error", "leased_until"])


def _fail(job: Job, handler: Handler | None, ctx: Ctx, error: Exception) -> None:
    waits = jobs_policy_at(ctx.today, ctx.area).retry_backoff_seconds
    retries = len(waits) if handler is None or handler.retries is None else handler.retries
    job.failures += 1
    job.error, job.leased_until = error_text(error), None
    if job.failures > retries:
        job.state = JobState.DEAD.value
    else:
        job.state = JobState.WAITING.value
        job.due_at = ctx.now + retry_wait(waits, job.failures, random.random())  # noqa: S311 jitter, not a secret
    job.save(update_fields=["failures", "error", "leased_until", "state", "due_at"])
    logger.warning("job %s (%s) failed, now %s: %s", job.pk, job.handler, job.state, job.error)


def _take_back(job: Job) -> None:
    handler = find_handler(job.handler)
    deaths = job.starts - job.failures
    is_murderer = deaths >= (handler.deaths if handler else DEATHS)
    job.state = (JobState.DEAD if is_murderer else JobState.WAITING).value
    job.due_at, job.leased_until = AT_ONCE, None
    if is_murderer:
        job.error = DIED.format(times=deaths)
    job.save(update_fields=["state", "due_at", "leased_until", "error"])
    logger.warning("worker %s died in job %s (%s), now %s", job.worker, job.pk, job.handler, job.state)
