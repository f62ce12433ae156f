"""Incidents: reported by the institution or found by the authority, taken note of, told on, closed with cause and measures."""

from __future__ import annotations

from dataclasses import dataclass

from tuoyu.foundation.access.services import acting_post, require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import add_step, advance, begin
from tuoyu.foundation.deadlines.services import cancel_clocks, meet_clocks, start_clock
from tuoyu.foundation.jobs.services import announce
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Move
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.incidents import (
    AcknowledgeIncident,
    CloseIncident,
    InvestigateIncident,
    ReportIncident,
    RevealIncident,
    UpdateIncident,
)
from tuoyu.operations.supervision.events.incidents import IncidentReported
from tuoyu.operations.supervision.flow.incidents import INCIDENT, IncidentState
from tuoyu.operations.supervision.models import DrillTarget, Incident, IncidentUpdate
from tuoyu.operations.supervision.permissions import incidents as permissions
from tuoyu.operations.supervision.policy.incidents import limit_at
from tuoyu.operations.supervision.queries import incidents as queries
from tuoyu.operations.supervision.rules.incident_clock import minutes_between, report_by, timeliness
from tuoyu.operations.supervision.rules.incident_report import facts_are_sound, outcome_of, words_are_enough
from tuoyu.operations.supervision.rules.incident_tree import Outcome
from tuoyu.operations.supervision.services import incident_telling as telling
from tuoyu.operations.supervision.tree_files import incident_tree
from tuoyu.operations.supervision.words.incidents import TARDY, Timeliness
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.permissions import VIEW as VIEW_INSTITUTION

_ALL = Incident.objects


@service(permissions.REPORT_INCIDENT)
def report_incident(ctx: Ctx, command: ReportIncident) -> Incident:
    """Record what happened and tell everybody who must know, at once.

    The institution itself reports; an authority records what it was told by telephone (``told_at``) or found. Raises
    ``Refused``: 404 for an institution out of sight, 409 for a drill that does not ask, 422 for facts that cannot be.
    """
    require_any(ctx, permissions.REPORT_INCIDENT)
    institution = require(ctx, VIEW_INSTITUTION, queries.reportable(ctx), command.institution_id, lock=True)
    outcome = outcome_of(incident_tree(), command.path)
    demand(facts_are_sound(command, ctx.now), status=422)
    target = _target(ctx, institution, command.drill_id)
    incident = _recorded(ctx, command, institution, outcome, target)
    if target is not None:
        _answer(ctx, target)
    begin(ctx, INCIDENT, incident, _first_line(incident), permissions.REPORT_INCIDENT)
    journal(
        ctx,
        permissions.REPORT_INCIDENT,
        incident,
        fields=("kind", "severity", "known_at", "report_by_at", "reported_at", "timeliness"),
        note=f"{outcome.title}（{'.'.join(command.path)}）",
    )
    _spread(ctx, incident, outcome)
    return incident


def _target(ctx: Ctx, institution: Institution, drill_id: int | None) -> DrillTarget | None:
    if drill_id is None:
        return None
    target = queries.open_target(institution, drill_id)
    if target is None or target.answered_at is not None or not queries.is_of_institution(ctx, institution):
        raise Refused.because(
            "supervision.drill.answered",
            "这次演练没有等着这家机构报告，或者已经报过了。",
            next_step="真的出了事，请从“出事了”重新开始报告。",
        )
    return target


def _recorded(
    ctx: Ctx, command: ReportIncident, institution: Institution, outcome: Outcome, target: DrillTarget | None
) -> Incident:
    limit = limit_at(outcome.limit, ctx.today, ctx.area) if outcome.limit else None
    report_by_at = report_by(command.known_at, limit.minutes if limit else None)
    is_own = queries.is_of_institution(ctx, institution)
    reported_at = ctx.now if is_own else command.told_at
    post = acting_post(ctx, permissions.REPORT_INCIDENT.code)
    is_found = not is_own and command.told_at is None
    stands = timeliness(report_by_at, reported_at, ctx.now, is_found=is_found)
    incident = Incident(
        institution=institution,
        area_code=institution.area_code,
        kind=outcome.kind.value,
        severity=outcome.severity.value,
        outcome=outcome.code,
        path=list(command.path),
        happened_at=command.happened_at,
        known_at=command.known_at,
        place=command.place.strip()[:100],
        children_count=command.children_count,
        what=command.what.strip(),
        measures=command.measures.strip(),
        recorded_at=ctx.now,
        recorded_by=ctx.actor.name,
        report_by_at=report_by_at,
        reported_at=reported_at,
        reported_by="" if is_found else (ctx.actor.name if is_own else "机构电话报告"),
        timeliness=stands.value,
        timeliness_at=ctx.now,
        found_by_unit_id=(post.unit_id or None) if is_found and post else None,
        drill=target.drill if target else None,
        is_drill=target is not None,
        policy_fingerprint=limit.fingerprint if limit else "",
        state=IncidentState.REPORTED.value if outcome.is_reportable else IncidentState.CLOSED.value,
        state_at=ctx.now,
        closed_at=None if outcome.is_reportable else ctx.now,
    )
    incident.save(force_insert=True)
    return incident


def _first_line(incident: Incident) -> str:
    if incident.timeliness == Timeliness.NOT_DUE:
        return "登记，不用上报"
    return "机构报告" if incident.reported_at is not None else "部门发现并记录"


def _answer(ctx: Ctx, target: DrillTarget) -> None:
    target.answered_at = ctx.now
    target.minutes = minutes_between(target.told_at, ctx.now)
    target.save(update_fields=["answered_at", "minutes"])


def _spread(ctx: Ctx, incident: Incident, outcome: Outcome) -> None:
    """Tell, start the clocks, announce. A drill stays between the institution and who began it."""
    if incident.drill is not None:
        telling.tell_receivers(ctx, incident, {incident.drill.unit: ["演练"]})
        return
    announce(IncidentReported(incident.pk, incident.institution_id, incident.kind))
    if not outcome.is_reportable:
        return
    telling.tell_receivers(ctx, incident, telling.units_told(ctx, outcome.to, incident.institution))
    if incident.reported_at is None:
        telling.tell_found(ctx, incident)
    if incident.timeliness in TARDY:
        telling.tell_lateness(ctx, incident)
    _start_clocks(ctx, incident)


def _start_clocks(ctx: Ctx, incident: Incident) -> None:
    institution, link = incident.institution, telling.incident_link(incident)
    owed = [("incident_closing", institution.supervisor_id, "结案")]
    if institution.unit_id is not None:
        owed.append(("incident_follow_up", institution.unit_id, "续报"))
    for kind, unit_id, duty in owed:
        start_clock(ctx, kind, incident, unit_id=unit_id, title=f"{duty} {incident}", link=link)


@service(permissions.ACKNOWLEDGE_INCIDENT)
def acknowledge_incident(ctx: Ctx, command: AcknowledgeIncident) -> Incident:
    """Somebody of a unit that was told takes note. Raises ``Refused`` (409) when the unit was not told, or has done it."""
    incident = require(ctx, permissions.ACKNOWLEDGE_INCIDENT, _ALL.all(), command.incident_id, lock=True)
    notices = queries.notices_of(incident).filter(
        unit_id__in=ctx.actor.unit_ids, acknowledged_at__isnull=True
    )
    if not notices.update(acknowledged_at=ctx.now, acknowledged_by=ctx.actor.name):
        raise Refused.because(
            "supervision.incident.acknowledged",
            "这件事没有发给你的单位，或者你的单位已经有人确认收到。",
            next_step="刷新页面看是谁在跟进。",
        )
    action = permissions.ACKNOWLEDGE_INCIDENT
    if incident.state == IncidentState.REPORTED:
        return advance(ctx, INCIDENT, _ALL.all(), incident.pk, "acknowledge")
    here = IncidentState(incident.state)
    add_step(ctx, incident, Move("acknowledge", "确认收到", (), here, action.code), source=incident.state)
    journal(ctx, action, incident, fields=("acknowledged_at",))
    return incident


@service(permissions.INVESTIGATE_INCIDENT)
def investigate_incident(ctx: Ctx, command: InvestigateIncident) -> Incident:
    return advance(ctx, INCIDENT, _ALL.all(), command.incident_id, "investigate")


@service(permissions.UPDATE_INCIDENT)
def update_incident(ctx: Ctx, command: UpdateIncident) -> IncidentUpdate:
    """Tell more (续报). The first word of an institution about what others found is its report, and is judged by the clock."""
    action = permissions.UPDATE_INCIDENT
    incident = require(ctx, action, _ALL.select_related("institution"), command.incident_id, lock=True)
    demand(words_are_enough(command.text, "text"), status=422)
    if incident.state == IncidentState.CLOSED:
        raise Refused.because(
            "supervision.incident.closed",
            "这件事已经结案，不能再续报。",
            next_step="有新情况请打主管部门电话，或重新报告。",
        )
    post = acting_post(ctx, action.code)
    update = IncidentUpdate(
        incident=incident,
        unit_id=post.unit_id if post else incident.institution.supervisor_id,
        text=command.text.strip(),
        made_at=ctx.now,
        made_by=ctx.actor.name,
    )
    update.save(force_insert=True)
    fields: tuple[str, ...] = ("text",)
    if queries.is_of_institution(ctx, incident.institution):
        fields += _own_word(ctx, incident)
        meet_clocks(ctx, incident, kind="incident_follow_up")
    here = IncidentState(incident.state)
    add_step(ctx, incident, Move("update", "续报", (), here, action.code), source=incident.state)
    journal(ctx, action, incident, fields=fields)
    units = [notice.unit for notice in queries.notices_of(incident)]
    telling.tell_update(ctx, incident, units, update.pk)
    return update


def _own_word(ctx: Ctx, incident: Incident) -> tuple[str, ...]:
    if incident.reported_at is not None or incident.report_by_at is None:
        return ()
    was_tardy = incident.timeliness in TARDY
    incident.reported_at, incident.reported_by = ctx.now, ctx.actor.name
    incident.timeliness = timeliness(incident.report_by_at, ctx.now, ctx.now, is_found=True).value
    incident.timeliness_at = incident.timeliness_at if was_tardy else ctx.now
    changed = ("reported_at", "reported_by", "timeliness", "timeliness_at")
    incident.save(update_fields=changed)
    if incident.timeliness in TARDY and not was_tardy:
        telling.tell_lateness(ctx, incident)
    return changed


@service(permissions.CLOSE_INCIDENT)
def close_incident(ctx: Ctx, command: CloseIncident) -> Incident:
    """Cause and measures are known. Raises ``Refused`` (422) when one of them is not written."""
    demand(words_are_enough(command.cause, "cause"), status=422)
    demand(words_are_enough(command.lessons, "lessons"), status=422)
    incident = advance(
        ctx,
        INCIDENT,
        _ALL.select_related("institution"),
        command.incident_id,
        "close",
        changes={"cause": command.cause.strip(), "lessons": command.lessons.strip(), "closed_at": ctx.now},
        meets=("incident_closing",),
    )
    cancel_clocks(ctx, incident, kind="incident_follow_up")
    post = acting_post(ctx, permissions.CLOSE_INCIDENT.code)
    telling.tell_closed(ctx, incident, post.unit_name if post else ctx.actor.name)
    return incident


@dataclass(frozen=True, slots=True)
class Told:
    """The sealed texts of an incident: what happened, what was done, every update, cause and measures."""

    what: str
    measures: str
    updates: tuple[tuple[IncidentUpdate, str], ...]
    cause: str
    lessons: str


@service(permissions.REVEAL_INCIDENT)
def reveal_incident(ctx: Ctx, command: RevealIncident) -> Told:
    """The texts whole; ``ctx.purpose`` says what for and stays in the journal."""
    incident = require(ctx, permissions.REVEAL_INCIDENT, _ALL.all(), command.incident_id)
    journal(
        ctx, permissions.REVEAL_INCIDENT, incident, fields=("what", "measures", "updates", "cause", "lessons")
    )
    updates = tuple((each, each.text.reveal()) for each in queries.updates_of(incident))
    return Told(
        incident.what.reveal(),
        incident.measures.reveal(),
        updates,
        incident.cause.reveal(),
        incident.lessons.reveal(),
    )
