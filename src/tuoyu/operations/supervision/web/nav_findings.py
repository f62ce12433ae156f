"""The entries of findings in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.findings import RAISE_OBJECTION, VIEW_FINDING

NAV = (
    NavItem("业务", "检查问题", "flag", "supervision:finding-list", VIEW_FINDING, order=34),
    # Only institutions have something to mend.
    NavItem("业务", "要整改的事", "tool", "supervision:mend-list", RAISE_OBJECTION, order=6, is_tab=True),
)
