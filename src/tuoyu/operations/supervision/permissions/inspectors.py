"""Actions on the pool of inspectors and on their recusals."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_INSPECTOR = read("supervision.inspector.view", "查看检查人员库")
REGISTER_INSPECTOR = write("supervision.inspector.register", "登记检查人员")
RETIRE_INSPECTOR = write("supervision.inspector.retire", "退出人员库")
DECLARE_RECUSAL = write("supervision.recusal.declare", "申报回避")
LIFT_RECUSAL = write("supervision.recusal.lift", "解除回避")

ACTIONS = (VIEW_INSPECTOR, REGISTER_INSPECTOR, RETIRE_INSPECTOR, DECLARE_RECUSAL, LIFT_RECUSAL)
