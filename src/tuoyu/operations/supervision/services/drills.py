"""Drills: who stays silent when asked to report something made up."""

from __future__ import annotations

from datetime import timedelta

from tuoyu.foundation.access.services import acting_post, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.incidents import StartDrill
from tuoyu.operations.supervision.models import Drill, DrillTarget
from tuoyu.operations.supervision.permissions.incidents import START_DRILL
from tuoyu.operations.supervision.policy.incidents import drill_minutes_at
from tuoyu.operations.supervision.queries.incidents import reportable
from tuoyu.operations.supervision.services.incident_telling import tell_drill


@service(START_DRILL)
def start_drill(ctx: Ctx, command: StartDrill) -> Drill:
    """Tell each institution “这是演练” and measure how long it takes to report. Raises ``Refused`` (422) without any to tell."""
    require_any(ctx, START_DRILL)
    chosen = reportable(ctx).filter(pk__in=command.institution_ids, unit__isnull=False)
    places = list(chosen.select_related("unit"))
    if not places or len(places) != len(set(command.institution_ids)):
        raise Refused.because(
            "supervision.drill.places",
            "没有选机构，或者选了没有账号、通知不到的机构。",
            status=422,
            next_step="请只选有账号的机构。",
            field="institution_ids",
        )
    if not command.title.strip() or not command.scenario.strip():
        raise Refused.because(
            "supervision.drill.words",
            "演练名称和假设的情况都要写。",
            status=422,
            next_step="写一句话，例如：有孩子从滑梯上摔下，正在送医院。",
            field="title" if not command.title.strip() else "scenario",
        )
    post = acting_post(ctx, START_DRILL.code)
    drill = Drill(
        unit_id=post.unit_id if post and post.unit_id else places[0].supervisor_id,
        title=command.title.strip()[:60],
        scenario=command.scenario.strip()[:200],
        started_at=ctx.now,
        started_by=ctx.actor.name,
        ends_at=ctx.now + timedelta(minutes=drill_minutes_at(ctx.today, ctx.area)),
    )
    drill.save(force_insert=True)
    DrillTarget.objects.bulk_create(
        DrillTarget(drill=drill, institution=place, told_at=ctx.now) for place in places
    )
    for place in places:
        tell_drill(ctx, drill, place)
    journal(ctx, START_DRILL, drill, fields=("title", "ends_at"), note=f"{len(places)} 家机构")
    return drill
