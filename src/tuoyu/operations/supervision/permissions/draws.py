"""Actions on draws."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_DRAW = read("supervision.draw.view", "查看双随机抽取")
OPEN_DRAW = write("supervision.draw.open", "发起抽取")
EDIT_DRAW = write("supervision.draw.edit", "修改")
FREEZE_DRAW = write("supervision.draw.freeze", "冻结名单")
SEAL_DRAW = write("supervision.draw.seal", "封存密数")
REVEAL_DRAW = write("supervision.draw.reveal", "公开密数")
CALL_DRAWS = write("supervision.draw.call", "通知部门公开密数")
FINISH_DRAW = write("supervision.draw.finish", "抽取")
ASSIGN_DRAW = write("supervision.draw.assign", "生成检查任务")
VOID_DRAW = write("supervision.draw.void", "作废")

ACTIONS = (
    VIEW_DRAW, OPEN_DRAW, EDIT_DRAW, FREEZE_DRAW, SEAL_DRAW, CALL_DRAWS, REVEAL_DRAW, FINISH_DRAW, ASSIGN_DRAW, VOID_DRAW,
)  # fmt: skip
