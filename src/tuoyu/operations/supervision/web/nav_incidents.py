"""The entries of incidents in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.incidents import REPORT_INCIDENT, VIEW_DRILL, VIEW_INCIDENT

NAV = (
    # At the top, so that it is among the three tabs of a phone whatever else the person may do.
    NavItem("", "出事了", "urgent", "supervision:incident-now", REPORT_INCIDENT, order=15, is_tab=True),
    NavItem("业务", "突发事件", "alert-octagon", "supervision:incident-list", VIEW_INCIDENT, order=40),
    NavItem("业务", "报告演练", "speakerphone", "supervision:drill-list", VIEW_DRILL, order=42),
)
