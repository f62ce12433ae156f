"""Words of field work: what becomes of what a phone sent, and the rules of it as inspectors read them."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Kept(LabelledEnum):
    """What the server answers about one thing that a phone sent. Only ``REFUSED`` stays on the phone."""

    KEPT = "kept", "已收到"
    HAD = "had", "早已收到"
    NOTE = "note", "已收到，留作附注"
    REFUSED = "refused", "没有收下"


class Weighing(LabelledEnum):
    """What an answer is worth beside the others about the same item."""

    COUNTS = "counts", "算数"
    OLDER = "older", "已有更晚的结果，这条留底"
    FOREIGN = "foreign", "这一项归别的部门，留作附注，不算数"
    LATE = "late", "记录已经形成，留作附注，不算数"


# Shown on the phone, in the visit's page and in docs/apps/supervision.md.
CONFLICT_RULES = (
    "每一项只有一个结果算数，由负责这一项的部门的检查人员来定。",
    "同一项报了几次的，时间最晚的算数，先按手机时间（扣除手机时钟的误差），再按收到的先后；早的留底，不删除。",
    "别的部门的人报的，留作附注，不算数。",
    "记录形成以后才到的，留作附注，不改记录。",
    "同一条、同一张照片发几次，只算一次。",
)
