"""Actions on plan versions."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW = read("plans.version.view", "查看方案")
IMPORT = write("plans.version.import", "导入方案")
REVISE = write("plans.version.revise", "核对修改草稿")
ADOPT = write("plans.version.adopt", "采用为现行方案")
DISCARD = write("plans.version.discard", "作废草稿")

ACTIONS = (VIEW, IMPORT, REVISE, ADOPT, DISCARD)
