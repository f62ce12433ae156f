"""Ringing the bell: a job is a row of the caller's transaction. If the transaction falls, the bell never rang."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tuoyu.foundation.jobs.handlers import Handler, ids_of_event, subscribers_of
from tuoyu.foundation.jobs.models import AT_ONCE, Job
from tuoyu.foundation.jobs.words import NO_JOB, NO_JOB_NEXT, NOT_DEAD, NOT_DEAD_NEXT, JobState
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused


class NoTransactionError(RuntimeError):
    """A job was enqueued outside a transaction: it could run although the data it speaks of was never written."""


def enqueue(
    handler: Handler, *, run_after: datetime | None = None, key: str | None = None, **ids: int | str
) -> None:
    """Have ``handler(ctx, **ids)`` run by a worker, once, after this transaction (and after ``run_after``).

    A second job with the same ``key`` is not made, even when the first has been done. Raises ``TypeError`` when the
    handler cannot take the ids, ``NoTransactionError`` outside a transaction.
    """
    _demand_transaction()
    handler.check_ids(ids)
    job = _job(handler, ids, run_after, key)
    if key is None:
        job.save(force_insert=True)
    else:
        Job.objects.bulk_create([job], ignore_conflicts=True)


def announce(event: object) -> None:
    """Tell all who subscribed to the type of ``event``, each by a job of its own. Nobody listening is no error."""
    _demand_transaction()
    ids = ids_of_event(event)
    Job.objects.bulk_create(_job(handler, ids, None, None) for handler in subscribers_of(event))


def announce_each(events: Iterable[object]) -> None:
    """``announce`` for many events of one act, in few statements."""
    _demand_transaction()
    jobs = (
        _job(handler, ids_of_event(event), None, None)
        for event in events
        for handler in subscribers_of(event)
    )
    Job.objects.bulk_create(jobs, batch_size=1_000)


@transaction.atomic
def requeue_job(_ctx: Ctx, job_id: int) -> Job:
    """Give a dead job a new life with its counters at zero. The caller asks the permission and keeps the journal.

    Raises ``Refused``: 404 when there is no such job, 409 when it is not dead.
    """
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise Refused.because("jobs.unknown", NO_JOB, status=404, next_step=NO_JOB_NEXT)
    if job.state != JobState.DEAD:
        sentence = NOT_DEAD.format(state=JobState.label_of(job.state))
        raise Refused.because("jobs.not_dead", sentence, next_step=NOT_DEAD_NEXT)
    job.state, job.due_at = JobState.WAITING.value, AT_ONCE
    job.starts = job.failures = 0
    job.save(update_fields=["state", "due_at", "starts", "failures"])
    return job


def _job(handler: Handler, ids: dict[str, Any], run_after: datetime | None, key: str | None) -> Job:
    return Job(handler=handler.name, ids=ids, queue=handler.queue, due_at=run_after or AT_ONCE, key=key)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise NoTransactionError("enqueue inside the transaction.atomic() that writes the data")
