"""The terms of a draft are changed: until the pool is frozen nothing of it was published."""

from __future__ import annotations

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.draws import EditDraw, OpenDraw
from tuoyu.operations.supervision.flow.draws import DRAW, DrawState
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.permissions.draws import EDIT_DRAW
from tuoyu.operations.supervision.queries.draws import parties_of
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.services.draws import invite, terms_of


@service(EDIT_DRAW)
def edit_draw(ctx: Ctx, command: EditDraw) -> Draw:
    """Put other terms and departments in the place of those of a draft; the timeline says which terms changed."""
    old = require(ctx, EDIT_DRAW, Draw.objects.all(), command.draw_id, lock=True)
    demand(ceremony.may_edit(DrawState(old.state)), status=409)
    new = command.terms
    terms = terms_of(new, old.lead_unit_id)
    demand(ceremony.terms_are_sound(terms, ctx.now), status=422)
    before = terms_of(as_asked(old, parties_of(old)), old.lead_unit_id)
    changed = ceremony.changed_terms(before, terms)
    if not changed:
        raise Refused.because(
            "draw.same", "和现在的一样，没有改动。", status=422, next_step="改好以后再保存，不改的请返回。"
        )
    draw = advance(
        ctx, DRAW, Draw.objects.all(), old.pk, "edit", note=f"改了{'、'.join(changed)}", changes=_columns(new)
    )
    if before.crews != terms.crews:
        DrawParty.objects.unscoped("the departments of one draft").filter(draw=draw).delete()
        invite(draw, new.crews)
        told = "、".join(f"{party.name} {party.size} 人" for party in parties_of(draw))
        journal(ctx, EDIT_DRAW, draw, note=f"参加部门：{told}")
    return draw


def as_asked(draw: Draw, parties: list[DrawParty]) -> OpenDraw:
    """The terms of a draw as they could be asked for again."""
    return OpenDraw(
        draw.title,
        tuple((party.unit_id, party.size) for party in parties),
        draw.shares,
        draw.seal_by_at,
        draw.open_by_at,
        draw.quorum,
        draw.is_fresh_only,
        draw.beacon_name,
        draw.beacon_round,
    )


def _columns(new: OpenDraw) -> dict[str, object]:
    return {
        "title": new.title.strip(),
        "shares": dict(new.shares),
        "seal_by_at": new.seal_by_at,
        "open_by_at": new.open_by_at,
        "quorum": new.quorum,
        "is_fresh_only": new.is_fresh_only,
        "beacon_name": new.beacon_name.strip(),
        "beacon_round": new.beacon_round,
    }
