"""Which items are asked, and in which version."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.permissions.items import VIEW_ITEM


def items(ctx: Ctx) -> QuerySet[ItemVersion]:
    """Every version of every item that the actor may see."""
    return visible(ctx, VIEW_ITEM, ItemVersion.objects.all())


def known_versions() -> set[tuple[str, int]]:
    """Codes with version that the library holds."""
    return set(_library().values_list("code", "version"))


def items_in_force(on: date) -> QuerySet[ItemVersion]:
    """The versions that are asked on a day: begun, not ended; of each code at most one."""
    return _library().filter(Q(until_on__isnull=True) | Q(until_on__gt=on), since_on__lte=on)


def _library() -> QuerySet[ItemVersion]:
    return ItemVersion.objects.unscoped("the library of items is a public paper")
