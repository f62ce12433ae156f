"""Actions on draws."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_DRAW = read("supervision.draw.view", "查看双随机抽取")

ACTIONS = (VIEW_DRAW,)
