"""The entries of supervision in the rail and on the public pages."""

from __future__ import annotations

from tuoyu.foundation.ui.nav import NavItem, PublicItem
from tuoyu.operations.supervision.permissions.board import VIEW_BOARD
from tuoyu.operations.supervision.permissions.conduct import FILE_FEE, VIEW_CHARGE, VIEW_DUTY
from tuoyu.operations.supervision.permissions.draws import VIEW_DRAW
from tuoyu.operations.supervision.permissions.evaluations import LOAD_TABLE, VIEW_EVALUATION, VIEW_EXPERT
from tuoyu.operations.supervision.permissions.findings import RAISE_OBJECTION, VIEW_FINDING
from tuoyu.operations.supervision.permissions.incidents import REPORT_INCIDENT, VIEW_DRILL, VIEW_INCIDENT
from tuoyu.operations.supervision.permissions.inspectors import VIEW_INSPECTOR
from tuoyu.operations.supervision.permissions.items import VIEW_ITEM
from tuoyu.operations.supervision.permissions.penalties import VIEW_PENALTY
from tuoyu.operations.supervision.permissions.plans import VIEW_PLAN
from tuoyu.operations.supervision.permissions.ratings import VIEW_APPEAL, VIEW_RATING
from tuoyu.operations.supervision.permissions.results import VIEW_RESULT
from tuoyu.operations.supervision.permissions.transfers import VIEW_TRANSFER
from tuoyu.operations.supervision.permissions.visits import SYNC_VISIT, VIEW_VISIT

GROUP = "监督"
NAV = (
    # The phone of an inspector is at work when it is opened: first after what waits.
    NavItem("", "现场检查", "device-mobile", "supervision:field-page", SYNC_VISIT, order=13, tab=2),
    # Whoever has a hurt child on the arm finds it at once.
    NavItem("", "出事了", "urgent", "supervision:incident-now", REPORT_INCIDENT, order=15, tab=3),
    # Only institutions have something to mend, and prices to file.
    NavItem("业务", "要整改的事", "tool", "supervision:mend-list", RAISE_OBJECTION, order=4, tab=4),
    NavItem("业务", "收费公示", "currency-yuan", "supervision:fee-list", FILE_FEE, order=8),
    NavItem("底册", "检查人员", "id-badge-2", "supervision:inspector-list", VIEW_INSPECTOR, order=50),
    NavItem("底册", "检查事项", "list-check", "supervision:item-list", VIEW_ITEM, order=52),
    NavItem(GROUP, "监管一览", "layout-dashboard", "supervision:board", VIEW_BOARD, order=10),
    NavItem(GROUP, "检查计划", "calendar-event", "supervision:plan-list", VIEW_PLAN, order=20),
    NavItem(GROUP, "双随机抽查", "lock-square", "supervision:draw-list", VIEW_DRAW, order=22),
    NavItem(GROUP, "检查", "clipboard-check", "supervision:visit-list", VIEW_VISIT, order=30),
    NavItem(GROUP, "检查问题", "flag", "supervision:finding-list", VIEW_FINDING, order=34),
    # Its page leads on to food and medicine.
    NavItem(GROUP, "收费核对", "receipt", "supervision:charge-list", VIEW_CHARGE, order=36),
    NavItem(GROUP, "行政处罚", "gavel", "supervision:penalty-list", VIEW_PENALTY, order=40),
    NavItem(GROUP, "移送", "transfer-out", "supervision:transfer-list", VIEW_TRANSFER, order=42),
    NavItem(GROUP, "检查公示", "speakerphone", "supervision:result-list", VIEW_RESULT, order=44),
    NavItem(GROUP, "风险评级", "gauge", "supervision:rating-list", VIEW_RATING, order=50),
    NavItem(GROUP, "评级申诉", "message-report", "supervision:appeal-list", VIEW_APPEAL, order=52),
    NavItem(
        GROUP, "质量评估", "rosette-discount-check", "supervision:evaluation-list", VIEW_EVALUATION, order=54
    ),
    NavItem(GROUP, "我的评估", "clipboard-text", "supervision:expert-list", VIEW_EXPERT, order=56),
    NavItem(GROUP, "突发事件", "alert-octagon", "supervision:incident-list", VIEW_INCIDENT, order=60),
    NavItem(GROUP, "报告演练", "bell-ringing", "supervision:drill-list", VIEW_DRILL, order=62),
    NavItem(GROUP, "监管责任", "sitemap", "supervision:duty-list", VIEW_DUTY, order=70),
    NavItem("设置", "评分表", "list-numbers", "supervision:table-list", LOAD_TABLE, order=97),
)
PUBLIC = (PublicItem("监管公示", "clipboard-check", "supervision:public-result-list", order=50),)
