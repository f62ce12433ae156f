"""How the queue stands: for the doctor and for the page of dead letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from tuoyu.foundation.jobs.models import Job, WorkerBeat
from tuoyu.foundation.jobs.words import JobState

# A worker in a long ``prepare`` cannot sign, so one missed beat is no death.
ALIVE = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """``due`` jobs could run now; ``oldest_made_at`` is since when the oldest of them waits."""

    workers: int
    due: int
    later: int
    running: int
    dead: int
    oldest_made_at: datetime | None


def queue_health(now: datetime) -> QueueHealth:
    is_due = Q(state=JobState.WAITING.value, due_at__lte=now)
    counted = Job.objects.exclude(state=JobState.DONE.value).aggregate(
        due=Count("pk", filter=is_due),
        waiting=Count("pk", filter=Q(state=JobState.WAITING.value)),
        running=Count("pk", filter=Q(state=JobState.RUNNING.value)),
        dead=Count("pk", filter=Q(state=JobState.DEAD.value)),
        oldest=Min("made_at", filter=is_due),
    )
    return QueueHealth(
        workers=WorkerBeat.objects.filter(beat_at__gt=now - ALIVE).count(),
        due=counted["due"],
        later=counted["waiting"] - counted["due"],
        running=counted["running"],
        dead=counted["dead"],
        oldest_made_at=counted["oldest"],
    )


def dead_jobs() -> QuerySet[Job]:
    """Dead letters, the latest first; each with its error, values masked."""
    return Job.objects.filter(state=JobState.DEAD.value).order_by("-pk")
