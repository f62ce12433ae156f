"""The worker's day: strike the clocks, take back from the dead, run what is due, sign in, sleep a little."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import FrameType

from django.db import DatabaseError, InterfaceError, connection, transaction

from tuoyu.foundation.jobs.claims import QUEUES, claim_next, reclaim_abandoned, run_claimed
from tuoyu.foundation.jobs.handlers import Strike, timetable
from tuoyu.foundation.jobs.models import AT_ONCE, Job, WorkerBeat
from tuoyu.foundation.jobs.services import enqueue
from tuoyu.foundation.jobs.words import JobState

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
BEAT = timedelta(seconds=10)
# Sleep between two looks at an empty queue, in seconds: short after work, longer the longer nothing comes.
SHORTEST_SLEEP, LONGEST_SLEEP = 0.05, 1.0
SLEEP_IN_TROUBLE = 2.0


class Worker:
    """One process, one job at a time. ``clock`` is where the house looks at the time for its jobs."""

    def __init__(self, clock: Clock, queues: Sequence[str] = QUEUES) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.finished = 0
        self._clock = clock
        self._queues = queues
        self._stopping = threading.Event()
        self._parent = os.getppid()
        self._struck: dict[str, datetime] = {}
        self._started_at = clock()
        self._beat_at = AT_ONCE

    def run_for_ever(self) -> None:
        """Work until ``stop``. Trouble with the database is waited out: nothing is lost, the queue is in it."""
        sleep = 0.0
        while not self._stopping.is_set():
            try:
                sleep = 0 if self._one_round() else min(max(sleep * 2, SHORTEST_SLEEP), LONGEST_SLEEP)
            except (DatabaseError, InterfaceError) as trouble:
                logger.error("database: %s; trying again in %s s", type(trouble).__name__, SLEEP_IN_TROUBLE)
                connection.close()
                sleep = SLEEP_IN_TROUBLE
            self._stopping.wait(sleep)
        self._sign_off()

    def drain(self) -> int:
        """Run what is due now, until nothing is; how many jobs were run. Strikes no clocks."""
        reclaim_abandoned(self._clock())
        while not self._stopping.is_set() and self._run_one():
            pass
        return self.finished

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the job in hand, then leave."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def _one_round(self) -> bool:
        """Whether a job was run."""
        now = self._clock()
        self._strike_clocks(now)
        # A step back of the clock must not silence the beat, so the distance counts, not the direction.
        if abs(now - self._beat_at) >= BEAT:
            self._beat(now)
        return self._run_one()

    def _run_one(self) -> bool:
        now = self._clock()
        job = claim_next(self.name, now, self._queues)
        if job is None:
            return False
        run_claimed(job, now)
        self.finished += 1
        return True

    def _beat(self, now: datetime) -> None:
        self._beat_at = now
        signature = {"started_at": self._started_at, "beat_at": now, "finished": self.finished}
        WorkerBeat.objects.update_or_create(name=self.name, defaults=signature)
        reclaim_abandoned(now)
        if os.getppid() != self._parent:
            logger.warning("the parent process is gone; leaving")
            self.stop()

    def _sign_off(self) -> None:
        try:
            WorkerBeat.objects.filter(name=self.name).delete()
        except DatabaseError:
            logger.warning("could not strike this worker off; its beat will grow old by itself")

    def _strike_clocks(self, now: datetime) -> None:
        for strike in timetable():
            moment = strike.schedule.last_struck(now)
            if self._struck.get(strike.handler.name) != moment:
                strike_clock(strike, moment)
                self._struck[strike.handler.name] = moment


@transaction.atomic
def strike_clock(strike: Strike, moment: datetime) -> None:
    """Enqueue what the timetable says for the moment, once however many workers say so: the moment is in the key.

    A run of an earlier moment that has not come to its end is hurried on instead of doubled.
    """
    name = strike.handler.name
    earlier = Job.objects.filter(key__startswith=f"{name}@", state__in=(JobState.WAITING, JobState.RUNNING))
    if earlier.filter(state=JobState.RUNNING).exists() or earlier.update(due_at=AT_ONCE):
        return
    enqueue(strike.handler, key=f"{name}@{moment.isoformat()}")
