"""Acting as whoever holds a post, at a moment of the story."""

from __future__ import annotations

from datetime import date, datetime, time

from tuoyu.foundation.people.models import Post
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef

HEAD = "institution_head"


def head_of(unit_id: int | None, moment: datetime, area: str) -> Ctx:
    """The head of an institution, acting at a moment."""
    post = (
        Post.objects.unscoped("the demonstration")
        .select_related("user", "unit")
        .filter(unit=unit_id, role=HEAD)
        .order_by("pk")
        .first()
    )
    if post is None:
        raise LookupError(f"unit {unit_id} has no {HEAD}")
    return as_holder(post, moment, area)


def as_holder(post: Post, moment: datetime, area: str) -> Ctx:
    """Whoever holds a post, acting at a moment."""
    held = PostRef(post.pk, post.unit_id, post.unit.name, post.role, post.unit.area)
    actor = Actor(ActorKind.PERSON, post.user.name, post.user_id, (held,))
    return Ctx(actor, moment, "demo", area)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)
