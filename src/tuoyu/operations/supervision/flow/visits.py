"""The life of a visit: planned, told to the institution, under way, recorded by the inspectors, signed by both sides.

A visit that was merged lives on in the joint one, until they are split again.
"""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum


class VisitState(LabelledEnum):
    PLANNED = "planned", "已安排"
    NOTICED = "noticed", "已发通知"
    UNDER_WAY = "under_way", "检查中"
    RECORDED = "recorded", "已记录，待签字"
    SIGNED = "signed", "已办结"
    CANCELLED = "cancelled", "已取消"
    MERGED = "merged", "已合到另一次"


# What may still be moved to another day, or called off.
AHEAD = (VisitState.PLANNED.value, VisitState.NOTICED.value)
# Nothing that comes now changes what is written.
CLOSED = (VisitState.RECORDED.value, VisitState.SIGNED.value, VisitState.CANCELLED.value)

MERGE_BASIS = "国办发〔2024〕54号：能合并实施的合并实施"

VISIT = Flow(
    name="supervision.visit",
    label="检查",
    states=VisitState,
    start=VisitState.PLANNED,
    moves=(
        Move(
            "notice",
            "发检查通知",
            (VisitState.PLANNED,),
            VisitState.NOTICED,
            "supervision.visit.notice",
            "检查要出示证件、告知事由和依据",
        ),
        Move("start", "开始检查", (VisitState.NOTICED,), VisitState.UNDER_WAY, "supervision.visit.start"),
        Move("record", "形成记录", (VisitState.UNDER_WAY,), VisitState.RECORDED, "supervision.visit.record"),
        Move("sign", "双方签字", (VisitState.RECORDED,), VisitState.SIGNED, "supervision.visit.sign"),
        Move(
            "cancel",
            "取消检查",
            (VisitState.PLANNED, VisitState.NOTICED),
            VisitState.CANCELLED,
            "supervision.visit.cancel",
        ),
        Move(
            "merge",
            "合成一次",
            (VisitState.PLANNED, VisitState.NOTICED),
            VisitState.MERGED,
            "supervision.visit.merge",
            MERGE_BASIS,
        ),
        # Back to where it stood: the institution was told of it, or was not.
        Move("split", "分开", (VisitState.MERGED,), VisitState.PLANNED, "supervision.visit.split"),
        Move("split_noticed", "分开", (VisitState.MERGED,), VisitState.NOTICED, "supervision.visit.split"),
    ),
)
