"""Actions on areas."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW = read("sites.area.view", "查看区域")
LOAD = write("sites.area.load", "载入区划")
# Premises are told by whoever uses them; the house writes them when a case says so.
KEEP_PREMISES = write("sites.premises.keep", "登记场所")

ACTIONS = (VIEW, LOAD, KEEP_PREMISES)
