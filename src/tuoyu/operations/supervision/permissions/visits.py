"""Actions on visits."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_VISIT = read("supervision.visit.view", "查看检查")

ACTIONS = (VIEW_VISIT,)
