"""Who is told of an incident, at once and by night too."""

from __future__ import annotations

from datetime import datetime

from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.notices.words import Urgency
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.events.incidents import IncidentLate
from tuoyu.operations.supervision.models import Drill, Incident, IncidentNotice
from tuoyu.operations.supervision.policy.incidents import bodies_at
from tuoyu.operations.supervision.rules.incident_clock import minutes_between
from tuoyu.operations.supervision.services.crediting import credit_incident
from tuoyu.operations.supervision.words import incidents as words
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.registers.institutions.models import Institution

HEAD = "institution_head"


def incident_link(incident: Incident) -> str:
    return f"/supervision/incidents/{incident.pk}/"


def units_told(ctx: Ctx, to: tuple[str, ...], institution: Institution) -> dict[Unit, list[str]]:
    """Which units are told, each with the kinds of body for which it stands. Kinds without a unit here are left out."""
    coded = bodies_at(ctx.today, ctx.area)
    street = institution.area_code[: words.STREET_DIGITS]
    known = units_by_code([*coded.values(), street])
    told: dict[Unit, list[str]] = {}
    for body in to:
        if body == words.SUPERVISOR:
            unit: Unit | None = institution.supervisor
        else:
            unit = known.get(street if body == words.STREET else coded.get(body, ""))
        if unit is not None:
            told.setdefault(unit, []).append(body)
    return told


def tell_receivers(ctx: Ctx, incident: Incident, told: dict[Unit, list[str]]) -> None:
    """One notice a unit, for everybody in it; the first who takes note follows it up."""
    IncidentNotice.objects.bulk_create(
        IncidentNotice(incident=incident, unit=unit, bodies=bodies, sent_at=ctx.now)
        for unit, bodies in told.items()
    )
    for unit in told:
        _tell(ctx, incident, "new", words.TITLE_NEW, words.SENTENCE_NEW, unit=unit)


def tell_found(ctx: Ctx, incident: Incident) -> None:
    """The institution learns that somebody else has recorded it."""
    unit = incident.institution.unit
    if unit is not None and incident.report_by_at is not None:
        _tell(
            ctx, incident, "found", words.TITLE_FOUND, words.SENTENCE_FOUND, unit=unit, role=HEAD,
            finder=incident.found_by_unit.name if incident.found_by_unit else "主管部门", limit=_moment(incident.report_by_at),
        )  # fmt: skip


def tell_next(ctx: Ctx, notice: IncidentNotice, units: list[Unit], role: str) -> None:
    """Nobody of the unit took note: the holders of ``role`` are told."""
    minutes = minutes_between(notice.sent_at, ctx.now)
    for unit in units:
        _tell(
            ctx, notice.incident, f"next:{notice.pk}:{role}", words.TITLE_NEXT, words.SENTENCE_NEXT,
            unit=unit, role=role, finder=notice.unit.name, minutes=minutes,
        )  # fmt: skip


def tell_update(ctx: Ctx, incident: Incident, units: list[Unit], serial: int) -> None:
    for unit in units:
        _tell(
            ctx,
            incident,
            f"update:{serial}",
            words.TITLE_UPDATE,
            words.SENTENCE_UPDATE,
            unit=unit,
            urgency=Urgency.URGENT,
        )


def tell_closed(ctx: Ctx, incident: Incident, by: str) -> None:
    unit = incident.institution.unit
    if unit is not None:
        _tell(
            ctx, incident, "closed", words.TITLE_CLOSED, words.SENTENCE_CLOSED, unit=unit, role=HEAD, finder=by,
            urgency=Urgency.NORMAL,
        )  # fmt: skip


def tell_drill(ctx: Ctx, drill: Drill, institution: Institution) -> None:
    """An institution is asked to report something made up, as if it were real."""
    scenario = drill.scenario if drill.scenario.endswith(("。", "！", "？")) else f"{drill.scenario}。"
    news = NewNotice(
        key=f"supervision.drill:{drill.pk}:{institution.pk}",
        kind="supervision.drill",
        title=words.TITLE_DRILL,
        sentence=words.SENTENCE_DRILL.format(scenario=scenario, limit=_moment(drill.ends_at))[:300],
        link=f"/supervision/incidents/now/?drill={drill.pk}",
        urgency=Urgency.ALARM,
    )
    notify(ctx, news, unit=institution.unit, role=HEAD)


def tell_lateness(ctx: Ctx, incident: Incident) -> None:
    """A late or silent report weighs on the credit of the institution, and is announced."""
    credit_incident(ctx, incident)
    announce(IncidentLate(incident.pk, incident.institution_id, incident.timeliness))


def _tell(  # noqa: PLR0913 - one sentence, its parts by name
    ctx: Ctx,
    incident: Incident,
    event: str,
    title: str,
    sentence: str,
    *,
    unit: Unit,
    role: str = "",
    finder: str = "",
    limit: str = "",
    minutes: int = 0,
    urgency: Urgency = Urgency.ALARM,
) -> None:
    mark = words.DRILL_MARK if incident.is_drill else ""
    facts = {
        "mark": mark,
        "place": incident.institution.name,
        "kind": words.IncidentKind.label_of(incident.kind),
        "severity": Severity.label_of(incident.severity),
        "known": _moment(incident.known_at),
        "unit": finder,
        "who": ctx.actor.name,
        "limit": limit,
        "minutes": minutes,
    }
    news = NewNotice(
        key=f"supervision.incident:{incident.pk}:{event}:{unit.pk}",
        kind="supervision.incident",
        title=title.format(**facts)[:64],
        sentence=sentence.format(**facts)[:300],
        link=incident_link(incident),
        urgency=urgency,
    )
    notify(ctx, news, unit=unit, role=role)


def _moment(moment: datetime) -> str:
    here = moment.astimezone(CHINA)
    return f"{here.month}月{here.day}日{here:%H:%M}"
