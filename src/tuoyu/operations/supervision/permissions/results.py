"""Actions on published results of visits."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_RESULT = read("supervision.result.view", "查看检查结果公示")
PUBLISH_RESULT = write("supervision.result.publish", "公示检查结果")
ANSWER_RESULT = write("supervision.result.answer", "说明情况")
WITHDRAW_RESULT = write("supervision.result.withdraw", "撤下公示")

ACTIONS = (VIEW_RESULT, PUBLISH_RESULT, ANSWER_RESULT, WITHDRAW_RESULT)
