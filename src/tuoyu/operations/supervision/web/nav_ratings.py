"""The entries of ratings in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.ratings import VIEW_APPEAL, VIEW_RATING

NAV = (
    NavItem("业务", "风险评级", "gauge", "supervision:rating-list", VIEW_RATING, order=44),
    NavItem("业务", "评级申诉", "message-report", "supervision:appeal-list", VIEW_APPEAL, order=45),
)
