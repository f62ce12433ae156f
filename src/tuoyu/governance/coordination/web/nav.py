"""The entries of coordination in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.governance.coordination.permissions import VIEW_REPORT, VIEW_SLIP, VIEW_TASK

NAV = (
    NavItem("方案", "任务", "list-numbers", "coordination:task-list", VIEW_TASK, order=10, tab=5),
    NavItem("方案", "单位", "building-community", "coordination:unit-list", VIEW_TASK, order=30),
    NavItem("方案", "进展", "report", "coordination:report-list", VIEW_REPORT, order=35),
    NavItem("方案", "督办", "bell-ringing", "coordination:slip-list", VIEW_SLIP, order=40),
    NavItem("方案", "责任矩阵", "grid-dots", "coordination:task-matrix", VIEW_TASK, order=50),
)
