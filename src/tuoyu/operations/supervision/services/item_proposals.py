"""Versions that policy brings of items that were changed here: taken as a new version, or declined with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.items import DeclineItem, TakeItem
from tuoyu.operations.supervision.models import ItemDecision, ItemVersion
from tuoyu.operations.supervision.permissions.items import DECLINE_ITEM, TAKE_ITEM
from tuoyu.operations.supervision.queries.items import proposal_of, versions_of
from tuoyu.operations.supervision.rules.item_versions import digest_of, may_follow
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.services.items import given_reason, row_of


@service(TAKE_ITEM)
def take_item(ctx: Ctx, command: TakeItem) -> ItemVersion:
    """What policy says becomes the next version here; the one before ends on its first day, as with a revision."""
    old, policy = _proposed(ctx, TAKE_ITEM, command.item_id, command.digest)
    _demand_day(old, command.since_on)
    asked = replace(policy, since=command.since_on)
    demand(may_follow(old.item, asked, ctx.today), status=422)
    new = row_of(ctx, asked, command.since_on, f"采用政策里的第 {policy.version} 版")
    new.version = old.version + 1
    if old.until_on is None:
        old.until_on = command.since_on
        old.save(update_fields=["until_on"])
    new.save(force_insert=True)
    _decide(ctx, policy, is_taken=True, reason="")
    journal(ctx, TAKE_ITEM, new, fields=("code", "version", "since_on", "clause"), note=new.reason)
    return new


@service(DECLINE_ITEM)
def decline_item(ctx: Ctx, command: DeclineItem) -> ItemDecision:
    """The item stays as it is here. Another text of policy, later, is a proposal again."""
    old, policy = _proposed(ctx, DECLINE_ITEM, command.item_id, command.digest)
    reason = given_reason(command.reason)
    decision = _decide(ctx, policy, is_taken=False, reason=reason)
    note = f"不采用政策里的第 {policy.version} 版：{reason}"
    journal(ctx, DECLINE_ITEM, old, fields=("code", "version"), note=note)
    return decision


def _proposed(ctx: Ctx, action: Action, pk: int, digest: str) -> tuple[ItemVersion, Item]:
    """The newest version of the item, locked, and what policy proposes instead, as it was looked at."""
    item = require(ctx, action, ItemVersion.objects.all(), pk, lock=True)
    if versions_of(item)[0].pk != item.pk:
        raise Refused.because("item.over", f"{item}已经有新版。", next_step="请打开这个事项的最新一版再定。")
    policy = proposal_of(item)
    if policy is None:
        raise Refused.because(
            "item.proposal", "这个事项没有等着定的政策新版。", next_step="可能已经有人定过，请看事项页。"
        )
    if digest_of(policy) != digest:
        raise Refused.because(
            "item.proposal", "政策里的这一版刚刚又变了。", next_step="请回到事项页，重新对照后再定。"
        )
    return item, policy


def _demand_day(old: ItemVersion, since: date) -> None:
    if old.until_on is not None and since < old.until_on:
        raise Refused.because(
            "item.since",
            f"现在的版本用到 {old.until_on.isoformat()} 前。",
            status=422,
            field="since_on",
            next_step="请选这天或以后的日期。",
        )


def _decide(ctx: Ctx, policy: Item, *, is_taken: bool, reason: str) -> ItemDecision:
    return ItemDecision.objects.create(
        code=policy.code,
        version=policy.version,
        digest=digest_of(policy),
        is_taken=is_taken,
        reason=reason,
        decided_at=ctx.now,
        decided_by=ctx.actor.name,
    )
