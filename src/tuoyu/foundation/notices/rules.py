"""When people are left in peace. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tuoyu.kernel.context import CHINA


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``since`` to ``until`` (civil time in China, ``until`` exclusive), over midnight when it is the earlier.

    Equal ends mean that there are no quiet hours.
    """

    since: time
    until: time

    def covers(self, moment: datetime) -> bool:
        clock = moment.astimezone(CHINA).time()
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def defer(self, moment: datetime) -> datetime:
        """``moment`` itself, or the end of the quiet hours that it falls into."""
        if not self.covers(moment):
            return moment
        here = moment.astimezone(CHINA)
        end = datetime.combine(here.date(), self.until, CHINA)
        return end if end > here else end + timedelta(days=1)


# An alarm waits for nobody's sleep.
NEVER_QUIET = QuietHours(time.min, time.min)
