"""Actions on findings."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_FINDING = read("supervision.finding.view", "查看问题")
OPEN_FINDING = write("supervision.finding.open", "记录问题")

ACTIONS = (VIEW_FINDING, OPEN_FINDING)
