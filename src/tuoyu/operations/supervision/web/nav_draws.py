"""Entries of the rail: draws and plans among the work, the lists of people and items among the registers."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.draws import VIEW_DRAW
from tuoyu.operations.supervision.permissions.inspectors import VIEW_INSPECTOR
from tuoyu.operations.supervision.permissions.items import VIEW_ITEM
from tuoyu.operations.supervision.permissions.plans import VIEW_PLAN

DRAWS = (NavItem("业务", "双随机抽查", "lock-square", "supervision:draw-list", VIEW_DRAW, order=42),)
PLANS = (NavItem("业务", "检查计划", "calendar-event", "supervision:plan-list", VIEW_PLAN, order=40),)
INSPECTORS = (
    NavItem("底册", "检查人员", "id-badge-2", "supervision:inspector-list", VIEW_INSPECTOR, order=50),
)
ITEMS = (NavItem("底册", "检查事项", "list-check", "supervision:item-list", VIEW_ITEM, order=52),)
