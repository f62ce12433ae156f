"""``tuoyu work``: run background jobs, in one process or in several."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import NoReturn

_USAGE = """用法：tuoyu work [--once] [--workers N]
  --once       把现在到期的任务做完就退出
  --workers N  同时开 N 个后台进程（默认 1）
按 Ctrl+C 或发 SIGTERM 停止：手上的任务做完再退出。"""
_MOST_WORKERS = 64
_ONE_WORKER = "from tuoyu.entrypoints.cli.work import run; raise SystemExit(run([]))"
# A worker that falls over at once must not be restarted a thousand times a second.
_PAUSE_BEFORE_RESTART = 2.0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"命令写法不对（{message}）。\n{_USAGE}", file=sys.stderr)
        raise SystemExit(2)


def run(argv: list[str]) -> int:
    """Exit code: 0 stopped as asked, 2 the command is written wrongly."""
    parser = _Parser(prog="tuoyu work", usage=_USAGE, add_help=False)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--workers", type=_count, default=1)
    try:
        asked = parser.parse_args(argv)
    except SystemExit as exit_:
        return int(exit_.code or 0)
    if asked.workers > 1 and not asked.once:
        return _Crew(asked.workers).supervise()
    return _work(is_once=asked.once)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"--workers 应是 1 到 {_MOST_WORKERS} 的整数，现在是“{text}”")
    return int(text)


def _work(*, is_once: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")
    import django

    django.setup()
    from django.utils import timezone

    from tuoyu.foundation.jobs.worker import Worker

    worker = Worker(timezone.now)
    worker.stop_on_signals()
    if is_once:
        print(f"已处理 {worker.drain()} 项后台任务。", file=sys.stderr)
    else:
        worker.run_for_ever()
    return 0


class _Crew:
    """Processes of their own, not forks: threads of numpy or polars do not survive a fork."""

    def __init__(self, size: int) -> None:
        self._members = [self._hire() for _ in range(size)]
        self._is_stopping = False

    def supervise(self) -> int:
        """Replace whoever falls over, until told to stop; then wait for all to finish what they have in hand."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._is_stopping:
            time.sleep(0.5)
            self._replace_fallen()
        for member in self._members:
            # Again: one of them may have been hired while the signal came.
            member.terminate()
            member.wait()
        return 0

    def _replace_fallen(self) -> None:
        for place, member in enumerate(self._members):
            if member.poll() is not None and not self._is_stopping:
                print(
                    f"后台进程 {member.pid} 意外退出（{member.returncode}），正在重新启动。", file=sys.stderr
                )
                time.sleep(_PAUSE_BEFORE_RESTART)
                if not self._is_stopping:
                    self._members[place] = self._hire()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        for member in self._members:
            member.terminate()

    @staticmethod
    def _hire() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", _ONE_WORKER])
