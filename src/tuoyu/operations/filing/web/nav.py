"""The entries of filing in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem, PublicItem
from tuoyu.operations.filing.permissions import (
    ISSUE_NOTE,
    SAVE_CASE,
    VIEW_CASE,
    VIEW_LIST,
    VIEW_RECEIPT,
    VIEW_REGISTRATION,
    VIEW_RESULT,
    VIEW_SENDER,
)

NAV = (
    NavItem("业务", "我的机构", "home-check", "filing:home", SAVE_CASE, order=5, tab=6),
    NavItem("业务", "登记备案", "file-certificate", "filing:case-list", VIEW_CASE, order=10, tab=8),
    NavItem("业务", "备案回执", "certificate", "filing:receipt-list", VIEW_RECEIPT, order=20),
    # The tax bureau comes here from its notices: in the rail of thirty departments it would be an empty page.
    NavItem("业务", "合并纳税", "building-store", "filing:note-list", ISSUE_NOTE, order=62),
    NavItem("业务", "国家系统", "world-check", "filing:result-list", VIEW_RESULT, order=60),
    NavItem("业务", "登记推送", "transfer-in", "filing:registration-list", VIEW_REGISTRATION, order=12),
    NavItem("业务", "对账", "git-compare", "filing:list-board", VIEW_LIST, order=14),
    NavItem("设置", "推送系统", "server-2", "filing:sender-list", VIEW_SENDER, order=96),
)
# What needs no account.
PUBLIC = (
    PublicItem("找托育", "home-heart", "filing:public-list", order=10),
    PublicItem("看地图", "map-pin-heart", "filing:public-map", order=20),
    PublicItem("核验回执", "shield-check", "filing:receipt-verify", order=30),
    PublicItem("办托预检", "ruler-measure", "filing:precheck", order=40),
)
