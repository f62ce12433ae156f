"""Actions on areas."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW = read("sites.area.view", "查看区域")
LOAD = write("sites.area.load", "载入区划")

ACTIONS = (VIEW, LOAD)
