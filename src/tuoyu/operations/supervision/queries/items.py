"""Which items are asked, and in which version."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.permissions.items import VIEW_ITEM


def items(ctx: Ctx) -> QuerySet[ItemVersion]:
    """Every version of every item that the actor may see."""
    return visible(ctx, VIEW_ITEM, ItemVersion.objects.all())


def newest_items(ctx: Ctx) -> QuerySet[ItemVersion]:
    """Of each item its newest version, in force or not; ``standing`` says which."""
    later = _library().filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    standing = Case(
        When(until_on__lte=ctx.today, then=Value("over")),
        When(since_on__gt=ctx.today, then=Value("later")),
        default=Value("now"),
        output_field=CharField(),
    )
    return (
        items(ctx).exclude(Exists(later)).annotate(standing=standing, form_words=Cast("forms", TextField()))
    )


def versions_of(item: ItemVersion) -> list[ItemVersion]:
    """Every version of an item the caller may see, the newest first."""
    return list(_library().filter(code=item.code).order_by("-version"))


def known_versions() -> set[tuple[str, int]]:
    """Codes with version that the library holds."""
    return set(_library().values_list("code", "version"))


def items_in_force(on: date) -> QuerySet[ItemVersion]:
    """The versions that are asked on a day: begun, not ended; of each code at most one."""
    return _library().filter(Q(until_on__isnull=True) | Q(until_on__gt=on), since_on__lte=on)


def _library() -> QuerySet[ItemVersion]:
    return ItemVersion.objects.unscoped("the library of items is a public paper")
