"""The life of a yearly plan: drafted, published, replaced by its next edition."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum

BASIS = "国办发〔2024〕54号（年度检查频次上限）"


class PlanState(LabelledEnum):
    DRAFT = "draft", "起草中"
    PUBLISHED = "published", "已公布"
    REPLACED = "replaced", "已有新版"


PLAN = Flow(
    name="supervision.plan",
    label="检查计划",
    states=PlanState,
    start=PlanState.DRAFT,
    moves=(
        Move(
            "publish", "公布计划", (PlanState.DRAFT,), PlanState.PUBLISHED, "supervision.plan.publish", BASIS
        ),
        Move(
            "revise", "修订计划", (PlanState.PUBLISHED,), PlanState.REPLACED, "supervision.plan.revise", BASIS
        ),
    ),
)
