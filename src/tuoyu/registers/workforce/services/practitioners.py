"""Who works with children. A person stands here once, found by the blind index of the citizen's number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.vault.index import blind_index
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.identity import CitizenId, Mobile
from tuoyu.kernel.verdict import Verdict, demand
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce import permissions
from tuoyu.registers.workforce.commands import (
    ImportPractitioners,
    OpenPosition,
    RegisterPractitioner,
    RevealPractitioner,
)
from tuoyu.registers.workforce.models import Practitioner
from tuoyu.registers.workforce.rules.people import person_is_sound
from tuoyu.registers.workforce.services.certificates import keep_certificate
from tuoyu.registers.workforce.services.positions import open_position

CITIZEN_INDEX = "workforce.practitioner.citizen_id"
NAME_INDEX = "workforce.practitioner.name"
MOBILE_INDEX = "workforce.practitioner.mobile"


@dataclass(frozen=True, slots=True)
class Revealed:
    """Personal values as they are; whoever holds this journals why (the service did)."""

    name: str
    citizen_id: str
    mobile: str


@service(permissions.REGISTER)
def register_practitioner(ctx: Ctx, command: RegisterPractitioner) -> Practitioner:
    """A person in a post of an institution, with certificates. Said again, nothing is doubled and the newer word holds."""
    require(ctx, permissions.REGISTER, Institution.objects.all(), command.institution_id)
    demand(person_is_sound(command, ctx.today), status=422)
    person = _keep_person(ctx, command)
    post = OpenPosition(
        person.pk,
        command.institution_id,
        command.kind,
        command.starts_on,
        command.is_full_time,
        command.weekly_hours,
    )
    open_position(ctx, post)
    for certificate in command.certificates:
        keep_certificate(person, certificate)
    journal(ctx, permissions.REGISTER, person, fields=("name", "citizen_id", "position", "certificates"))
    return person


@service(permissions.IMPORT)
def import_practitioners(ctx: Ctx, command: ImportPractitioners) -> int:
    """All of them or none; what is wrong names its row, counted from 1. Returns how many people there are."""
    wrong = [
        replace(reason, sentence=f"第 {number} 行：{reason.sentence}")
        for number, row in enumerate(command.rows, 1)
        for reason in person_is_sound(row, ctx.today).failures
    ]
    demand(Verdict.of(wrong), status=422)
    people = {register_practitioner(ctx, row).pk for row in command.rows}
    journal(ctx, permissions.IMPORT, note=f"导入从业人员 {len(people)} 人，{len(command.rows)} 行")
    return len(people)


@service(permissions.REVEAL)
def reveal_practitioner(ctx: Ctx, command: RevealPractitioner) -> Revealed:
    """Name, number and mobile whole; ``ctx.purpose`` says what for and stays in the journal."""
    person = require(ctx, permissions.REVEAL, Practitioner.objects.all(), command.practitioner_id)
    journal(ctx, permissions.REVEAL, person, fields=("name", "citizen_id", "mobile"))
    return Revealed(person.name.reveal(), person.citizen_id.reveal(), person.mobile.reveal())


def _keep_person(ctx: Ctx, command: RegisterPractitioner) -> Practitioner:
    number = CitizenId.parse(command.citizen_id, ctx.today)
    index = blind_index(CITIZEN_INDEX, number.reveal())
    rows = Practitioner.objects.unscoped("a person is registered once")
    person = rows.filter(citizen_index=index).select_for_update().first()
    person = person or Practitioner(citizen_index=index, first_known_at=ctx.now)
    name = command.name.strip()
    person.name, person.name_index = Secret(name), blind_index(NAME_INDEX, name)
    person.citizen_id, person.birth_year = Secret(number.reveal()), number.birth_on.year
    if command.mobile:
        mobile = Mobile.parse(command.mobile).reveal()
        person.mobile, person.mobile_index = Secret(mobile), blind_index(MOBILE_INDEX, mobile)
    person.education = command.education or person.education
    person.management_years = max(command.management_years, person.management_years)
    person.save()
    return person
