"""Actions on inspection items."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_ITEM = read("supervision.item.view", "查看检查事项库")
LOAD_ITEMS = write("supervision.item.load", "装入检查事项库")
REVISE_ITEM = write("supervision.item.revise", "修订事项")
TAKE_ITEM = write("supervision.item.take", "采用政策新版")
DECLINE_ITEM = write("supervision.item.decline", "不采用政策新版")
WITHDRAW_ITEM = write("supervision.item.withdraw", "停用事项")

ACTIONS = (VIEW_ITEM, LOAD_ITEMS, REVISE_ITEM, TAKE_ITEM, DECLINE_ITEM, WITHDRAW_ITEM)
