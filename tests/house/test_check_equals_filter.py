"""``visible`` and ``require`` are one answer: for sampled people, actions and rows, a list and a page never disagree,
and both say what the words of the matrix say. Runs on whichever database the suite runs on."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import models

from tests.house.test_policy_matrix import WANTED, action_of, rows_of
from tests.house.world import Matrix, Person, World
from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.services import require, visible
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
SAMPLES = 1200
SEED = 330302


def pairs(world: World) -> list[tuple[Action, type[models.Model]]]:
    """Every action with the models whose rows it is asked about."""
    found = {
        (action_of(route).code, type(rows[0]))
        for route in WANTED
        if (rows := rows_of(route, world)) and action_of(route)
    }
    return sorted(
        ((all_actions()[code], model) for code, model in found),
        key=lambda pair: (pair[0].code, pair[1].__name__),
    )


def may(ctx: Any, action: Action, row: models.Model) -> bool:
    try:
        return bool(require(ctx, action, _rows(type(row)), row.pk) == row)
    except Refused as refused:
        return refused.status not in {403, 404}


def _rows(model: type[models.Model]) -> Any:
    return model._default_manager.all()


def test_check_equals_filter(world: World, matrix: Matrix) -> None:
    dice, asked, granted = random.Random(SEED), pairs(world), 0
    everybody = list(world.people.values())
    for _ in range(SAMPLES):
        action, model = dice.choice(asked)
        held = dice.sample(everybody, dice.choice((1, 1, 2, 3)))
        row = dice.choice(world.of(model._meta.label_lower))
        ctx = held[0].ctx(*held[1:])
        checked = may(ctx, action, row)
        listed = visible(ctx, action, _rows(model)).filter(pk=row.pk).exists()
        assert checked == listed, (
            f"{action} on {row!r} by {[each.key for each in held]}: page {checked}, list {listed}"
        )
        expected = any(_may(world, matrix, action, held[0], each, row) for each in held)
        assert checked == expected, (
            f"{action} on {row!r} by {[each.key for each in held]}: {checked}, matrix {expected}"
        )
        granted += checked
    assert SAMPLES // 5 < granted < SAMPLES * 4 // 5, (
        f"the sample says little: {granted} of {SAMPLES} granted"
    )


def _may(world: World, matrix: Matrix, action: Action, actor: Person, holder: Person, row: Any) -> bool:
    """``own`` and ``lent`` follow the person, ``unit`` and ``lead`` the post."""
    scope = matrix.scope(action.code, holder.role)
    return world.is_related(scope, actor if scope in {"own", "lent"} else holder, row)


def test_nobody_without_a_post_sees_anything(world: World) -> None:
    for action, model in pairs(world):
        ctx = world.people["leader"].ctx()
        nobody = type(ctx)(
            type(ctx.actor)(ctx.actor.kind, "某人", ctx.actor.user_id), ctx.now, "house", ctx.area
        )
        assert not visible(nobody, action, _rows(model)).exists(), action


def test_a_narrowed_token_may_less_never_more(world: World) -> None:
    """An actor whose scopes name one action can do that and nothing else, whatever the posts allow."""
    from dataclasses import replace

    ctx = world.people["office"].ctx()
    for action, model in pairs(world):
        row = world.of(model._meta.label_lower)[0]
        narrowed = replace(ctx, actor=replace(ctx.actor, scopes=frozenset({action.code})))
        assert may(narrowed, action, row) == may(ctx, action, row)
        other = replace(ctx, actor=replace(ctx.actor, scopes=frozenset({"people.nothing.view"})))
        assert not may(other, action, row)


def test_a_list_has_no_row_twice(world: World) -> None:
    """A scope that joins must not double what it shows."""
    for action, model in pairs(world):
        for person in world.people.values():
            keys = list(visible(person.ctx(), action, _rows(model)).values_list("pk", flat=True))
            assert len(keys) == len(set(keys)), f"{action} by {person.key} on {model.__name__}"
