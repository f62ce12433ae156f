"""Several worker processes under one parent that replaces whoever falls over."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

_ONE_WORKER = "from tuoyu.entrypoints.cli.work import run; raise SystemExit(run([]))"
_LOOK_EVERY_SECONDS = 0.5
# A worker that falls over at once must not be restarted a thousand times a second.
_PAUSE_BEFORE_RESTART = 2.0


class Crew:
    """Processes of their own, not forks: threads of numpy or polars do not survive a fork."""

    def __init__(self, size: int) -> None:
        self._members = [self._hire() for _ in range(size)]
        self._is_stopping = False

    def supervise(self) -> int:
        """Work until told to stop by SIGTERM or Ctrl+C; then wait for all to finish what they have in hand."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._is_stopping:
            time.sleep(_LOOK_EVERY_SECONDS)
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
