"""The entries of supervision in the rail and on the public pages."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem, PublicItem
from tuoyu.operations.supervision.permissions.results import VIEW_RESULT

NAV = (NavItem("业务", "检查公示", "clipboard-check", "supervision:result-list", VIEW_RESULT, order=46),)
PUBLIC = (PublicItem("监管公示", "clipboard-check", "supervision:public-result-list", order=50),)
