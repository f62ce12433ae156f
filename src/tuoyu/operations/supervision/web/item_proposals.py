"""A version that policy brought of an item that was changed here: side by side, taken or declined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.parts import Change
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.items import DeclineItem, TakeItem
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.permissions.items import DECLINE_ITEM, TAKE_ITEM
from tuoyu.operations.supervision.queries.items import proposal_of
from tuoyu.operations.supervision.rules.item_versions import changes_between, digest_of
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.services.item_proposals import decline_item, take_item


class TakeForm(forms.Form):
    since_on = forms.DateField(label="从哪天起按政策新版", widget=day_input())
    # The text that was looked at: where policy changed meanwhile, nothing is taken unseen.
    digest = forms.CharField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="为什么不采用",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会写在事项页上",
    )
    digest = forms.CharField(widget=forms.HiddenInput)


def differences(item: ItemVersion, policy: Item) -> list[Change]:
    """What the version of policy would change."""
    return [Change(each.label, each.before, each.after) for each in changes_between(item.item, policy)]


@page(TAKE_ITEM)
def item_take(request: CtxRequest, pk: int) -> HttpResponse:
    item, policy = _proposed(request.ctx, TAKE_ITEM, pk)
    return run_form(
        request,
        TakeForm,
        lambda data: TakeItem(pk, data["digest"], data["since_on"]),
        take_item,
        lambda new: (
            f"已采用，作为第 {new.version} 版从 {new.since_on} 起使用；已经安排的检查仍按原来的版本。",
            _url(new.pk),
        ),
        page=FormPage(f"采用政策里的第 {policy.version} 版", "采用", _url(pk), f"{item.code} · {item.title}"),
        initial={"since_on": _first_day(item, policy, request.ctx.today), "digest": digest_of(policy)},
        template="supervision/item_proposal.html",
        extra=_shown(item, policy),
    )


@page(DECLINE_ITEM)
def item_decline(request: CtxRequest, pk: int) -> HttpResponse:
    item, policy = _proposed(request.ctx, DECLINE_ITEM, pk)
    return run_form(
        request,
        DeclineForm,
        lambda data: DeclineItem(pk, data["digest"], data["reason"]),
        decline_item,
        lambda done: (f"没有采用政策里的第 {done.version} 版，事项照旧；理由记在事项页上。", _url(pk)),
        page=FormPage(
            f"不采用政策里的第 {policy.version} 版", "不采用", _url(pk), f"{item.code} · {item.title}"
        ),
        initial={"digest": digest_of(policy)},
        template="supervision/item_proposal.html",
        extra=_shown(item, policy),
    )


def _proposed(ctx: Ctx, action: Action, pk: int) -> tuple[ItemVersion, Item]:
    item = require(ctx, action, ItemVersion.objects.all(), pk)
    policy = proposal_of(item)
    if policy is None:
        raise Refused.because(
            "item.proposal", "这个事项没有等着定的政策新版。", next_step="可能已经有人定过，请看事项页。"
        )
    return item, policy


def _first_day(item: ItemVersion, policy: Item, today: date) -> date:
    days = [today, item.since_on + timedelta(days=1)]
    return max(day for day in (*days, policy.since, item.until_on) if day is not None)


def _shown(item: ItemVersion, policy: Item) -> dict[str, Any]:
    return {"item": item, "policy": policy, "changes": differences(item, policy)}


def _url(pk: int) -> str:
    return reverse("supervision:item-detail", args=[pk])
