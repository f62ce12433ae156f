"""Actions on yearly inspection plans."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_PLAN = read("supervision.plan.view", "查看检查计划")
OPEN_PLAN = write("supervision.plan.open", "起草计划")
PUBLISH_PLAN = write("supervision.plan.publish", "公布计划")
REVISE_PLAN = write("supervision.plan.revise", "修订计划")

ACTIONS = (VIEW_PLAN, OPEN_PLAN, PUBLISH_PLAN, REVISE_PLAN)
