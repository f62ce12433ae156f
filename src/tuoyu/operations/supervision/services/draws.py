"""The ceremony of a draw: begun, frozen, sealed by each department, opened, finished; or void."""

from __future__ import annotations

import json
import secrets
from typing import Any

from tuoyu.foundation.access.services import grants, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import cancel_clocks, meet_clocks
from tuoyu.foundation.papers.services import take_number
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.supervision.commands.draws import (
    FinishDraw,
    FreezeDraw,
    OpenDraw,
    RevealDraw,
    SealDraw,
    VoidDraw,
)
from tuoyu.operations.supervision.flow.draws import DRAW
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.permissions.draws import (
    FINISH_DRAW,
    FREEZE_DRAW,
    OPEN_DRAW,
    REVEAL_DRAW,
    SEAL_DRAW,
    VOID_DRAW,
)
from tuoyu.operations.supervision.queries.draws import (
    ceremony_of,
    names_in,
    own_parties,
    parties_of,
    pool_of_draw,
)
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.rules.drawing.checking import check_file
from tuoyu.operations.supervision.rules.drawing.file import finished, frozen_digest, written
from tuoyu.operations.supervision.rules.drawing.lottery import commitment
from tuoyu.operations.supervision.rules.drawing.shape import DRAW as SHAPE
from tuoyu.operations.supervision.rules.drawing.shape import FROZEN, ShapeWrong, demand_shape
from tuoyu.operations.supervision.rules.pooling import frozen_document
from tuoyu.operations.supervision.services.draws_telling import ask_to_open, ask_to_seal
from tuoyu.operations.supervision.words.draws import OPEN_CLOCK, SEAL_CLOCK

SERIES = "supervision.draw"
_SECRET_BYTES = 32


@service(OPEN_DRAW)
def open_draw(ctx: Ctx, command: OpenDraw) -> Draw:
    """Begin a draw for the actor's own department and those it names. Nothing is fixed yet but its terms."""
    require_any(ctx, OPEN_DRAW)
    own = {post.unit_id for posts in grants(ctx, OPEN_DRAW).values() for post in posts}
    lead = next((unit for unit, _ in command.crews if unit in own), 0)
    demand(ceremony.terms_are_sound(terms_of(command, lead), ctx.now), status=422)
    draw = Draw(
        number=f"{ctx.area}-{ctx.today.year}-{take_number(ctx, SERIES, ctx.today.year):02}",
        title=command.title.strip(),
        lead_unit_id=lead,
        shares=dict(command.shares),
        is_fresh_only=command.is_fresh_only,
        quorum=command.quorum,
        beacon_name=command.beacon_name.strip(),
        beacon_round=command.beacon_round,
        seal_by_at=command.seal_by_at,
        open_by_at=command.open_by_at,
        state=DRAW.start.value,
        state_at=ctx.now,
    )
    draw.save(force_insert=True)
    invite(draw, command.crews)
    begin(ctx, DRAW, draw, "发起抽取", OPEN_DRAW)
    journal(ctx, OPEN_DRAW, draw, fields=("number", "title", "shares", "quorum", "seal_by_at", "open_by_at"))
    return draw


def terms_of(command: OpenDraw, lead: int) -> ceremony.Terms:
    """What is asked for, as the rules read it. ``lead``: the unit that begins it."""
    return ceremony.Terms(
        command.title, lead, command.crews, command.shares, command.quorum, command.seal_by_at,
        command.open_by_at, command.beacon_name, command.beacon_round, command.is_fresh_only,
    )  # fmt: skip


def invite(draw: Draw, crews: tuple[tuple[int, int], ...]) -> None:
    """Make the departments of a draw that has none. In the transaction of the caller."""
    units = {
        unit.pk: unit
        for unit in Unit.objects.unscoped("the departments that a draw names").filter(
            pk__in=[unit for unit, _ in crews]
        )
    }
    if len(units) != len(crews):
        raise Refused.because("draw.terms", "有部门不在单位名册里，或列了两次。", status=422)
    for position, (unit, size) in enumerate(crews):
        DrawParty.objects.create(
            draw=draw,
            unit=units[unit],
            code=units[unit].code,
            name=units[unit].name,
            position=position,
            size=size,
        )


@service(FREEZE_DRAW)
def freeze_draw(ctx: Ctx, command: FreezeDraw) -> Draw:
    """Write pool, recusals and rules down for good and hash them. From now on nobody can change who may be drawn."""
    draw = advance(
        ctx, DRAW, Draw.objects.all(), command.draw_id, "freeze", rule=lambda one: _is_in_time(ctx, one)
    )
    found = pool_of_draw(ctx, draw)
    demand(ceremony.pool_is_ready(found.pool, names_in(found)))
    document = frozen_document(found, _rules_of(ctx, draw))
    try:
        demand_shape(document, {key: SHAPE[key] for key in FROZEN})
    except ShapeWrong as wrong:
        raise Refused.because(
            "draw.shape", f"名单里有写不进公布文件的内容：{wrong}", next_step="请改好机构或人员的名称再冻结。"
        ) from wrong
    draw.frozen_at = ctx.now
    draw.frozen_digest = frozen_digest(document)
    draw.frozen_text = written(document).decode("utf-8")
    draw.keys = dict(found.keys)
    draw.save(update_fields=["frozen_at", "frozen_digest", "frozen_text", "keys"])
    journal(ctx, FREEZE_DRAW, draw, fields=("frozen_digest", "frozen_text"), note=draw.frozen_digest)
    ask_to_seal(ctx, draw, parties_of(draw))
    return draw


def _is_in_time(ctx: Ctx, draw: Draw) -> Verdict:
    if ctx.now <= draw.seal_by_at:
        return PASSED
    return Verdict.refuse(
        "draw.late", "封存截止已过，不能再冻结。", next_step="请先修改这次抽取，改后面的日期，再冻结。"
    )


def _rules_of(ctx: Ctx, draw: Draw) -> dict[str, Any]:
    agreed = {"name": draw.beacon_name, "round": draw.beacon_round} if draw.beacon_name else None
    return {
        "draw": draw.number,
        "title": draw.title,
        "area": ctx.area,
        "frozen_at": ceremony.spelt(ctx.now),
        "open_by": ceremony.spelt(draw.open_by_at),
        "quorum": draw.quorum,
        "beacon": agreed,
    }


@service(SEAL_DRAW)
def seal_draw(ctx: Ctx, command: SealDraw) -> DrawParty:
    """Lock the secret of the actor's department away and publish its digest, in one transaction: both or neither."""
    if command.secret:
        demand(ceremony.secret_is_sound(command.secret), status=422)
    draw = advance(
        ctx,
        DRAW,
        Draw.objects.all(),
        command.draw_id,
        "seal",
        rule=lambda one: ceremony.may_seal(ceremony_of(parties_of(one)), one.seal_by_at, ctx.now),
    )
    party = next((each for each in own_parties(ctx, SEAL_DRAW, parties_of(draw)) if not each.sealed_at), None)
    if party is None:
        raise Refused.because(
            "draw.sealed", "本部门已经封存过，不能再换。", next_step="等各部门封存后公开密数。"
        )
    secret = command.secret or secrets.token_hex(_SECRET_BYTES)
    party.secret = Secret(secret)
    party.commitment = commitment(draw.frozen_digest, party.code, secret)
    party.sealed_at, party.sealed_by = ctx.now, ctx.actor.name
    party.save(update_fields=["secret", "commitment", "sealed_at", "sealed_by"])
    journal(ctx, SEAL_DRAW, party, fields=("secret", "commitment"), note=party.commitment)
    meet_clocks(ctx, draw, kind=SEAL_CLOCK, unit_id=party.unit_id)
    if all(each.sealed_at for each in parties_of(draw)):
        ask_to_open(ctx, draw, parties_of(draw), "各部门都已封存")
    return party


@service(REVEAL_DRAW)
def reveal_draw(ctx: Ctx, command: RevealDraw) -> DrawParty:
    """Open the secret of the actor's department: from now on everybody can compare it with its digest."""
    draw = advance(
        ctx,
        DRAW,
        Draw.objects.all(),
        command.draw_id,
        "reveal",
        rule=lambda one: ceremony.may_reveal(
            ceremony_of(parties_of(one)), one.seal_by_at, one.open_by_at, ctx.now
        ),
    )
    mine = own_parties(ctx, REVEAL_DRAW, parties_of(draw))
    party = next((each for each in mine if each.sealed_at and not each.opened_at), None)
    if party is None:
        sentence = (
            "本部门已经公开过。"
            if any(each.opened_at for each in mine)
            else "本部门没有封存密数，没有可公开的。"
        )
        raise Refused.because("draw.opened", sentence, next_step="等其他部门公开以后抽取。")
    party.opened_secret = party.secret.reveal()
    party.opened_at, party.opened_by = ctx.now, ctx.actor.name
    party.save(update_fields=["opened_secret", "opened_at", "opened_by"])
    journal(ctx, REVEAL_DRAW, party, fields=("secret", "opened_secret"), note="密数已公开")
    meet_clocks(ctx, draw, kind=OPEN_CLOCK, unit_id=party.unit_id)
    return party


@service(FINISH_DRAW)
def finish_draw(ctx: Ctx, command: FinishDraw) -> Draw:
    """Draw. The file is checked as any citizen would before it is kept; who never opened is named in it."""

    def rule(one: Draw) -> Verdict:
        parties = ceremony_of(parties_of(one))
        allowed = ceremony.may_finish(parties, one.quorum, one.open_by_at, ctx.now)
        return allowed & ceremony.beacon_is_sound(one.beacon_name, command.beacon_value)

    draw = advance(ctx, DRAW, Draw.objects.all(), command.draw_id, "finish", rule=rule)
    content = written(finished(_before_drawing(draw, parties_of(draw), command.beacon_value)))
    demand(check_file(content))
    draw.file_text = content.decode("utf-8")
    draw.finished_at, draw.beacon_value = ctx.now, command.beacon_value
    draw.save(update_fields=["file_text", "finished_at", "beacon_value"])
    journal(
        ctx, FINISH_DRAW, draw, fields=("file_text", "finished_at"), note=json.loads(draw.file_text)["digest"]
    )
    # Whoever never sealed or opened is named in the file; there is nothing left for them to do.
    cancel_clocks(ctx, draw)
    return draw


def _before_drawing(draw: Draw, parties: list[DrawParty], beacon: str) -> dict[str, Any]:
    """The file up to the point where the rest follows from it."""
    return {
        **json.loads(draw.frozen_text),
        "frozen": draw.frozen_digest,
        "commitments": [
            {"department": each.code, "digest": each.commitment, "at": ceremony.spelt(each.sealed_at)}
            for each in parties
            if each.sealed_at
        ],
        "openings": [
            {"department": each.code, "secret": each.opened_secret, "at": ceremony.spelt(each.opened_at)}
            for each in parties
            if each.opened_at
        ],
        "beacon": beacon or None,
    }


@service(VOID_DRAW)
def void_draw(ctx: Ctx, command: VoidDraw) -> Draw:
    """It does not count. Once frozen it stays public, with the reason: a draw cannot be repeated until it pleases."""
    reason = command.reason.strip()
    if not reason or len(reason) > 300:
        raise Refused.because(
            "draw.reason",
            "作废要写明原因，最多300个字。",
            status=422,
            field="reason",
            next_step="已冻结的抽取作废后仍然公开，原因大家都能看到。",
        )
    draw = advance(
        ctx, DRAW, Draw.objects.all(), command.draw_id, "void", note=reason, changes={"void_reason": reason}
    )
    cancel_clocks(ctx, draw)
    return draw
