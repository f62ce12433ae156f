"""Words of the journal."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Result(LabelledEnum):
    OK = "ok", "已办理"
    UNCHANGED = "unchanged", "无变化"
    REFUSED = "refused", "被拒绝"
    FAILED = "failed", "失败"


PURPOSE_MISSING = "查看完整的个人信息前，要先写明查看目的。"
PURPOSE_NEXT = "请填写目的（例如“核对备案联系人”），这条记录会留在操作日志中。"
