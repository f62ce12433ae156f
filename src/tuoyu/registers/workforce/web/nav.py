"""The entries of the workforce in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.registers.workforce.permissions import VIEW

NAV = (NavItem("底册", "从业人员", "users", "workforce:position-list", VIEW, order=10),)
