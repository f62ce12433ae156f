"""Marks on an institution: filed, open, suspended, closed, not conforming, how many children. Each a fact of its own."""

from __future__ import annotations

from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.registers.institutions import permissions
from tuoyu.registers.institutions.commands import MarkInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import facts_turned, institution_for_update
from tuoyu.registers.institutions.rules.marks import ENDED_BY, mark_is_sound
from tuoyu.registers.institutions.services.keeping import draw, end_fact, keep_fact
from tuoyu.registers.institutions.words import FactKind


@service(permissions.MARK)
def mark_institution(ctx: Ctx, command: MarkInstitution) -> Institution:
    """Write or end one mark, and end the marks that cannot stand beside it (a closed institution is not open)."""
    kind = FactKind(command.kind)
    institution = institution_for_update(command.institution_id)
    demand(mark_is_sound(kind, institution.closed_on, command.valid_from_on, command.content), status=409)
    if command.is_over:
        end_fact(ctx, institution, kind, command.valid_from_on)
    else:
        keep_fact(
            ctx, institution, kind, command.content, from_on=command.valid_from_on, source=command.source
        )
        for other in ENDED_BY.get(kind, ()):
            end_fact(ctx, institution, other, command.valid_from_on)
    draw(ctx, institution)
    what = f"{kind.label}{'终止' if command.is_over else ''} {command.valid_from_on:%F}"
    journal(ctx, permissions.MARK, institution, fields=(kind.value,), basis=command.source, note=what)
    return institution


@service(permissions.MARK)
def refresh_institutions(ctx: Ctx) -> int:
    """Draw the columns of institutions for which a fact began or ended since they were drawn. Returns how many.

    Days on which nobody ran this are made up for.
    """
    rows = Institution.objects.unscoped("columns follow the facts").filter(
        pk__in=facts_turned(ctx.today).values("institution_id")
    )
    found = list(rows.order_by("pk"))
    for institution in found:
        draw(ctx, institution)
    journal(ctx, permissions.MARK, note=f"按日期更新 {len(found)} 家机构的状态")
    return len(found)
