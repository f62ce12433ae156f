"""What the rooms declare to access when they open: their actions, and how their rows relate to a post."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from django.db.models import Model, Q

from tuoyu.foundation.access.actions import Action
from tuoyu.kernel.context import Ctx, PostRef

# A scope tells which rows of a model stand in a relation to the posts that grant the action.
ScopeRule: TypeAlias = Callable[[Ctx, tuple[PostRef, ...]], Q]

ALL = "all"

_actions: dict[str, Action] = {}
_scopes: dict[tuple[str, str], ScopeRule] = {}


def declare_actions(actions: Iterable[Action]) -> None:
    for action in actions:
        if _actions.setdefault(action.code, action) != action:
            raise ValueError(f"action {action.code} is declared twice")


def declare_scope(model: type[Model], scope: str, rule: ScopeRule) -> None:
    """``scope`` is a word of ``policy/base/roles.yaml`` (unit, lead, own …); ``all`` needs no rule."""
    _scopes[model._meta.label_lower, scope] = rule


def scope_rule(model: type[Model], scope: str) -> ScopeRule:
    if scope == ALL:
        return lambda _ctx, _posts: Q()
    try:
        return _scopes[model._meta.label_lower, scope]
    except KeyError:
        raise LookupError(
            f"{model._meta.label}: no rule for scope {scope!r}; declare it in permissions.py"
        ) from None


def all_actions() -> dict[str, Action]:
    return dict(sorted(_actions.items()))


def action_named(code: str) -> Action:
    return _actions[code]
