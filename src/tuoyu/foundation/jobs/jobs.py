"""The house-keeping of the queue itself."""

from __future__ import annotations

from datetime import timedelta

from tuoyu.foundation.jobs.handlers import job
from tuoyu.foundation.jobs.models import Job, WorkerBeat
from tuoyu.foundation.jobs.words import JobState
from tuoyu.kernel.context import Ctx

# How long one can still look up that a job was done; its key keeps the same job from being made again as long.
KEEP_DONE = timedelta(days=30)
KEEP_BEATS = timedelta(days=1)
BATCH = 5000


@job(retries=0)
def forget_done_jobs(ctx: Ctx) -> None:
    """Delete jobs done long ago and signatures of workers that died. Dead letters stay until a person decides."""
    old = Job.objects.filter(state=JobState.DONE.value, done_at__lt=ctx.now - KEEP_DONE).order_by("done_at")
    Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])).delete()
    WorkerBeat.objects.filter(beat_at__lt=ctx.now - KEEP_BEATS).delete()
