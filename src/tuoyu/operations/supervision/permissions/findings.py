"""Actions on findings."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_FINDING = read("supervision.finding.view", "查看问题")

ACTIONS = (VIEW_FINDING,)
