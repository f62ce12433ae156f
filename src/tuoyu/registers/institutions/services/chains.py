"""Head offices and their branches: what was agreed, and what already stands (方案 8)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.registers.institutions import permissions
from tuoyu.registers.institutions.commands import RecordAgreement
from tuoyu.registers.institutions.models import ChainAgreement, Institution
from tuoyu.registers.institutions.queries import agreements_of, sisters_of
from tuoyu.registers.institutions.rules.places import Agreement, agreement_is_sound
from tuoyu.registers.institutions.words import Standing


@service(permissions.RECORD_AGREEMENT)
def record_agreement(ctx: Ctx, command: RecordAgreement) -> ChainAgreement:
    """What a head office agreed for its branches; a new agreement follows the one before."""
    head = require(
        ctx, permissions.RECORD_AGREEMENT, Institution.objects.all(), command.head_office_id, lock=True
    )
    demand(agreement_is_sound(command), status=422)
    agreement: ChainAgreement = ChainAgreement.objects.create(
        head_office=head,
        number=command.number,
        area_codes=list(command.area_codes),
        forms=list(command.forms),
        most_branches=command.most_branches,
        valid_from_on=command.valid_from_on,
        valid_to_on=command.valid_to_on,
    )
    journal(
        ctx, permissions.RECORD_AGREEMENT, head, fields=("number", "area_codes", "forms", "most_branches")
    )
    return agreement


def agreement_in_force(head: Institution, day: date) -> Agreement | None:
    """The newest agreement of a head office that holds on a day."""
    held = Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day)
    row = agreements_of(head).filter(held, valid_from_on__lte=day).first()
    if row is None:
        return None
    return Agreement(row.number, tuple(row.area_codes), tuple(row.forms), row.most_branches)


def branches_of(head: Institution) -> int:
    """How many branches stand that have not ended."""
    return sisters_of(head).filter(head_office=head).exclude(standing=Standing.CLOSED.value).count()
