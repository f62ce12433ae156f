"""The life of a draw: its pool is frozen, every department seals a secret, secrets are opened, lots are drawn."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum

BASIS = "国办发〔2015〕58号（双随机、一公开）"


class DrawState(LabelledEnum):
    DRAFT = "draft", "准备中"
    FROZEN = "frozen", "名单已冻结，封存密数"
    OPENING = "opening", "公开密数"
    FINISHED = "finished", "已抽取"
    VOID = "void", "已作废"


# What everybody may see: a frozen pool is never taken out of sight, even where the draw became void.
PUBLIC = (DrawState.FROZEN, DrawState.OPENING, DrawState.FINISHED, DrawState.VOID)

DRAW = Flow(
    name="supervision.draw",
    label="这次抽取",
    states=DrawState,
    start=DrawState.DRAFT,
    moves=(
        Move("edit", "修改", (DrawState.DRAFT,), DrawState.DRAFT, "supervision.draw.edit"),
        Move("freeze", "冻结名单", (DrawState.DRAFT,), DrawState.FROZEN, "supervision.draw.freeze", BASIS),
        # Each department seals for itself; the state stays until the first secret is opened.
        Move("seal", "封存密数", (DrawState.FROZEN,), DrawState.FROZEN, "supervision.draw.seal", BASIS),
        Move(
            "reveal",
            "公开密数",
            (DrawState.FROZEN, DrawState.OPENING),
            DrawState.OPENING,
            "supervision.draw.reveal",
            BASIS,
        ),
        Move("finish", "抽取", (DrawState.OPENING,), DrawState.FINISHED, "supervision.draw.finish", BASIS),
        Move(
            "void",
            "作废",
            (DrawState.DRAFT, DrawState.FROZEN, DrawState.OPENING),
            DrawState.VOID,
            "supervision.draw.void",
        ),
    ),
)
