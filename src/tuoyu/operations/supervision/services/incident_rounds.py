"""The round of the house every few minutes: who let the time pass, and of what nobody took note."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Incident, IncidentNotice
from tuoyu.operations.supervision.permissions.incidents import WATCH_INCIDENTS
from tuoyu.operations.supervision.policy.incidents import acknowledge_minutes_at
from tuoyu.operations.supervision.queries.incidents import overdue, unanswered, units_with
from tuoyu.operations.supervision.services.incident_telling import tell_lateness, tell_next
from tuoyu.operations.supervision.words.incidents import NEXT_ROLES, Timeliness


@service(WATCH_INCIDENTS)
def watch_incidents(ctx: Ctx) -> int:
    """Mark the silent, tell the next person. Returns how many rows were touched; run again at once, none is."""
    require_any(ctx, WATCH_INCIDENTS)
    silent = list(overdue(ctx.now).select_for_update(of=("self",)))
    for incident in silent:
        _mark_silent(ctx, incident)
    waiting = unanswered(ctx.now, acknowledge_minutes_at(ctx.today, ctx.area))
    notices = list(waiting.select_for_update(of=("self",)))
    for notice in notices:
        _escalate(ctx, notice)
    journal(ctx, WATCH_INCIDENTS, note=f"没有主动报告 {len(silent)} 件，没人确认 {len(notices)} 件")
    return len(silent) + len(notices)


def _mark_silent(ctx: Ctx, incident: Incident) -> None:
    incident.timeliness, incident.timeliness_at = Timeliness.SILENT.value, ctx.now
    incident.save(update_fields=["timeliness", "timeliness_at"])
    journal(ctx, WATCH_INCIDENTS, incident, fields=("timeliness",))
    tell_lateness(ctx, incident)


def _escalate(ctx: Ctx, notice: IncidentNotice) -> None:
    """First who heads the unit; then the leaders of the district, whom a drill does not trouble."""
    role = NEXT_ROLES[notice.escalations]
    if role == "unit_head":
        units = [notice.unit]
    else:
        units = [] if notice.incident.is_drill else list(units_with(role, ctx.today))
    tell_next(ctx, notice, units, role)
    notice.escalations += 1
    notice.save(update_fields=["escalations"])
    journal(ctx, WATCH_INCIDENTS, notice, fields=("escalations",))
