"""Named reads about notices."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.notices.models import Delivery, Notice, Preference
from tuoyu.foundation.notices.permissions import VIEW_DELIVERY, VIEW_NOTICE
from tuoyu.foundation.notices.words import DeliveryState
from tuoyu.foundation.people.models import Post, User
from tuoyu.foundation.people.queries import valid_on
from tuoyu.kernel.context import Ctx


def notices(ctx: Ctx) -> QuerySet[Notice]:
    """Notices for the actor or for a post of the actor, newest first."""
    return visible(ctx, VIEW_NOTICE, Notice.objects.all()).order_by("-pk")


def unread_count(ctx: Ctx, most: int = 100) -> int:
    """How many are unread; counting stops at ``most`` (a badge says 99+)."""
    return len(notices(ctx).filter(read_at__isnull=True).values_list("pk", flat=True)[:most])


def undelivered(ctx: Ctx) -> QuerySet[Delivery]:
    """Messages that were given up on, newest first, each with its reason."""
    rows = Delivery.objects.filter(state=DeliveryState.UNDELIVERED.value).select_related("notice", "user")
    return visible(ctx, VIEW_DELIVERY, rows).order_by("-pk")


def recipients(notice: Notice, on: date) -> list[User]:
    """Who is meant on a day: the person, or all who hold the role in the unit (any role where none is named)."""
    if notice.user is not None:
        return [notice.user] if notice.user.is_active else []
    posts = Post.objects.unscoped("recipients of a notice").filter(valid_on(on), unit=notice.unit)
    if notice.role:
        posts = posts.filter(role=notice.role)
    return list(User.objects.filter(pk__in=posts.values("user_id"), is_active=True).order_by("pk"))


def preferences_of(users: list[User]) -> dict[int, Preference]:
    """By user id; who chose nothing has no entry."""
    return {row.user_id: row for row in Preference.objects.filter(user__in=users).order_by("pk")}
