"""Incidents for the world of the house tests: under each of two bureaus one in every state of its way, and a drill."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import DISTRICT, NOW
from tests.house.world import Person, World
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.supervision.commands.incidents import (
    AcknowledgeIncident,
    CloseIncident,
    InvestigateIncident,
    ReportIncident,
    StartDrill,
    UpdateIncident,
)
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.queries.incidents import notices_of, targets_of, updates_of
from tuoyu.operations.supervision.services import incidents as services
from tuoyu.operations.supervision.services.drills import start_drill
from tuoyu.registers.institutions.models import Institution

# Told to the supervising department alone.
PATH = ("missing", "safe")
STATES = ("reported", "acknowledged", "investigating", "closed")


def stock_incidents(world: World) -> None:
    for head, lead in (("i_head", "a_lead"), ("j_head", "b_lead")):
        place = Institution.objects.unscoped("tests").filter(unit=world.people[head].unit).order_by("pk")[0]
        for state in STATES:
            _incident(world, head, lead, place, state)
        drill = start_drill(_ctx(world.people[lead]), StartDrill("演练", "假设有孩子走失", (place.pk,)))
        drill.started_by = world.canary(lead, "C1")
        drill.save(update_fields=["started_by"])
        world.stands_in(drill.started_by, world.add(drill), "supervision.drill.view")
        for target in targets_of(drill):
            world.add(target)


def _incident(world: World, head: str, lead: str, place: Institution, state: str) -> None:
    where, what = world.canary(head, "C1"), world.canary(head, "C3")
    then = NOW - timedelta(minutes=9)
    institution, officer = _ctx(world.people[head]), _ctx(world.people[lead])
    command = ReportIncident(place.pk, PATH, then, then, place=where, what=what)
    row = services.report_incident(institution, command)
    world.stands_in(where, world.add(row), "supervision.incident.view")
    world.stands_in(what, row, "supervision.incident.reveal")
    services.update_incident(institution, UpdateIncident(row.pk, "孩子没事"))
    _lead_to(officer, row, state)
    for each in (*notices_of(row), *updates_of(row)):
        world.add(each)


def _lead_to(officer: Ctx, row: Incident, state: str) -> None:
    until = STATES.index(state)
    if until > STATES.index("reported"):
        services.acknowledge_incident(officer, AcknowledgeIncident(row.pk))
    if until > STATES.index("acknowledged"):
        services.investigate_incident(officer, InvestigateIncident(row.pk))
    if until > STATES.index("investigating"):
        services.close_incident(officer, CloseIncident(row.pk, "门没锁", "装闭门器"))


def _ctx(person: Person) -> Ctx:
    ref = PostRef(person.post.pk, person.unit.pk, person.unit.name, person.role, person.unit.area)
    return Ctx(Actor(ActorKind.PERSON, person.user.name, person.user.pk, (ref,)), NOW, "house", DISTRICT)
