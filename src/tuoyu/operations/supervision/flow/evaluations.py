"""The lives of a scoring table and of an evaluation."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum


class TableState(LabelledEnum):
    DRAFT = "draft", "待启用"
    ADOPTED = "adopted", "在用"
    RETIRED = "retired", "已停用"


TABLE = Flow(
    name="supervision.table",
    label="评分表",
    states=TableState,
    start=TableState.DRAFT,
    moves=(
        Move("adopt", "启用评分表", (TableState.DRAFT,), TableState.ADOPTED, "supervision.table.adopt"),
        Move("retire", "停用评分表", (TableState.ADOPTED,), TableState.RETIRED, "supervision.table.retire"),
    ),
)


class EvaluationState(LabelledEnum):
    OPENED = "opened", "待自评"
    SELF_DONE = "self_done", "待外部评估"
    ASSESSED = "assessed", "待定级"
    GRADED = "graded", "已告知结果"
    PUBLISHED = "published", "已公布"
    EXPIRED = "expired", "已过期"
    CANCELLED = "cancelled", "已取消"


_S = EvaluationState
EVALUATION = Flow(
    name="supervision.evaluation",
    label="质量评估",
    states=EvaluationState,
    start=EvaluationState.OPENED,
    moves=(
        Move("submit", "提交自评", (_S.OPENED,), _S.SELF_DONE, "supervision.evaluation.submit"),
        Move("assess", "收齐专家评分", (_S.SELF_DONE,), _S.ASSESSED, "supervision.evaluation.assess"),
        Move("grade", "合分定级", (_S.ASSESSED,), _S.GRADED, "supervision.evaluation.grade"),
        # Once: other experts look again, the self-assessment stands.
        Move("object", "提出异议", (_S.GRADED,), _S.SELF_DONE, "supervision.evaluation.object"),
        Move("publish", "公布结果", (_S.GRADED,), _S.PUBLISHED, "supervision.evaluation.publish"),
        Move("expire", "结果过期", (_S.PUBLISHED,), _S.EXPIRED, "supervision.evaluation.expire"),
        Move("cancel", "取消评估", (_S.OPENED, _S.SELF_DONE), _S.CANCELLED, "supervision.evaluation.cancel"),
    ),
)
# Experts may still be drawn, and their points changed.
UNDER_WAY = (_S.OPENED.value, _S.SELF_DONE.value, _S.ASSESSED.value, _S.GRADED.value)
