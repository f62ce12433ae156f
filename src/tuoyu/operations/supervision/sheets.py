"""The sheets of supervision: what a scoring table calls its columns. Pure."""

from __future__ import annotations

from decimal import Decimal

from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.operations.supervision.words.evaluations import VETO_NO, VETO_YES

EVALUATION_TABLE = Sheet(
    "supervision.table",
    "评分表",
    (
        SheetColumn("dimension", "章", is_required=True, max_length=32, aliases=("维度", "一级指标", "章节"), help="标准的章号或章名", example="办托条件"),
        SheetColumn("code", "编号", is_required=True, max_length=32, aliases=("条目编号", "序号"), help="每条一个编号", example="4.1.1"),
        SheetColumn("text", "内容", is_required=True, max_length=500, aliases=("条目", "评估内容", "指标内容")),
        SheetColumn("points", "分值", ColumnKind.DECIMAL, is_required=True, minimum=Decimal(0), maximum=Decimal(1000), places=1, aliases=("满分", "分数"), example="5"),
        SheetColumn("is_veto", "一票否决", ColumnKind.CHOICE, choices=((VETO_YES, VETO_YES), (VETO_NO, VETO_NO)), aliases=("否决项",), help="不填按“否”", example=VETO_NO),
    ),
    identity=("code",),
)  # fmt: skip
