"""The life of a draw: its pool is frozen, every department seals a secret, secrets are opened, lots are drawn."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class DrawState(LabelledEnum):
    DRAFT = "draft", "准备中"
    FROZEN = "frozen", "名单已冻结，待封存"
    OPENING = "opening", "待公开密值"
    FINISHED = "finished", "已抽取"
    VOID = "void", "已作废"
