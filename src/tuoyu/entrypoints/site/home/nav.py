"""The first entries of the rail."""

from __future__ import annotations

from tuoyu.entrypoints.site.permissions import VIEW_COCKPIT
from tuoyu.foundation.deadlines.permissions import VIEW as VIEW_CLOCK
from tuoyu.foundation.notices.permissions import VIEW_DELIVERY, VIEW_NOTICE
from tuoyu.foundation.ui.nav import NavItem

ITEMS = (
    NavItem("", "我的待办", "checklist", "site:inbox", VIEW_CLOCK, order=10, tab=1),
    NavItem("", "总览", "layout-dashboard", "site:cockpit", VIEW_COCKPIT, order=20, tab=4),
    NavItem("", "消息", "bell", "notices:notice-list", VIEW_NOTICE, order=30),
    NavItem("设置", "未送达消息", "send", "notices:delivery-list", VIEW_DELIVERY, order=65),
)
