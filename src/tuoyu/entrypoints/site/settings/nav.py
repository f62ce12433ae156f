"""The settings in the rail."""

from __future__ import annotations

from tuoyu.entrypoints.site.permissions import EXPLAIN_ACCESS, VIEW_POLICY
from tuoyu.foundation.audit.permissions import VERIFY_HEAD, VIEW_ENTRY
from tuoyu.foundation.people.permissions import ADD_USER, DELEGATE_POST, VIEW_POST, VIEW_UNIT
from tuoyu.foundation.ui.nav import NavItem

GROUP = "设置"

ITEMS = (
    NavItem(GROUP, "单位名录", "building-bank", "people:unit-list", VIEW_UNIT, 10),
    NavItem(GROUP, "人员账号", "users", "people:user-list", ADD_USER, 20),
    NavItem(GROUP, "岗位任命", "id-badge-2", "people:post-list", VIEW_POST, 30),
    NavItem(GROUP, "我的委托", "switch-horizontal", "people:delegation-list", DELEGATE_POST, 40),
    NavItem(GROUP, "操作日志", "history", "audit:entry-list", VIEW_ENTRY, 50),
    NavItem(GROUP, "日志核验", "shield-check", "audit:head-verify", VERIFY_HEAD, 60),
    NavItem(GROUP, "参数依据", "adjustments", "site:policy-list", VIEW_POLICY, 70),
    NavItem(GROUP, "角色权限", "key", "site:role-matrix", VIEW_POLICY, 80),
    NavItem(GROUP, "权限核查", "zoom-question", "site:access-explain", EXPLAIN_ACCESS, 90),
    NavItem(GROUP, "登录安全", "lock", "site:security", None, 100),
)
