"""The library of items: brought in from policy, revised by its owners as new versions."""

from __future__ import annotations

from datetime import date, timedelta

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.policy.words import Confidence
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.items import ReviseItem, WithdrawItem
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.permissions.items import LOAD_ITEMS, REVISE_ITEM, WITHDRAW_ITEM
from tuoyu.operations.supervision.queries.items import arrivals, newest_versions
from tuoyu.operations.supervision.rules.item_versions import may_follow
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.words.items import FROM_POLICY, Arrival, Evidence


@service(LOAD_ITEMS)
def load_items(ctx: Ctx) -> int:
    """Bring every version of the policy's library that is not known yet. Run again, nothing changes. Returns how many."""
    require_any(ctx, LOAD_ITEMS)
    fresh = arrivals(Arrival.BRING)
    house = newest_versions()
    ItemVersion.objects.bulk_create(_row(ctx, item, house.get(item.code, [])) for item in fresh)
    journal(ctx, LOAD_ITEMS, note=f"新增 {len(fresh)} 项")
    return len(fresh)


def _row(ctx: Ctx, item: Item, before: list[ItemVersion]) -> ItemVersion:
    """The version to be brought in; the one before it, which nobody changed here, ends with its first day."""
    since = item.since or ctx.today
    if before:
        since = max(since, ctx.today, before[0].since_on + timedelta(days=1))
        before[0].until_on = since
        before[0].save(update_fields=["until_on"])
    return row_of(ctx, item, since, FROM_POLICY)


def row_of(ctx: Ctx, item: Item, since: date, reason: str) -> ItemVersion:
    """A version in the words of policy, not saved."""
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
        since_on=since,
        reason=reason,
        changed_at=ctx.now,
        changed_by=ctx.actor.name,
    )


@service(REVISE_ITEM)
def revise_item(ctx: Ctx, command: ReviseItem) -> ItemVersion:
    """A new version from a day on; the old one ends that day and is still read by the visits that were made with it."""
    old = _newest(ctx, REVISE_ITEM, command.item_id)
    reason = given_reason(command.reason)
    new = ItemVersion(
        code=old.code,
        version=old.version + 1,
        domain=old.domain,
        unit_kind=old.unit_kind,
        title=command.title.strip(),
        look=command.look.strip(),
        clause=command.clause.strip(),
        weight=command.weight,
        evidence=_evidence(command.evidence),
        forms=list(command.forms),
        needs=list(command.needs),
        is_key=command.is_key,
        confidence=(Confidence.VERIFIED if command.is_checked else Confidence.UNCERTAIN).value,
        since_on=command.since_on,
        reason=reason,
        changed_at=ctx.now,
        changed_by=ctx.actor.name,
    )
    demand(may_follow(old.item, new.item, ctx.today), status=422)
    old.until_on = command.since_on
    old.save(update_fields=["until_on"])
    new.save(force_insert=True)
    journal(ctx, REVISE_ITEM, new, fields=("code", "version", "since_on", "clause"), note=reason)
    return new


@service(WITHDRAW_ITEM)
def withdraw_item(ctx: Ctx, command: WithdrawItem) -> ItemVersion:
    """No longer asked from a day on. A visit that is under way keeps its version."""
    item = _newest(ctx, WITHDRAW_ITEM, command.item_id)
    reason = given_reason(command.reason)
    if command.until_on < max(ctx.today, item.since_on):
        raise Refused.because(
            "item.until",
            "停用日期不能早于今天，也不能早于启用日期。",
            status=422,
            field="until_on",
            next_step="请选以后的日期。",
        )
    item.until_on, item.reason = command.until_on, reason
    item.changed_at, item.changed_by = ctx.now, ctx.actor.name
    item.save(update_fields=["until_on", "reason", "changed_at", "changed_by"])
    journal(ctx, WITHDRAW_ITEM, item, fields=("until_on", "reason"), note=reason)
    return item


def _newest(ctx: Ctx, action: Action, pk: int) -> ItemVersion:
    """The version, locked, that nothing has followed or ended yet."""
    item = require(ctx, action, ItemVersion.objects.all(), pk, lock=True)
    if item.until_on is not None:
        raise Refused.because(
            "item.over",
            f"{item}已经有新版，或已经停用。",
            next_step="请打开这个事项的最新一版再改。",
        )
    return item


def given_reason(text: str) -> str:
    """What somebody wrote; the words by which versions of policy are told from theirs are not for people."""
    reason = text.strip()
    if reason == FROM_POLICY:
        raise Refused.because(
            "item.reason", "这几个字是系统用的。", status=422, field="reason", next_step="请写自己的理由。"
        )
    if not 0 < len(reason) <= 300:
        raise Refused.because(
            "item.reason",
            "理由要写，最多300个字。",
            status=422,
            field="reason",
            next_step="例如“新标准 2026 年施行”。",
        )
    return reason


def _evidence(word: str) -> str:
    if word not in set(Evidence):
        raise Refused.because(
            "item.evidence", "没有这种取证方式。", status=422, field="evidence", next_step="请从列表中选择。"
        )
    return word
