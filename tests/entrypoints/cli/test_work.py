"""``tuoyu work`` as an operator uses it: real processes, real signals, a queue in a file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tuoyu.entrypoints.cli.work import run
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.jobs.handlers import job
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.jobs.services import enqueue
from tuoyu.foundation.jobs.words import JobState
from tuoyu.kernel.context import Ctx

REPOSITORY = Path(__file__).parents[3]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.db import transaction
from tuoyu.foundation.jobs.jobs import forget_done_jobs
from tuoyu.foundation.jobs.services import enqueue
call_command("migrate", verbosity=0)
with transaction.atomic():
    for _ in range(3):
        enqueue(forget_done_jobs)
"""
WORK = "import sys; from tuoyu.entrypoints.cli.work import run; sys.exit(run(sys.argv[1:]))"


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    """A database file with three waiting jobs."""
    path = tmp_path / "queue.sqlite3"
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(path), cwd=REPOSITORY, check=True)
    return path


@pytest.fixture
def start(queue: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started = []

    def work(*arguments: str) -> subprocess.Popen[str]:
        program = [sys.executable, "-c", WORK, *arguments]
        process = subprocess.Popen(
            program, env=environment(queue), cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield work
    for process in started:
        process.kill()
        process.communicate()


def environment(path: Path) -> dict[str, str]:
    house = "tests.foundation.jobs.small_house"
    return os.environ | {"DJANGO_SETTINGS_MODULE": house, "TUOYU_DATABASE_URL": f"sqlite:///{path}"}


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path, timeout=10) as connection:
        return list(connection.execute(question))


def wait_for(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def states(path: Path) -> set[object]:
    return {state for (state,) in ask(path, "SELECT state FROM jobs_job")}


def workers(path: Path) -> set[int]:
    return {int(str(name).split(":")[1]) for (name,) in ask(path, "SELECT name FROM jobs_workerbeat")}


def test_once_drains_the_queue_and_exits(start: Callable[..., subprocess.Popen[str]], queue: Path) -> None:
    process = start("--once")
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "已处理 3 项后台任务。" in said
    assert states(queue) == {"done"}


def test_sigterm_stops_it_and_strikes_it_off(
    start: Callable[..., subprocess.Popen[str]], queue: Path
) -> None:
    process = start()
    wait_for(lambda: states(queue) == {"done"} and len(workers(queue)) == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert workers(queue) == set()


def test_crew_replaces_a_killed_worker_and_stops_as_one(
    start: Callable[..., subprocess.Popen[str]], queue: Path
) -> None:
    process = start("--workers", "2")
    wait_for(lambda: len(workers(queue)) == 2)
    first = workers(queue)
    os.kill(min(first), signal.SIGKILL)
    wait_for(lambda: len(workers(queue)) == 3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    # The murdered one could not strike itself off; its signature grows old.
    assert workers(queue) == {min(first)}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--workers", "0"], "--workers 应是 1 到 64 的整数，现在是“0”。"),
        (["--workers", "many"], "现在是“many”"),
        (["--workers", "65"], "现在是“65”"),
        (["--requeue", "x"], "--requeue 应写任务编号"),
        (["--fast"], "多出了参数：--fast。"),
    ],
)
def test_wrong_arguments_are_explained(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert told in capsys.readouterr().err


@job(retries=0)
def fail(_ctx: Ctx) -> None:
    raise ValueError("no bank for 13812345678")


@pytest.mark.django_db
def test_dead_job_is_listed_with_its_reason_and_revived(
    run_jobs: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    enqueue(fail)
    run_jobs()
    dead = Job.objects.get()
    assert run(["--dead"]) == 0
    said = capsys.readouterr()
    assert f"{dead.pk}\t{fail.name}\t失败 1 次" in said.out
    assert "ValueError：no bank for ***" in said.out
    assert run(["--requeue", str(dead.pk)]) == 0
    assert Job.objects.get().state == JobState.WAITING
    assert Entry.objects.unscoped("test").get().verb == "jobs.job.requeue"


@pytest.mark.django_db
def test_job_that_is_not_dead_is_not_revived(capsys: pytest.CaptureFixture[str]) -> None:
    enqueue(fail)
    assert run(["--requeue", str(Job.objects.get().pk)]) == 1
    assert "现在是“等待执行”" in capsys.readouterr().err
    assert run(["--requeue", "999999999"]) == 1
    assert run(["--dead"]) == 0
    assert "没有需人工处理的后台任务。" in capsys.readouterr().err
