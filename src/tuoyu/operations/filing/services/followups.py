"""Visits to providers that are registered and not filed."""

from __future__ import annotations

from tuoyu.foundation.access.services import acting_post, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RecordFollowUp
from tuoyu.operations.filing.models import FollowUp, Registration
from tuoyu.operations.filing.queries.registrations import followups_of
from tuoyu.operations.filing.rules.visits import progress_after, visit_is_sound
from tuoyu.operations.filing.services.links import end_unwanted_links
from tuoyu.operations.filing.words import Outcome

_LONGEST_NOTE = 2000


@service(permissions.RECORD_FOLLOWUP)
def record_followup(ctx: Ctx, command: RecordFollowUp) -> FollowUp:
    """What was found on the spot. The newest visit decides whether the registration stays in the list of the unfiled."""
    row = require(
        ctx, permissions.RECORD_FOLLOWUP, Registration.objects.all(), command.registration_id, lock=True
    )
    if command.outcome not in set(Outcome):
        raise Refused.because(
            "filing.followup.outcome",
            "没有这个结果。",
            status=422,
            next_step="请从列表中选择。",
            field="outcome",
        )
    demand(visit_is_sound(command.visited_on, row.registered_on, ctx.today), status=422)
    if len(command.note) > _LONGEST_NOTE:
        raise Refused.because(
            "filing.followup.note",
            f"情况写得太长，最多{_LONGEST_NOTE}个字。",
            status=422,
            next_step="请写要点，其余作为材料留存。",
            field="note",
        )
    post = acting_post(ctx, permissions.RECORD_FOLLOWUP.code)
    visit = FollowUp(
        registration=row,
        visited_on=command.visited_on,
        outcome=command.outcome,
        note=command.note.strip(),
        unit_id=post.unit_id if post else row.unit_id,
        made_by=ctx.actor.name,
        made_at=ctx.now,
    )
    visit.save(force_insert=True)
    newest = followups_of(row).first()
    if newest is not None and newest.pk == visit.pk:
        row.progress = progress_after(command.outcome, row.progress)
        row.save(update_fields=["progress"])
        end_unwanted_links(ctx, [row])
    journal(ctx, permissions.RECORD_FOLLOWUP, row, fields=("visited_on", "outcome", "progress"))
    return visit
