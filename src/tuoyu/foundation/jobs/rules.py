"""When a failed job is tried again, when a clock strikes, and what of an error may be kept. Pure."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypeAlias

from tuoyu.kernel.context import CHINA

# No retry waits longer and no lease lasts longer than this.
LONGEST_WAIT = timedelta(days=1)
# A fifth to either side, so that a hundred jobs which failed together do not come back together.
JITTER = 0.2
ERROR_LENGTH = 500
# Anything that may be a number of a person: telephones, identity numbers, accounts.
_LONG_NUMBER = re.compile(r"[0-9]{7,}[0-9Xx]?")
# What quotes hold is a value more often than a word: a name, an address, a key of a row.
_QUOTED = re.compile(r"""(=\()[^)]*(?=\))|(')[^']{2,}(?=')|(“)[^”]{2,}(?=”)""")


def retry_wait(waits: Sequence[int], failures: int, spread: float) -> timedelta:
    """How long after failure number ``failures`` (from 1) to wait; the last of ``waits`` (seconds) goes on for ever.

    ``spread`` in [0, 1) is the caller's dice for the jitter.
    """
    base = waits[min(failures, len(waits)) - 1]
    return min(timedelta(seconds=base * (1 - JITTER + 2 * JITTER * spread)), LONGEST_WAIT)


def error_text(error: BaseException) -> str:
    """The kind of an error, its message with values masked, and the line of code; at most ``ERROR_LENGTH`` signs."""
    message = _QUOTED.sub(lambda found: f"{found[1] or found[2] or found[3]}…", str(error))
    message = _LONG_NUMBER.sub("***", message)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"（{frames[-1].name}，第{frames[-1].lineno}行）" if frames else ""
    kind = type(error).__name__
    return f"{kind}：{message[: ERROR_LENGTH - len(kind) - len(place) - 1]}{place}"


@dataclass(frozen=True, slots=True)
class Every:
    """Strikes each ``seconds``, counted from the epoch, so that all workers name the same moments."""

    seconds: int

    def __post_init__(self) -> None:
        if self.seconds < 1:
            raise ValueError("every(seconds=…) wants at least one second")

    def last_struck(self, now: datetime) -> datetime:
        stamp = int(now.timestamp())
        return datetime.fromtimestamp(stamp - stamp % self.seconds, UTC)


@dataclass(frozen=True, slots=True)
class Daily:
    """Strikes once a day at a civil time in China."""

    at: time

    def last_struck(self, now: datetime) -> datetime:
        today = datetime.combine(now.astimezone(CHINA).date(), self.at, CHINA)
        return today if today <= now else today - timedelta(days=1)


Schedule: TypeAlias = Every | Daily
