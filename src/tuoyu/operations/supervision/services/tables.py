"""Scoring tables: loaded whole or not at all, put into use by somebody else than who loaded them."""

from __future__ import annotations

from decimal import Decimal

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.exchange.services import RowsRefused, dry_run
from tuoyu.foundation.exchange.sheets import RowError, SheetRow
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Reason, Refused, Verdict
from tuoyu.operations.supervision.commands.evaluations import AdoptTable, LoadTable
from tuoyu.operations.supervision.flow.evaluations import TABLE, TableState
from tuoyu.operations.supervision.item_files import quality_frame
from tuoyu.operations.supervision.models import EvaluationTable
from tuoyu.operations.supervision.permissions.evaluations import ADOPT_TABLE, LOAD_TABLE, RETIRE_TABLE
from tuoyu.operations.supervision.rules.evaluation_table import (
    Frame,
    GradeLimit,
    TableItem,
    frame_of,
    limit_reasons,
    plain,
    table_problems,
    with_clauses,
)
from tuoyu.operations.supervision.sheets import EVALUATION_TABLE
from tuoyu.operations.supervision.words.evaluations import VETO_YES


@service(LOAD_TABLE)
def load_table(ctx: Ctx, command: LoadTable) -> EvaluationTable:
    """Keep a table as a draft. Raises ``RowsRefused`` with every wrong place, ``Refused`` (422) for limits and names."""
    require_any(ctx, LOAD_TABLE)
    frame, items, limits = read_table(ctx, command)
    table = EvaluationTable(
        title=command.title.strip(),
        source=command.source.strip(),
        version=command.version.strip(),
        dimensions=[
            {"clause": each.clause, "label": each.label, "points": plain(each.points)}
            for each in frame.dimensions
        ],
        items=[_stored(each) for each in items],
        grades=[{"grade": each.grade, "from_points": plain(each.from_points)} for each in limits],
        loaded_at=ctx.now,
        loaded_by=ctx.actor.name,
        state=TABLE.start.value,
        state_at=ctx.now,
    )
    table.save(force_insert=True)
    begin(ctx, TABLE, table, "装入评分表", LOAD_TABLE)
    journal(ctx, LOAD_TABLE, table, fields=("items", "grades"), note=f"{len(items)} 条")
    return table


def read_table(ctx: Ctx, command: LoadTable) -> tuple[Frame, list[TableItem], list[GradeLimit]]:
    """Look at a file without writing. Raises as ``load_table`` does."""
    frame = frame_of(quality_frame())
    limits = [GradeLimit(grade, command.limits.get(grade, Decimal(-1))) for grade in frame.grades]
    reasons = [*_names(command), *limit_reasons(frame, limits)]
    if reasons:
        raise Refused(Verdict.of(reasons), status=422)
    read = dry_run(ctx, EVALUATION_TABLE, command.file_name, command.content)
    errors = list(read.errors)
    if not errors:
        items = [_item(row) for row in read.rows]
        errors = [
            RowError(each.line, each.column, each.value, each.expected)
            for each in table_problems(frame, items)
        ]
    if errors:
        raise RowsRefused(sorted(errors, key=lambda error: error.line), read.rows)
    return frame, with_clauses(frame, items), limits


@service(ADOPT_TABLE)
def adopt_table(ctx: Ctx, command: AdoptTable) -> EvaluationTable:
    """Use it from now on; the one in use so far retires. Evaluations under way go on with theirs."""
    others = EvaluationTable.objects.unscoped("the table in use so far").select_for_update()
    for other in others.filter(state=TableState.ADOPTED.value).exclude(pk=command.table_id):
        retire_table(ctx, AdoptTable(other.pk))
    return advance(
        ctx, TABLE, EvaluationTable.objects.all(), command.table_id, "adopt", note=command.note,
        rule=lambda table: _by_another(table, ctx),
    )  # fmt: skip


@service(RETIRE_TABLE)
def retire_table(ctx: Ctx, command: AdoptTable) -> EvaluationTable:
    """No evaluation begins with it any more."""
    rows = EvaluationTable.objects.all()
    return advance(ctx, TABLE, rows, command.table_id, "retire", note=command.note)


def _by_another(table: EvaluationTable, ctx: Ctx) -> Verdict:
    if table.loaded_by != ctx.actor.name:
        return Verdict()
    return Verdict.refuse(
        "supervision.table.own",
        "评分表是您装入的，要由另一个人核对后启用。",
        next_step="请领导小组办公室核对后启用。",
    )


def _names(command: LoadTable) -> list[Reason]:
    wanted = {"title": "名称", "source": "来源（文件名称和文号）", "version": "版本"}
    return [
        Reason("supervision.table.name", f"没有写{label}。", next_step=f"请写明{label}。", field=key)
        for key, label in wanted.items()
        if not getattr(command, key).strip()
    ]


def _item(row: SheetRow) -> TableItem:
    return TableItem(
        str(row["dimension"]), str(row["code"]), str(row["text"]), Decimal(row["points"]), row["is_veto"] == VETO_YES, row.line
    )  # fmt: skip


def _stored(item: TableItem) -> dict[str, object]:
    return {
        "dimension": item.dimension, "code": item.code, "text": item.text, "points": plain(item.points), "is_veto": item.is_veto,
    }  # fmt: skip
