"""The entries of plans in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.registers.plans.permissions import IMPORT, VIEW

NAV = (
    NavItem("方案", "方案文本", "file-text", "plans:version-list", VIEW, order=60),
    NavItem("方案", "导入方案", "file-import", "plans:version-import", IMPORT, order=70),
)
