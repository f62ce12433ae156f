"""Actions on the pool of inspectors."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_INSPECTOR = read("supervision.inspector.view", "查看检查人员库")

ACTIONS = (VIEW_INSPECTOR,)
