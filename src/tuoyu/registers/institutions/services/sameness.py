"""Entries that may be one institution: the house looks for them, an officer judges, and nothing is merged away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.registers.institutions import permissions
from tuoyu.registers.institutions.commands import DecideSameness, MarkInstitution
from tuoyu.registers.institutions.models import Sameness
from tuoyu.registers.institutions.policy import duplicate_points_at
from tuoyu.registers.institutions.queries import candidates
from tuoyu.registers.institutions.rules.deciding import decision_is_sound
from tuoyu.registers.institutions.rules.matching import Likeness, likeness, suspects
from tuoyu.registers.institutions.services.marking import mark_institution
from tuoyu.registers.institutions.words import FactKind, SamenessDecision, Standing

Pair = tuple[int, int]


@service(permissions.SUSPECT_SAMENESS)
def suspect_samenesses(ctx: Ctx) -> int:
    """Look for entries that may be one. What was judged stays; what no longer looks alike is dropped. Returns how many are new."""
    points = duplicate_points_at(ctx.today, ctx.area)
    alike: dict[Pair, Likeness] = {}
    for one, other in suspects(candidates(ctx.area)):
        found = likeness(one, other, points)
        if found.score >= points.look_from:
            alike[one.pk, other.pk] = found
    rows = Sameness.objects.unscoped("pairs already known").filter(first__area_code__startswith=ctx.area)
    known = {(row.first_id, row.second_id): row for row in rows.order_by("pk")}
    fresh = [_new(ctx, pair, found) for pair, found in alike.items() if pair not in known]
    Sameness.objects.bulk_create(fresh)
    gone = _follow(known, alike)
    rows.filter(pk__in=gone).delete()
    journal(ctx, permissions.SUSPECT_SAMENESS, note=f"新发现疑似重复 {len(fresh)} 对，撤下 {len(gone)} 对")
    return len(fresh)


@service(permissions.DECIDE_SAMENESS)
def decide_sameness(ctx: Ctx, command: DecideSameness) -> Sameness:
    """Judge a pair. Where both are one, the entry that is not kept ends today, and its fact names the other."""
    rows = Sameness.objects.select_related("first", "second")
    pair = require(ctx, permissions.DECIDE_SAMENESS, rows, command.sameness_id, lock=True)
    demand(decision_is_sound(pair.decision, (pair.first_id, pair.second_id), command), status=422)
    pair.decision, pair.reason = command.decision, command.reason.strip()
    pair.decided_by, pair.decided_at = ctx.actor.name, ctx.now
    if command.decision == SamenessDecision.SAME:
        pair.kept_id = command.kept_id
        _end_other(ctx, pair)
    pair.save()
    journal(ctx, permissions.DECIDE_SAMENESS, pair, fields=("decision", "reason", "kept"), note=pair.reason)
    return pair


def _end_other(ctx: Ctx, pair: Sameness) -> None:
    entries = {pair.first_id: pair.first, pair.second_id: pair.second}
    kept = entries.pop(pair.kept_id or 0)
    (other,) = entries.values()
    if other.standing == Standing.CLOSED:
        return
    source = f"与“{kept.name}”（编号 {kept.pk}）是同一家，合并入该条：{pair.reason}"
    mark_institution(ctx, MarkInstitution(other.pk, FactKind.CLOSED.value, ctx.today, source))


def _follow(known: Mapping[Pair, Sameness], alike: Mapping[Pair, Likeness]) -> list[int]:
    """Open pairs say what is found today. Returns the keys of those that no longer look alike."""
    gone = []
    for pair, row in known.items():
        if row.decision != SamenessDecision.OPEN:
            continue
        found = alike.get(pair)
        if found is None:
            gone.append(row.pk)
        elif (row.score, row.signs) != (found.score, _signs(found)):
            row.score, row.signs = found.score, _signs(found)
            row.save(update_fields=["score", "signs"])
    return gone


def _new(ctx: Ctx, pair: Pair, found: Likeness) -> Sameness:
    return Sameness(
        first_id=pair[0], second_id=pair[1], score=found.score, signs=_signs(found), found_at=ctx.now
    )


def _signs(found: Likeness) -> list[dict[str, Any]]:
    return [asdict(sign) for sign in found.signs]
