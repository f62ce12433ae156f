"""Draws: what the actor and what everybody may see, the pool of one, and what a finished one assigned."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import grants, visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.draws import PUBLIC, DrawState
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.permissions.draws import VIEW_DRAW
from tuoyu.operations.supervision.queries.inspectors import active_inspectors, active_recusals
from tuoyu.operations.supervision.queries.plans import caps_of, visit_counts
from tuoyu.operations.supervision.queries.ratings import class_of_many
from tuoyu.operations.supervision.rules.ceremony import Party
from tuoyu.operations.supervision.rules.pooling import (
    Candidate,
    Department,
    Gathered,
    gathered,
)
from tuoyu.operations.supervision.words.draws import OPEN_CLOCK
from tuoyu.registers.institutions.queries import standing_in
from tuoyu.registers.institutions.words import Standing

# Texts of hundreds of kilobytes that lists do not show.
_LONG = ("frozen_text", "file_text")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One institution drawn, and the inspectors who go there."""

    institution_id: int
    inspector_ids: tuple[int, ...]


def draws(ctx: Ctx) -> QuerySet[Draw]:
    """Draws the actor may see, their long texts left where they are."""
    return visible(ctx, VIEW_DRAW, Draw.objects.select_related("lead_unit").defer(*_LONG))


def public_draws() -> QuerySet[Draw]:
    """Every draw whose pool was frozen, void ones too: a draw that is repeated until it pleases must be seen."""
    rows = Draw.objects.unscoped("draws are published")
    found = rows.filter(state__in=[state.value for state in PUBLIC], frozen_at__isnull=False)
    return found.select_related("lead_unit")


def parties_of(draw: Draw) -> list[DrawParty]:
    """The departments of a draw the caller may see, in the order of its crews."""
    rows = DrawParty.objects.unscoped("the departments of one draw").filter(draw=draw)
    return list(rows.select_related("unit").order_by("position"))


def own_parties(ctx: Ctx, action: Action, parties: Iterable[DrawParty]) -> list[DrawParty]:
    """Those of a draw for which the actor may do ``action``."""
    units = {post.unit_id for posts in grants(ctx, action).values() for post in posts}
    return [party for party in parties if party.unit_id in units]


def uncalled_parties(now: datetime) -> QuerySet[DrawParty]:
    """Those who sealed and may open since the day of sealing is over, but were never asked to."""
    asked = Clock.objects.unscoped("the daily round of draws").filter(
        subject_type=Draw._meta.label_lower,
        subject_id=OuterRef("draw_id"),
        unit_id=OuterRef("unit_id"),
        kind=OPEN_CLOCK,
    )
    return (
        DrawParty.objects.unscoped("the daily round of draws")
        .filter(
            draw__state__in=(DrawState.FROZEN.value, DrawState.OPENING.value),
            draw__seal_by_at__lt=now,
            draw__open_by_at__gte=now,
            sealed_at__isnull=False,
            opened_at__isnull=True,
        )
        .exclude(Exists(asked))
        .order_by("draw", "position")
    )


def ceremony_of(parties: Collection[DrawParty]) -> list[Party]:
    """As the rules read them."""
    return [Party(each.code, each.name, each.sealed_at, each.opened_at) for each in parties]


def pool_of_draw(ctx: Ctx, draw: Draw) -> Gathered:
    """The pool as it would be frozen now: whoever is open, who may be sent, who keeps away, who is left out and why."""
    parties = parties_of(draw)
    units = [party.unit_id for party in parties]
    caps = caps_of(units, ctx.today.year)
    departments = [
        Department(party.code, party.name, party.size, caps.get(party.unit_id)) for party in parties
    ]
    staff = active_inspectors(units, ctx.today)
    return gathered(
        _candidates(ctx, units),
        departments,
        [(each.pk, each.name, each.unit.code) for each in staff],
        active_recusals(units, ctx.today).values_list("inspector_id", "institution_id"),
        draw.shares,
        is_fresh_only=draw.is_fresh_only,
    )


_RUNNING = (Standing.OPEN.value, Standing.SUSPENDED.value)


def _candidates(ctx: Ctx, units: list[int]) -> list[Candidate]:
    rows = standing_in(ctx.area).filter(standing__in=_RUNNING).exclude(opened_on__gt=ctx.today)
    found = {pk: (name, standing) for pk, name, standing in rows.values_list("pk", "name", "standing")}
    classes = class_of_many(found, ctx.today, ctx.area)
    visits = visit_counts(ctx.today.year, units)
    return [
        Candidate(pk, name, classes[pk], standing == Standing.SUSPENDED, visits.get(pk, {}))
        for pk, (name, standing) in found.items()
    ]


def names_in(found: Gathered) -> dict[str, str]:
    """Id or code of the file → the name that people know."""
    pool = found.pool
    names = {each.code: each.name for each in found.departments}
    names |= {each.id: each.name for each in pool.objects}
    names |= {each.id: each.name for each in pool.inspectors}
    return names | {each.id: each.name for each in found.left_out}


def document_of(draw: Draw) -> dict[str, Any]:
    """The published file of a finished draw, or the frozen part of one that is not finished; {} of a draft."""
    text = draw.file_text or draw.frozen_text
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of the result, in names: who goes where, department by department."""

    place: str
    risk: str
    crew: tuple[tuple[str, str], ...]


def seats_of(document: Mapping[str, Any]) -> list[Seat]:
    """The result of a finished file, in the names that stand in it; empty before."""
    if "result" not in document:
        return []
    places = {row["id"]: row for row in document["objects"]}
    staff = {row["id"]: row for row in document["inspectors"]}
    names = {row["department"]: row["name"] for row in document["rules"]["crews"]}
    return [
        Seat(
            places[row["object"]]["name"],
            places[row["object"]]["stratum"],
            tuple((names[staff[each]["department"]], staff[each]["name"]) for each in row["inspectors"]),
        )
        for row in document["result"]
    ]


def assigned_of(draw: Draw) -> list[Assignment]:
    """What a finished draw assigned, in its order; empty of every other."""
    if draw.state != DrawState.FINISHED:
        return []
    return [
        Assignment(draw.keys[row["object"]], tuple(draw.keys[each] for each in row["inspectors"]))
        for row in document_of(draw)["result"]
    ]
