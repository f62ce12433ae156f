"""How practitioners relate to posts: through an institution in which they hold a position now."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.models import Position


def practitioner_of_unit(ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """People who work in the posts' institution, or in one that the posts' unit supervises. Rights end with the position."""
    open_ones = Position.objects.unscoped("who works where today").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=ctx.today), _at_units(posts)
    )
    return Q(pk__in=open_ones.values("practitioner_id"))


def position_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    return _at_units(posts)


def _at_units(posts: tuple[PostRef, ...]) -> Q:
    units = {post.unit_id for post in posts}
    rows = Institution.objects.unscoped("institutions of the posts' units").filter(
        Q(unit_id__in=units) | Q(supervisor_id__in=units)
    )
    return Q(institution_id__in=rows.values("pk"))
