"""A house in which workers are murdered: ``python -m tests.foundation.jobs.kill_house KILLS SEED [naive]``.

Runs as a program of its own (``test_kills.py`` starts it) on the database of ``TUOYU_DATABASE_URL``: forks pairs of
workers over a queue of payments, kills them by SIGKILL at chosen points of the code or at random moments, lets a last
worker finish, and prints what became of each payment as JSON. The two tables of effects forbid nothing: a payment
that is made twice shows. ``naive`` marks a job done in a transaction of its own, as simple workers do: the control.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.foundation.jobs.small_house"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tuoyu.foundation.jobs import claims, worker  # noqa: E402
from tuoyu.foundation.jobs.handlers import job  # noqa: E402
from tuoyu.foundation.jobs.models import Job  # noqa: E402
from tuoyu.foundation.jobs.services import enqueue  # noqa: E402
from tuoyu.foundation.jobs.words import JobState  # noqa: E402
from tuoyu.kernel.context import Ctx  # noqa: E402

BEGINNING = datetime(2021, 6, 15, 1, tzinfo=UTC)
# More than any lease and any retry of the policy: what the last pair left behind is due for the next.
STEP = timedelta(hours=3)
FAILPOINTS = (
    "before_claim", "claimed", "prepared", "begun", "half_paid", "paid", "before_mark", "marked", "committed",
    "failed", "some_moment",
)  # fmt: skip
# A worker that nothing killed leaves after so many jobs: the queue shall last.
SHIFT = 12
_doomed: dict[str, int] = {}


def pass_by(point: str) -> None:
    """Die here when this is the chosen point, on its n-th passing."""
    if point in _doomed:
        _doomed[point] -= 1
        if _doomed[point] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def write(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@job(deaths=10_000, retries=10_000)
def pay(_ctx: Ctx, *, payment: int) -> None:
    pass_by("begun")
    write("INSERT INTO kill_effect (payment, part) VALUES (%s, 'debit')", payment)
    pass_by("half_paid")
    if payment % 7 == 0 and random.random() < 0.5:
        raise ValueError("the bank is closed")
    write("INSERT INTO kill_effect (payment, part) VALUES (%s, 'credit')", payment)
    write("UPDATE kill_balance SET total = total + %s", payment)
    enqueue(send_receipt, payment=payment)
    pass_by("paid")


def print_receipt(_ctx: Ctx, *, payment: int) -> int:
    pass_by("prepared")
    return payment


@job(deaths=10_000, retries=10_000, prepare=print_receipt)
def send_receipt(_ctx: Ctx, printed: int, *, payment: int) -> None:
    assert printed == payment
    write("INSERT INTO kill_effect (payment, part) VALUES (%s, 'receipt')", payment)


def build(payments: int) -> None:
    call_command("migrate", verbosity=0)
    # A bank writes its balance often: one hot row, so that workers also wait for each other.
    write("CREATE TABLE kill_effect (payment integer, part varchar(8))")
    write("CREATE TABLE kill_balance (total bigint)")
    write("INSERT INTO kill_balance VALUES (0)")
    with transaction.atomic():
        for payment in range(1, payments + 1):
            # Receipts are due at once, so they overtake payments, and both kinds are killed.
            enqueue(pay, run_after=BEGINNING, payment=payment)


def work(now: datetime, point: str, passing: int) -> None:
    """What a forked child does. It comes back only when nothing killed it."""
    _doomed[point] = passing
    shift = iter(range(SHIFT))

    def claim(name: str, now: datetime, queues: Sequence[str]) -> Job | None:
        # Looking for abandoned jobs before each claim, not every ten seconds: more robberies.
        claims.reclaim_abandoned(now)
        return None if next(shift, None) is None else claims.claim_next(name, now, queues)

    with (
        mock.patch.object(worker, "claim_next", claim),
        _around(worker, "claim_next", "before_claim", "claimed"),
        _around(worker, "run_claimed", "", "committed"),
        _around(claims, "_fail", "", "failed"),
        _around(Job, "save", "before_mark", "marked", when=_is_mark),
    ):
        worker.Worker(lambda: now).drain()


def dawdle(point: str) -> None:
    """Between claim and run: time for another worker whose clock is ahead to rob this one of its lease."""
    if point == "claimed":
        time.sleep(random.uniform(0.0, 0.002))


def _is_mark(row: Job, **_given: Any) -> bool:
    return row.state == JobState.DONE


def _around(owner: Any, name: str, before: str, after: str, when: Callable[..., bool] | None = None) -> Any:
    original = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        counts = when is None or when(*given, **named)
        if counts:
            pass_by(before)
        answer = original(*given, **named)
        dawdle(after)
        if counts:
            pass_by(after)
        return answer

    return mock.patch.object(owner, name, wrapped)


def run_naively(claimed: Job, now: datetime) -> None:
    """The control: effects first, then the mark, each committed by itself, and nobody asks whose job it still is."""
    handler = claims.find_handler(claimed.handler)
    assert handler is not None
    ctx = claims.job_ctx(now, handler.name, "naive")
    claimed.state = JobState.DONE.value
    try:
        with transaction.atomic():
            handler(ctx, **claimed.ids)
    except ValueError:
        claimed.state = JobState.WAITING.value
    claimed.save(update_fields=["state"])


def fork(now: datetime, point: str, passing: int) -> int:
    child = os.fork()
    if child:
        return child
    random.seed()
    try:
        work(now, point, passing)
    except BaseException as error:  # noqa: BLE001 a forked child must never return into its parent's code
        print(f"child: {type(error).__name__}: {error}", file=sys.stderr)
        os._exit(3)
    os._exit(0)


def murder(kills: int, dice: random.Random) -> Counter[str]:
    """Fork pairs until so many have died by SIGKILL; which points they died at."""
    died: Counter[str] = Counter()
    round_ = 0
    while died.total() < kills:
        round_ += 1
        now = BEGINNING + round_ * STEP
        pair = [dice.choice(FAILPOINTS) for _ in range(2)]
        # One time in four the second worker's clock is ahead, and it robs the living of their leases.
        clocks = (now, now + STEP / 2 if dice.random() < 0.25 else now)
        children = {fork(clocks[n], pair[n], dice.randint(1, 3)): pair[n] for n in range(2)}
        for child, point in children.items():
            if point == "some_moment":
                time.sleep(dice.uniform(0.0, 0.05))
                os.kill(child, signal.SIGKILL)
        for child, point in children.items():
            status = os.waitpid(child, 0)[1]
            died[point] += os.WIFSIGNALED(status)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status):
                raise RuntimeError(f"a worker that was to die at {point} failed instead")
        if round_ > 20 * kills:
            raise RuntimeError("the workers will not die: is the queue empty?")
    return +died


def finish() -> None:
    """A last worker, nobody killing it, until everything is done."""
    for day in range(1, 1000):
        worker.Worker(lambda day=day: BEGINNING + timedelta(days=365 + day)).drain()
        if not Job.objects.exclude(state=JobState.DONE).exists():
            return


def report(payments: int, died: Counter[str], seconds: float) -> dict[str, Any]:
    parts = Counter((payment, part) for payment, part in rows("SELECT payment, part FROM kill_effect"))
    wanted = [
        (payment, part) for payment in range(1, payments + 1) for part in ("debit", "credit", "receipt")
    ]
    return {
        "database": connection.vendor,
        "kills": died.total(),
        "died_at": dict(sorted(died.items())),
        "payments": payments,
        "effects": parts.total(),
        "lost": sum(parts[effect] == 0 for effect in wanted),
        "doubled": sum(count > 1 for count in parts.values()),
        "balance_off_by": rows("SELECT total FROM kill_balance")[0][0] - sum(range(1, payments + 1)),
        "unfinished_jobs": Job.objects.exclude(state=JobState.DONE).count(),
        "jobs": Job.objects.count(),
        "most_starts_of_a_job": max(Job.objects.values_list("starts", flat=True)),
        "seconds": round(seconds, 1),
    }


def main(kills: int, seed: int, kind: str = "") -> None:
    if kind == "naive":
        worker.run_claimed = run_naively
    payments = 4 * kills
    started = time.monotonic()
    build(payments)
    # Forked children must not share a connection.
    connection.close()
    died = murder(kills, random.Random(seed))
    finish()
    print(json.dumps(report(payments, died, time.monotonic() - started)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
