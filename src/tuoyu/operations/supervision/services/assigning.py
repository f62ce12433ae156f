"""What was drawn becomes visits."""

from __future__ import annotations

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Verdict, demand
from tuoyu.operations.supervision.commands.draws import AssignDraw
from tuoyu.operations.supervision.commands.visits import PlanVisit
from tuoyu.operations.supervision.flow.draws import DrawState
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.permissions.draws import ASSIGN_DRAW
from tuoyu.operations.supervision.queries.draws import assigned_of
from tuoyu.operations.supervision.services.visits import plan_visit
from tuoyu.operations.supervision.words.visits import VisitKind


@service(ASSIGN_DRAW)
def assign_draw(ctx: Ctx, command: AssignDraw) -> int:
    """A joint visit to each institution drawn: all of them or none, and once. Returns how many.

    Raises ``Refused`` where the draw is not finished or was assigned before, or an inspector may not go after all.
    """
    draw = require(ctx, ASSIGN_DRAW, Draw.objects.select_related("lead_unit"), command.draw_id, lock=True)
    demand(_is_open(draw))
    assigned = assigned_of(draw)
    house = house_of(ctx)
    for each in assigned:
        plan_visit(
            house,
            PlanVisit(
                each.institution_id,
                VisitKind.DRAWN.value,
                command.planned_on,
                command.reason,
                command.authority,
                each.inspector_ids,
                draw_id=draw.pk,
                lead_unit_id=draw.lead_unit_id,
            ),
        )
    draw.assigned_at = ctx.now
    draw.save(update_fields=["assigned_at"])
    journal(ctx, ASSIGN_DRAW, draw, fields=("assigned_at",), note=f"检查 {len(assigned)} 家")
    return len(assigned)


def _is_open(draw: Draw) -> Verdict:
    if draw.state != DrawState.FINISHED:
        return Verdict.refuse(
            "draw.not_drawn", "还没有抽取，没有名单可以安排。", next_step="请先完成封存、公开和抽取。"
        )
    if draw.assigned_at is not None:
        return Verdict.refuse(
            "draw.assigned",
            "这次抽取已经生成过检查任务。",
            next_step="请到检查列表里看，改期或取消在那里办。",
        )
    return PASSED
