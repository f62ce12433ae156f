"""Who stands behind which task, as a file: one line a task and unit, ready to be filtered and summed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.queries import tasks_with_duties
from tuoyu.registers.plans.words import DutyKind

DUTIES = Sheet(
    code="plans.duty",
    title="任务职责",
    columns=(
        SheetColumn("no", "任务序号", ColumnKind.INTEGER, is_required=True, minimum=Decimal(1)),
        SheetColumn("title", "任务", is_required=True),
        SheetColumn("section", "所属节"),
        SheetColumn("unit", "单位", is_required=True, help="方案写“各街镇”的，按统称列一行"),
        SheetColumn("code", "单位代码", is_required=True),
        SheetColumn("kind", "职责", ColumnKind.CHOICE, is_required=True, choices=tuple(DutyKind.choices())),
    ),
    identity=("no", "code"),
)


def duty_lines(ctx: Ctx) -> Iterator[tuple[int, str, str, str, str, str]]:
    """The lines under ``DUTIES``, in the order of the plan: tasks by number, the lead first."""
    for task in tasks_with_duties(ctx):
        for duty in sorted(task.duties.all(), key=lambda each: (each.kind != DutyKind.LEAD, each.position)):
            unit, kind = duty.unit, DutyKind.label_of(duty.kind)
            yield task.no, task.title, task.section_title, unit.name, unit.code, kind
