"""The entries of supervision in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.visits import SYNC_VISIT, VIEW_VISIT

VISITS = (
    NavItem("业务", "现场检查", "device-mobile", "supervision:field-page", SYNC_VISIT, order=28, is_tab=True),
    NavItem("业务", "检查", "clipboard-check", "supervision:visit-list", VIEW_VISIT, order=30),
)
