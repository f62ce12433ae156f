"""Which items are asked, and in which version."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.models import ItemDecision, ItemVersion
from tuoyu.operations.supervision.permissions.items import VIEW_ITEM
from tuoyu.operations.supervision.rules.item_versions import arrival_of, digest_of
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.words.items import FROM_POLICY, Arrival


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
    proposal = Case(
        When(code__in=list(proposals()), then=Value("waiting")), default=Value(""), output_field=CharField()
    )
    rows = items(ctx).exclude(Exists(later))
    return rows.annotate(standing=standing, proposal=proposal, form_words=Cast("forms", TextField()))


def versions_of(item: ItemVersion) -> list[ItemVersion]:
    """Every version of an item the caller may see, the newest first."""
    return list(_library().filter(code=item.code).order_by("-version"))


def newest_versions() -> dict[str, list[ItemVersion]]:
    """Of every code the versions that the library holds, the newest first."""
    found: dict[str, list[ItemVersion]] = {}
    for row in _library().order_by("code", "-version"):
        found.setdefault(row.code, []).append(row)
    return found


def arrivals(wanted: Arrival) -> list[Item]:
    """Versions of the policy's library that are to be brought in, or to be decided on."""
    house = newest_versions()
    return [item for item in inspection_items() if _arrival(item, house.get(item.code, [])) is wanted]


def proposals() -> dict[str, Item]:
    """Code → the version that policy brought, where the item had been changed here and nobody has decided yet."""
    decided = set(_decisions().values_list("digest", flat=True))
    return {item.code: item for item in arrivals(Arrival.PROPOSE) if digest_of(item) not in decided}


def proposal_of(item: ItemVersion) -> Item | None:
    """The version of policy that waits for a decision on this item."""
    policy = next((each for each in inspection_items() if each.code == item.code), None)
    if policy is None or _arrival(policy, versions_of(item)) is not Arrival.PROPOSE:
        return None
    return None if _decisions().filter(digest=digest_of(policy)).exists() else policy


def decisions_of(item: ItemVersion) -> list[ItemDecision]:
    """What was decided of versions that policy brought, the newest first."""
    return list(_decisions().filter(code=item.code).order_by("-pk"))


def _arrival(policy: Item, versions: list[ItemVersion]) -> Arrival:
    newest = versions[0] if versions else None
    is_untouched = newest is not None and newest.reason == FROM_POLICY and newest.until_on is None
    return arrival_of(policy, [each.item for each in versions], is_untouched=is_untouched)


def _decisions() -> QuerySet[ItemDecision]:
    return ItemDecision.objects.unscoped("the library of items is a public paper")


def items_in_force(on: date) -> QuerySet[ItemVersion]:
    """The versions that are asked on a day: begun, not ended; of each code at most one."""
    return _library().filter(Q(until_on__isnull=True) | Q(until_on__gt=on), since_on__lte=on)


def forms_of_kinds(on: date) -> dict[str, set[str]]:
    """Kind of department → the forms of institutions at which it has something to look at on a day."""
    found: dict[str, set[str]] = {}
    for kind, forms in items_in_force(on).order_by().values_list("unit_kind", "forms"):
        found.setdefault(kind, set()).update(forms)
    return found


def _library() -> QuerySet[ItemVersion]:
    return ItemVersion.objects.unscoped("the library of items is a public paper")
