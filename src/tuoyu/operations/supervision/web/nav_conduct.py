"""The entries of prices, food, medicine and duties in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.conduct import FILE_FEE, VIEW_CHARGE, VIEW_DUTY

NAV = (
    NavItem("业务", "收费公示", "currency-yuan", "supervision:fee-list", FILE_FEE, order=8),
    # Its page leads on to food and medicine.
    NavItem("业务", "收费核对", "receipt", "supervision:charge-list", VIEW_CHARGE, order=36),
    NavItem("业务", "监管责任", "sitemap", "supervision:duty-list", VIEW_DUTY, order=39),
)
