"""Bringing an institution into the register, and saying anew what it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.vault.index import blind_index
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.registers.institutions import permissions
from tuoyu.registers.institutions.commands import (
    ClassData,
    LocateInstitution,
    OperatorData,
    PremisesData,
    Profile,
    RegisterInstitution,
    ReviseInstitution,
)
from tuoyu.registers.institutions.models import ClassGroup, Institution, Occupancy, Operator
from tuoyu.registers.institutions.queries import (
    believed_facts,
    institution_for_update,
    rows_of,
    run_by,
)
from tuoyu.registers.institutions.rules.places import point_is_sound, profile_is_sound
from tuoyu.registers.institutions.services.chains import join_chain
from tuoyu.registers.institutions.services.keeping import draw, keep_fact
from tuoyu.registers.institutions.words import FactKind, Standing
from tuoyu.registers.sites.services import KeepPremises, keep_premises

PHONE_INDEX = "institutions.operator.phone"
MEASURES = (
    "building_year",
    "lowest_floor",
    "highest_floor",
    "built_m2",
    "indoor_m2",
    "outdoor_m2",
    "sunlight_hours",
)


@service(permissions.REGISTER)
def register_institution(ctx: Ctx, command: RegisterInstitution) -> Institution:
    """A new institution from the day of its registration. Its operator is found by its code, or kept new."""
    demand(profile_is_sound(command.profile), status=422)
    institution = Institution(
        operator=_keep_operator(command.operator),
        name=command.profile.name,
        supervisor_id=command.supervisor_id,
        unit_id=command.unit_id,
        standing=Standing.REGISTERED.value,
    )
    institution.save(force_insert=True)
    start = command.valid_from_on
    keep_fact(ctx, institution, FactKind.REGISTERED, {}, from_on=start, source=command.source)
    keep_fact(
        ctx, institution, FactKind.PROFILE, _content(command.profile), from_on=start, source=command.source
    )
    draw(ctx, institution)
    if command.head_office_id is not None:
        institution = draw(
            ctx, join_chain(ctx, institution.pk, command.head_office_id, start, command.source)
        )
    journal(ctx, permissions.REGISTER, institution, fields=("operator", "profile", "registered_on"))
    return institution


@service(permissions.REVISE)
def revise_institution(ctx: Ctx, command: ReviseInstitution) -> Institution:
    """What holds from a day on: profile, classes, premises, operator, or the unit in which its people hold posts."""
    institution = institution_for_update(command.institution_id)
    changed = []
    if command.operator is not None:
        institution.operator = _keep_operator(command.operator)
        changed.append("operator")
    if command.unit_id is not None:
        institution.unit_id = command.unit_id
        changed.append("unit")
    if command.profile is not None:
        demand(profile_is_sound(command.profile), status=422)
        content = _content(command.profile)
        keep_fact(
            ctx, institution, FactKind.PROFILE, content, from_on=command.valid_from_on, source=command.source
        )
        changed.append("profile")
    if command.classes is not None:
        _keep_classes(ctx, institution, command)
        changed.append("classes")
    draw(ctx, institution)
    if command.premises is not None:
        _occupy(ctx, institution, command.premises, command.valid_from_on)
        changed.append("premises")
    journal(ctx, permissions.REVISE, institution, fields=changed, basis=command.source)
    return institution


@service(permissions.LOCATE)
def locate_institution(ctx: Ctx, command: LocateInstitution) -> Institution:
    """Put the door on the map (WGS84). Kept as a new profile from today."""
    require(ctx, permissions.LOCATE, Institution.objects.all(), command.institution_id)
    demand(point_is_sound(command.lon, command.lat), status=422)
    institution = institution_for_update(command.institution_id)
    content = _profile_now(ctx, institution) | {"lon": str(command.lon), "lat": str(command.lat)}
    keep_fact(ctx, institution, FactKind.PROFILE, content, from_on=ctx.today, source="地图标注")
    draw(ctx, institution)
    journal(ctx, permissions.LOCATE, institution, fields=("lon", "lat"))
    return institution


def _keep_operator(data: OperatorData) -> Operator:
    rows = Operator.objects.unscoped("the legal body of an institution")
    operator = rows.filter(uscc=data.uscc).select_for_update().first() or Operator(uscc=data.uscc)
    for column in ("name", "nature", "legal_person", "address", "scope", "registered_on"):
        setattr(operator, column, getattr(data, column))
    if data.phone:
        operator.phone = Secret(data.phone)
        operator.phone_index = blind_index(PHONE_INDEX, data.phone)
    operator.save()
    _name_provider(operator)
    return operator


def _name_provider(operator: Operator) -> None:
    """Its other institutions are found by the new name too."""
    for institution in run_by(operator).exclude(provider=operator.provider):
        institution.provider = operator.provider
        institution.save(update_fields=["provider"])


def _content(profile: Profile) -> dict[str, Any]:
    """A profile as JSON: decimals as text, tuples as lists."""
    content = asdict(profile)
    for name in ("lon", "lat"):
        content[name] = None if content[name] is None else str(content[name])
    content["service_forms"] = list(profile.service_forms)
    return content


def _profile_now(ctx: Ctx, institution: Institution) -> dict[str, Any]:
    facts = believed_facts(institution).filter(kind=FactKind.PROFILE.value, valid_from_on__lte=ctx.today)
    fact = facts.order_by("-valid_from_on", "-pk").first()
    if fact is None:
        raise Refused.because(
            "institutions.no_profile", "这家机构还没有基本信息。", next_step="请先登记基本信息。"
        )
    return dict(fact.content)


def _keep_classes(ctx: Ctx, institution: Institution, command: ReviseInstitution) -> None:
    """The classes from a day on: the fact for history, a row for each class for whoever needs one by one."""
    classes = command.classes or ()
    start = command.valid_from_on
    content = {"classes": [asdict(each) for each in classes]}
    keep_fact(ctx, institution, FactKind.CLASSES, content, from_on=start, source=command.source)
    _replace_classes(institution, classes, start)


def _replace_classes(institution: Institution, classes: tuple[ClassData, ...], start: date) -> None:
    """Classes that go on unchanged keep their row; others end on the day before, new ones begin."""
    rows = rows_of(institution, ClassGroup).filter(valid_to_on__isnull=True)
    wanted = [(each.name, each.band, each.places) for each in classes]
    for row in rows.order_by("pk"):
        key = (row.name, row.band, row.places)
        if key in wanted:
            wanted.remove(key)
            continue
        if row.valid_from_on >= start:
            row.delete()
        else:
            row.valid_to_on = start - timedelta(days=1)
            row.save(update_fields=["valid_to_on"])
    ClassGroup.objects.bulk_create(
        ClassGroup(institution=institution, name=name, band=band, places=places, valid_from_on=start)
        for name, band, places in wanted
    )


def _occupy(ctx: Ctx, institution: Institution, data: PremisesData, start: date) -> None:
    """From ``start`` the institution uses these premises; the same address goes on being the same premises."""
    measures = {name: getattr(data, name) for name in MEASURES}
    command = KeepPremises(
        address=institution.address,
        area=institution.area,
        lon=institution.lon,
        lat=institution.lat,
        measures=measures,
        rooms=[asdict(room) for room in data.rooms],
    )
    premises = keep_premises(ctx, command)
    rows = rows_of(institution, Occupancy).filter(valid_to_on__isnull=True)
    rows.filter(valid_from_on__gte=start).delete()
    rows.update(valid_to_on=start - timedelta(days=1))
    Occupancy.objects.create(
        institution=institution,
        premises=premises,
        tenure=data.tenure,
        lease_from_on=data.lease_from_on,
        lease_to_on=data.lease_to_on,
        valid_from_on=start,
    )
