"""The entry of credit in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.registers.credit.permissions import VIEW_FACT

NAV = (NavItem("底册", "信用事实", "shield-check", "credit:fact-list", VIEW_FACT, order=20),)
