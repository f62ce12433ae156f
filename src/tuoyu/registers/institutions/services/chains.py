"""Head offices and their branches: what was agreed, and who belongs to whom (方案 8)."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.identity import check_uscc
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.registers.institutions import permissions
from tuoyu.registers.institutions.commands import AttachInstitution, RecordAgreement
from tuoyu.registers.institutions.models import ChainAgreement, Institution
from tuoyu.registers.institutions.queries import institution_for_update
from tuoyu.registers.institutions.queries.chains import agreement_in_force, branches_of, head_office_coded
from tuoyu.registers.institutions.rules.chains import (
    Joining,
    agreement_is_sound,
    day_is_sound,
    head_is_unknown,
    may_branch,
    may_join,
)
from tuoyu.registers.institutions.services.keeping import draw, end_fact, keep_fact
from tuoyu.registers.institutions.words import FactKind


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


@service(permissions.ATTACH)
def attach_institution(ctx: Ctx, command: AttachInstitution) -> Institution:
    """From a day on it is a branch of the head office with this code; without a code it belongs to no chain any more."""
    found = require(ctx, permissions.ATTACH, Institution.objects.all(), command.institution_id)
    on = command.valid_from_on
    demand(day_is_sound(on, found.registered_on, ctx.today), status=422)
    head = _head_office(ctx, command.head_uscc)
    if head is None:
        institution = institution_for_update(found.pk)
        end_fact(ctx, institution, FactKind.CHAIN, on)
    else:
        institution = join_chain(ctx, found.pk, head.pk, on, command.source)
    draw(ctx, institution)
    note = f"总部 {head.name}" if head else "不再属于连锁"
    journal(ctx, permissions.ATTACH, institution, fields=("head_office",), basis=command.source, note=note)
    return institution


def join_chain(ctx: Ctx, branch_id: int, head_id: int, on: date, source: str) -> Institution:
    """Keep the fact that one is a branch of the other; refused outside of what was agreed. The caller draws the columns.

    Both rows are held, always in the same order: two that join at once are counted one after the other.
    """
    locked = {pk: institution_for_update(pk) for pk in sorted({branch_id, head_id})}
    branch, head = locked[branch_id], locked[head_id]
    others = branches_of(head).exclude(pk=branch.pk).count()
    demand(may_join(_joining(branch, head)), status=422)
    agreement = agreement_in_force(head, on)
    is_told = branch.filed_on is not None
    demand(may_branch(agreement, branch.area_code, branch.form, others, is_told=is_told))
    content = {
        "head_office": head.pk,
        "name": head.name,
        "uscc": head.operator.uscc,
        "agreement": agreement.number if agreement else "",
    }
    keep_fact(ctx, branch, FactKind.CHAIN, content, from_on=on, source=source)
    return branch


def _head_office(ctx: Ctx, uscc: str) -> Institution | None:
    """The head office of a code, however it was typed; None for an empty one."""
    code = check_uscc(uscc)
    if not code.normalised:
        return None
    head = head_office_coded(code.normalised, ctx.area)
    if head is None:
        raise Refused(head_is_unknown(code), status=422)
    return head


def _joining(branch: Institution, head: Institution) -> Joining:
    return Joining(
        name=branch.name,
        standing=branch.standing,
        has_branches=branches_of(branch).exists(),
        head_name=head.name,
        head_standing=head.standing,
        is_itself=branch.pk == head.pk,
        is_head_a_branch=head.head_office_id is not None,
    )
