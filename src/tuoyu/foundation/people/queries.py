"""Named reads about people: the posts that count on a day, the actor behind an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.people.permissions import VIEW_POST, VIEW_UNIT, VIEW_USER
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef


def valid_on(day: date, prefix: str = "") -> Q:
    """Posts in force on ``day`` (both ends inclusive)."""
    ends = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    return Q(**{f"{prefix}starts_on__lte": day}) & ends


def actor_of(user: User, day: date, *, only_post: int | None = None) -> Actor:
    """The actor behind an account on a day; ``only_post`` narrows to the post the person chose to act in.

    A delegation counts only while the post it came from does, whatever its own dates say.
    """
    own = Q(delegated_from__isnull=True) | (
        valid_on(day, "delegated_from__") & Q(delegated_from__user__is_active=True)
    )
    rows = (
        Post.objects.unscoped("who am I")
        .filter(valid_on(day), own, user=user)
        .values_list("pk", "unit_id", "unit__name", "role", "unit__area", "delegated_from_id")
        .order_by("unit__position", "pk")
    )
    posts = tuple(
        PostRef(pk, unit, name, role, area, origin or 0) for pk, unit, name, role, area, origin in rows
    )
    chosen = tuple(post for post in posts if post.post_id == only_post)
    return Actor(ActorKind.PERSON, user.name, user.pk, chosen or posts)


def units(ctx: Ctx) -> QuerySet[Unit]:
    return visible(ctx, VIEW_UNIT, Unit.objects.all())


def users(ctx: Ctx) -> QuerySet[User]:
    return visible(ctx, VIEW_USER, User.objects.all())


def posts(ctx: Ctx) -> QuerySet[Post]:
    return visible(ctx, VIEW_POST, Post.objects.select_related("user", "unit", "delegated_from__user"))


def units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    """Units of the given codes, for services that load districts and plans."""
    return {unit.code: unit for unit in Unit.objects.unscoped("directory").filter(code__in=list(codes))}


def unit_by_any_name() -> dict[str, Unit]:
    """Every unit under its name, short name and aliases: how plans and uploads call it."""
    names: dict[str, Unit] = {}
    for unit in Unit.objects.unscoped("directory of names"):
        for name in (unit.name, unit.short_name, *unit.aliases):
            names.setdefault(name, unit)
    return names
