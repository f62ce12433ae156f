"""The library of items: brought in from policy, revised by its owners as new versions."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.permissions.items import LOAD_ITEMS
from tuoyu.operations.supervision.queries.items import known_versions
from tuoyu.operations.supervision.rules.items import Item


@service(LOAD_ITEMS)
def load_items(ctx: Ctx) -> int:
    """Bring every version of the policy's library that is not known yet. Run again, nothing changes. Returns how many."""
    require_any(ctx, LOAD_ITEMS)
    known = known_versions()
    fresh = [item for item in inspection_items() if (item.code, item.version) not in known]
    ItemVersion.objects.bulk_create(_row(ctx, item) for item in fresh)
    journal(ctx, LOAD_ITEMS, note=f"新增 {len(fresh)} 项")
    return len(fresh)


def _row(ctx: Ctx, item: Item) -> ItemVersion:
    return ItemVersion(
        code=item.code,
        version=item.version,
        domain=item.domain.value,
        unit_kind=item.unit_kind,
        title=item.title,
        look=item.look,
        clause=item.clause,
        weight=item.weight,
        evidence=item.evidence.value,
        forms=list(item.forms),
        needs=list(item.needs),
        is_key=item.is_key,
        confidence=item.confidence.value,
        since_on=item.since or ctx.today,
        reason="随政策数据发布",
        changed_at=ctx.now,
        changed_by=ctx.actor.name,
    )
