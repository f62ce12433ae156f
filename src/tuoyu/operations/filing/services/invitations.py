"""Accounts by invitation: a one-time link for a registered provider, and what becomes of it when it is opened.

Whoever opens the link is nobody yet. The house itself (``telling.house_of``) makes unit, institution, account and post;
the journal keeps the name that was typed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.services import last_clock, start_clock
from tuoyu.foundation.people.commands import AddUnit, AddUser, OpenPost
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.foundation.people.services import add_unit, add_user, open_post
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.kernel.context import Actor, ActorKind, Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import AcceptInvitation, InviteRegistration
from tuoyu.operations.filing.models import Invitation, Registration
from tuoyu.operations.filing.policy import invitation_days_at
from tuoyu.operations.filing.queries.invitations import digest_of, open_invitation, verdict_on, waiting
from tuoyu.operations.filing.queries.registrations import invitations_of, links_of, of_code
from tuoyu.operations.filing.rules.guessing import form_of, nature_of, sponsor_of
from tuoyu.operations.filing.services.cases import officer_unit
from tuoyu.operations.filing.services.telling import HEAD
from tuoyu.operations.filing.words import Progress
from tuoyu.registers.institutions.commands import (
    AttachInstitution,
    OperatorData,
    Profile,
    RegisterInstitution,
    ReviseInstitution,
)
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institutions_of_codes, registration_kind
from tuoyu.registers.institutions.services import (
    attach_institution,
    register_institution,
    revise_institution,
)

FIRST = "filing_first"
_TOKEN_BYTES = 24
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Invited:
    """``token`` is the end of the link; it is shown once and only its digest is kept."""

    invitation: Invitation
    token: str = field(repr=False)


@service(permissions.INVITE_REGISTRATION)
def invite_registration(ctx: Ctx, command: InviteRegistration) -> Invited:
    """A link for the people of a provider. A link that was not used ends with the new one."""
    row = require(
        ctx, permissions.INVITE_REGISTRATION, Registration.objects.all(), command.registration_id, lock=True
    )
    demand(verdict_on(row))
    waiting(invitations_of(row)).update(ended_at=ctx.now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation = Invitation.objects.create(
        registration=row,
        digest=digest_of(token),
        made_at=ctx.now,
        made_by=ctx.actor.name,
        expires_on=ctx.today + timedelta(days=invitation_days_at(ctx.today, ctx.area)),
    )
    journal(ctx, permissions.INVITE_REGISTRATION, row, fields=("invitation",))
    return Invited(invitation, token)


@service(permissions.JOIN)
def accept_invitation(ctx: Ctx, command: AcceptInvitation) -> User:
    """The link becomes an account: the head of the institution, whose first filing is now awaited.

    One code, one institution: other links that wait for the same code end.
    """
    invitation = _invitation_for_update(ctx, command.token)
    name = command.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Refused.because(
            "filing.join.name", "没有写姓名。", status=422, next_step="请写负责人的姓名。", field="name"
        )
    if not command.mobile.strip():
        raise Refused.because(
            "filing.join.mobile",
            "没有写手机号。",
            status=422,
            next_step="请写能接到通知的手机号。",
            field="mobile",
        )
    # Whoever is signed in on this device plays no part: the link alone speaks.
    visitor = Ctx(Actor(ActorKind.VISITOR, name), ctx.now, ctx.request_id, ctx.area)
    house = house_of(visitor)
    user = add_user(
        house, AddUser(command.username, name, command.password, command.mobile, is_own_password=True)
    )
    institution = _settle(house, invitation.registration)
    if command.head_uscc.strip():
        _join_chain(house, institution, command.head_uscc)
    open_post(house, OpenPost(user.pk, int(institution.unit_id or 0), HEAD, ctx.today, title="负责人"))
    invitation.used_at, invitation.user = ctx.now, user
    invitation.save(update_fields=["used_at", "user"])
    waiting(links_of(of_code(invitation.registration.uscc))).update(ended_at=ctx.now)
    journal(visitor, permissions.JOIN, invitation.registration, fields=("unit", "institution", "account"))
    return user


def _invitation_for_update(ctx: Ctx, token: str) -> Invitation:
    """With all registrations of its code locked, so that links opened at once make one account and one institution."""
    code = open_invitation(ctx, token).registration.uscc
    list(of_code(code).select_for_update().values_list("pk", flat=True))
    found = open_invitation(ctx, token)
    # Corrected while we waited: then other rows are to be held.
    return found if found.registration.uscc == code else _invitation_for_update(ctx, token)


def _settle(house: Ctx, row: Registration) -> Institution:
    """The institution of a registration with a unit of its own, both made where there is none; its first clock runs."""
    institution = row.institution or institutions_of_codes([row.uscc]).get(row.uscc)
    if institution is None:
        institution = register_institution(house, _registering(house, row, _unit_of(house, row)))
    elif institution.unit_id is None:
        linked = ReviseInstitution(institution.pk, house.today, "开户邀请", unit_id=_unit_of(house, row).pk)
        institution = revise_institution(house, linked)
    of_code(row.uscc).update(institution=institution)
    row.institution = institution
    if row.progress == Progress.UNFILED:
        _await_filing(house, institution)
    return institution


def _join_chain(house: Ctx, institution: Institution, head_uscc: str) -> None:
    """A branch says whose it is. Once filed, that is no longer for whoever opens an account to say."""
    if institution.filed_on is not None:
        raise Refused.because(
            "filing.join.filed",
            "这家机构已经备案，所属总部不能在开户时登记。",
            next_step="总部的代码请留空，由备案经办人在机构页登记。",
            field="head_uscc",
        )
    attach_institution(house, AttachInstitution(institution.pk, head_uscc, house.today, "开户邀请"))


def _unit_of(house: Ctx, row: Registration) -> Unit:
    """The unit in which the people of the provider hold their posts. Two providers may bear one name."""
    code = f"i{row.uscc.lower()}"
    known = units_by_code([code]).get(code)
    if known is not None:
        return known
    is_taken = Unit.objects.unscoped("is the name of a unit taken").filter(name=row.name).exists()
    name = f"{row.name}（{row.uscc[-4:]}）" if is_taken else row.name
    command = AddUnit(
        code, name, row.name[:32], UnitKind.SERVED.value, house.area, _first_day(house, row), position=900
    )
    return add_unit(house, command)


def _first_day(house: Ctx, row: Registration) -> date:
    return min(row.registered_on, house.today)


def _registering(house: Ctx, row: Registration, unit: Unit) -> RegisterInstitution:
    """The entry of the register as far as a registration tells it; the filing says the rest."""
    kind = registration_kind(row.uscc, house.today, house.area)
    nature = nature_of(kind.nature if kind else "company", row.name)
    form = form_of(row.name, row.kind_name)
    operator = OperatorData(
        row.uscc,
        row.name,
        nature,
        row.legal_person,
        row.phone.reveal(),
        row.address,
        row.scope,
        row.registered_on,
    )
    profile = Profile(
        row.name, form, sponsor_of(nature), row.address, row.area_code, head_name=row.legal_person
    )
    supervisor = officer_unit(house, form)
    return RegisterInstitution(
        operator, profile, supervisor.pk, row.registered_on, f"{row.unit.name}登记信息", unit_id=unit.pk
    )


def _await_filing(house: Ctx, institution: Institution) -> None:
    """The first filing is awaited from today: before, nobody of the institution could have handed it in. A second person
    of one institution does not start the clock again."""
    clock = last_clock(institution, kind=FIRST)
    is_awaited = clock is not None and clock.met_on is None and clock.cancelled_on is None
    if institution.unit_id is None or is_awaited:
        return
    start_clock(
        house,
        FIRST,
        institution,
        unit_id=institution.unit_id,
        title=f"备案：{institution.name}",
        link="/filing/home/",
    )
