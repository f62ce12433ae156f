"""Actions on what belongs to no single app: the cockpit, the parameters of policy, the explanation of a right."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_POLICY = read("site.policy.view", "查看参数")
EXPLAIN_ACCESS = read("site.access.explain", "核查权限")
VIEW_COCKPIT = read("site.cockpit.view", "查看总览")

ACTIONS = (VIEW_POLICY, EXPLAIN_ACCESS, VIEW_COCKPIT)
