"""Actions on inspection items."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_ITEM = read("supervision.item.view", "查看检查事项库")

ACTIONS = (VIEW_ITEM,)
