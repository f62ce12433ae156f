"""Named reads about people: the posts that count on a day, the actor behind an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from tuoyu.foundation.access.prepared import Prepared
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.people.permissions import VIEW_POST, VIEW_UNIT, VIEW_USER
from tuoyu.foundation.people.words import Validity
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef


def valid_on(day: date, prefix: str = "") -> Q:
    """Posts in force on ``day`` (both ends inclusive)."""
    return Q(**{f"{prefix}starts_on__lte": day}) & not_over(day, f"{prefix}ends_on")


def not_over(day: date, ends: str) -> Q:
    """Periods that have not ended before ``day``; ``ends`` is the column of their last day."""
    return Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day})


def counts_on(day: date, prefix: str = "") -> Q:
    """Posts that give rights on ``day``.

    A delegation counts only while the post it came from does, whatever its own dates say.
    """
    own = Q(**{f"{prefix}delegated_from__isnull": True}) | (
        valid_on(day, f"{prefix}delegated_from__") & Q(**{f"{prefix}delegated_from__user__is_active": True})
    )
    return valid_on(day, prefix) & own


def actor_of(user: User, day: date, *, only_post: int | None = None) -> Actor:
    """The actor behind an account on a day; ``only_post`` narrows to the post the person chose to act in."""
    posts = tuple(
        PostRef(pk, unit, name, role, area, origin or 0)
        for pk, unit, name, role, area, origin in _POSTS.rows(day=day, user=user.pk)
    )
    chosen = tuple(post for post in posts if post.post_id == only_post)
    return Actor(ActorKind.PERSON, user.name, user.pk, chosen or posts)


_POSTS = Prepared(
    lambda day, user: (
        Post.objects.unscoped("who am I")
        .filter(counts_on(day), user_id=user)
        .values_list("pk", "unit_id", "unit__short_name", "role", "unit__area", "delegated_from_id")
        .order_by("unit__position", "pk")
    ),
    day=date,
    user=int,
)


def units(ctx: Ctx) -> QuerySet[Unit]:
    """Units of the district the actor may view, without the bodies it serves; ``state`` says whether each is in use."""
    found = visible(ctx, VIEW_UNIT, Unit.objects.all()).exclude(kind=UnitKind.SERVED.value)
    return found.annotate(state=_state(ctx.today, "valid_from_on", "valid_to_on"))


def users(ctx: Ctx) -> QuerySet[User]:
    return visible(ctx, VIEW_USER, User.objects.all())


def posts(ctx: Ctx) -> QuerySet[Post]:
    """Posts the actor may view; ``state`` says how each stands today."""
    found = visible(ctx, VIEW_POST, Post.objects.select_related("user", "unit", "delegated_from__user"))
    return found.annotate(state=_state(ctx.today, "starts_on", "ends_on"))


def delegations_given(ctx: Ctx) -> QuerySet[Post]:
    """Posts that others hold because the actor lent them, newest first."""
    found = Post.objects.unscoped("own delegations").filter(delegated_from__user_id=ctx.actor.user_id or 0)
    return (
        found.select_related("user", "unit")
        .annotate(state=_state(ctx.today, "starts_on", "ends_on"))
        .order_by("-pk")
    )


def _state(day: date, starts: str, ends: str) -> Case:
    """A ``Validity`` as a column, so that lists can filter and sort by it."""
    return Case(
        When(**{f"{starts}__gt": day}, then=Value(str(Validity.LATER))),
        When(**{f"{ends}__lt": day}, then=Value(str(Validity.OVER))),
        default=Value(str(Validity.NOW)),
        output_field=CharField(),
    )


def units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    """Units of the given codes, for services that load districts and plans."""
    return {unit.code: unit for unit in Unit.objects.unscoped("directory").filter(code__in=list(codes))}


def unit_by_any_name() -> dict[str, Unit]:
    """Every unit under its name, short name and aliases: how plans and uploads call it.

    A name of its own goes before somebody else's alias, and a unit in use before one that was closed.
    """
    in_use_first = F("valid_to_on").desc(nulls_first=True)
    rows = Unit.objects.unscoped("directory of names").exclude(kind=UnitKind.SERVED.value)
    found = list(rows.order_by(in_use_first, "position", "pk"))
    names: dict[str, Unit] = {}
    for unit in found:
        names.setdefault(unit.name, unit)
    for unit in found:
        for name in (unit.short_name, *unit.aliases):
            names.setdefault(name, unit)
    return names
