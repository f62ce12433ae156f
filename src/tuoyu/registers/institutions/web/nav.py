"""The entries of institutions in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.registers.institutions.permissions import VIEW, VIEW_SAMENESS

NAV = (
    NavItem("底册", "机构", "home-heart", "institutions:institution-list", VIEW, order=5, tab=7),
    NavItem("底册", "疑似重复", "copy-check", "institutions:sameness-list", VIEW_SAMENESS, order=15),
)
