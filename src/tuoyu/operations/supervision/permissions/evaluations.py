"""Actions on scoring tables, evaluations and the work of experts."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_TABLE = read("supervision.table.view", "查看评分表")
LOAD_TABLE = write("supervision.table.load", "装入评分表")
ADOPT_TABLE = write("supervision.table.adopt", "启用评分表")
RETIRE_TABLE = write("supervision.table.retire", "停用评分表")
VIEW_EVALUATION = read("supervision.evaluation.view", "查看质量评估")
OPEN_EVALUATION = write("supervision.evaluation.open", "发起质量评估")
SAVE_EVALUATION = write("supervision.evaluation.save", "填写自评")
SUBMIT_EVALUATION = write("supervision.evaluation.submit", "提交自评")
DRAW_EVALUATION = write("supervision.evaluation.draw", "抽取评估专家")
ASSESS_EVALUATION = write("supervision.evaluation.assess", "收齐专家评分")
GRADE_EVALUATION = write("supervision.evaluation.grade", "合分定级")
OBJECT_EVALUATION = write("supervision.evaluation.object", "提出异议")
ANSWER_EVALUATION = write("supervision.evaluation.answer", "对评估结果表示无异议")
PUBLISH_EVALUATION = write("supervision.evaluation.publish", "公布结果")
EXPIRE_EVALUATION = write("supervision.evaluation.expire", "结果过期")
CANCEL_EVALUATION = write("supervision.evaluation.cancel", "取消评估")
VIEW_EXPERT = read("supervision.expert.view", "查看我的评估")
SAVE_EXPERT = write("supervision.expert.save", "填写专家评分")
SUBMIT_EXPERT = write("supervision.expert.submit", "提交专家评分")

ACTIONS = (
    VIEW_TABLE, LOAD_TABLE, ADOPT_TABLE, RETIRE_TABLE, VIEW_EVALUATION, OPEN_EVALUATION, SAVE_EVALUATION, SUBMIT_EVALUATION,
    DRAW_EVALUATION, ASSESS_EVALUATION, GRADE_EVALUATION, OBJECT_EVALUATION, ANSWER_EVALUATION, PUBLISH_EVALUATION,
    EXPIRE_EVALUATION, CANCEL_EVALUATION, VIEW_EXPERT, SAVE_EXPERT, SUBMIT_EXPERT,
)  # fmt: skip
