"""Actions on clocks."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW = read("deadlines.clock.view", "查看待办与时限")

ACTIONS = (VIEW,)
