"""``tuoyu work``: run background jobs, in one process or in several; list and revive those that were given up on."""

from __future__ import annotations

import argparse
import sys

from tuoyu.entrypoints.cli.usage import ChineseParser

_MOST_WORKERS = 64


def run(argv: list[str]) -> int:
    """Exit code: 0 done, 1 the job cannot be revived, 2 the command is written wrongly."""
    parser = ChineseParser("tuoyu work", "执行后台任务。Ctrl+C 或 SIGTERM 停止：手上的任务做完再退出。")
    parser.add_argument("--workers", type=_count, default=1, metavar="N", help="同时开几个后台进程，默认 1")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--once", action="store_true", help="把现在到期的任务做完就退出")
    ways.add_argument("--dead", action="store_true", help="列出需人工处理的任务和原因")
    ways.add_argument("--requeue", type=_job_number, metavar="编号", help="重新执行一项需人工处理的任务")
    try:
        asked = parser.parse_args(argv)
    except SystemExit as exit_:
        return int(exit_.code or 0)
    if asked.dead:
        return _list_dead()
    if asked.requeue is not None:
        return _requeue(asked.requeue)
    if asked.workers > 1 and not asked.once:
        from tuoyu.entrypoints.cli.crew import Crew

        return Crew(asked.workers).supervise()
    return _work(is_once=asked.once)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"--workers 应是 1 到 {_MOST_WORKERS} 的整数，现在是“{text}”。")
    return int(text)


def _job_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError(
            f"--requeue 应写任务编号（整数），现在是“{text}”。用 --dead 查看编号。"
        )
    return int(text)


def _start() -> None:
    from tuoyu.entrypoints.cli.setup import start_django

    start_django()


def _work(*, is_once: bool) -> int:
    _start()
    from django.utils import timezone

    from tuoyu.foundation.jobs.worker import Worker

    worker = Worker(timezone.now)
    worker.stop_on_signals()
    if is_once:
        print(f"已处理 {worker.drain()} 项后台任务。", file=sys.stderr)
    else:
        worker.run_for_ever()
    return 0


def _list_dead() -> int:
    """One line a job: number, handler, failures, since when, why. Values in the reason were masked when it was kept."""
    _start()
    from django.utils import timezone

    from tuoyu.foundation.jobs.queries import dead_jobs

    jobs = list(dead_jobs())
    for job in jobs:
        made = timezone.localtime(job.made_at)
        print(job.pk, job.handler, f"失败 {job.failures} 次", f"{made:%Y-%m-%d %H:%M}", job.error, sep="\t")
    print(f"共 {len(jobs)} 项需人工处理。" if jobs else "没有需人工处理的后台任务。", file=sys.stderr)
    return 0


def _requeue(number: int) -> int:
    _start()
    from django.db import transaction
    from django.utils import timezone

    from tuoyu.foundation.audit.services import journal
    from tuoyu.foundation.jobs.acting import job_ctx
    from tuoyu.foundation.jobs.services import requeue_job
    from tuoyu.kernel.verdict import Refused

    ctx = job_ctx(timezone.now(), "命令行", "tuoyu-work-requeue")
    try:
        with transaction.atomic():
            journal(ctx, "jobs.job.requeue", requeue_job(ctx, number), fields=("state",))
    except Refused as refused:
        reason = refused.verdict.failures[0]
        print(f"{reason.sentence}{reason.next_step}", file=sys.stderr)
        return 1
    print(f"任务 {number} 已重新排队，后台进程会马上执行。", file=sys.stderr)
    return 0
