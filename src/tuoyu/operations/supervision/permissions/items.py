"""Actions on inspection items."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_ITEM = read("supervision.item.view", "查看检查事项库")
LOAD_ITEMS = write("supervision.item.load", "装入检查事项库")
REVISE_ITEM = write("supervision.item.revise", "修订事项")
WITHDRAW_ITEM = write("supervision.item.withdraw", "停用事项")

ACTIONS = (VIEW_ITEM, LOAD_ITEMS, REVISE_ITEM, WITHDRAW_ITEM)
