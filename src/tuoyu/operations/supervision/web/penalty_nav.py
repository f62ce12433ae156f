"""The entries of the rail that penalties and transfers bring."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.penalties import VIEW_PENALTY
from tuoyu.operations.supervision.permissions.transfers import VIEW_TRANSFER

NAV = (
    NavItem("业务", "行政处罚", "gavel", "supervision:penalty-list", VIEW_PENALTY, 60),
    NavItem("业务", "移送", "transfer-out", "supervision:transfer-list", VIEW_TRANSFER, 65),
)
