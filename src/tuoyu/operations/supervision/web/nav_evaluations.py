"""The entries of evaluations in the rail."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem
from tuoyu.operations.supervision.permissions.evaluations import LOAD_TABLE, VIEW_EVALUATION, VIEW_EXPERT

NAV = (
    NavItem(
        "业务", "质量评估", "rosette-discount-check", "supervision:evaluation-list", VIEW_EVALUATION, order=46
    ),
    NavItem("业务", "我的评估", "clipboard-check", "supervision:expert-list", VIEW_EXPERT, order=47),
    NavItem("设置", "评分表", "list-numbers", "supervision:table-list", LOAD_TABLE, order=97),
)
