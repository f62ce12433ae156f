"""The library of items: the list, an item with its versions side by side, a new version, the end of one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from tuoyu.foundation.access.services import require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.policy.words import UNVERIFIED, UNVERIFIED_LABEL, Confidence
from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.ui.parts import Change
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.items import ReviseItem, WithdrawItem
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.permissions.items import REVISE_ITEM, TAKE_ITEM, VIEW_ITEM, WITHDRAW_ITEM
from tuoyu.operations.supervision.queries.items import (
    decisions_of,
    items,
    newest_items,
    proposal_of,
    versions_of,
)
from tuoyu.operations.supervision.rules.item_versions import (
    EVERYWHERE,
    changes_between,
    facts_of,
    forms_shown,
)
from tuoyu.operations.supervision.rules.items import EVERY_FORM, WEIGHTS
from tuoyu.operations.supervision.services.items import revise_item, withdraw_item
from tuoyu.operations.supervision.web.item_proposals import differences
from tuoyu.operations.supervision.words.items import Condition, Domain, Evidence
from tuoyu.registers.institutions.words import SupplyForm

STANDINGS = {"now": ("ok", "在用"), "later": ("info", "还没到启用日期"), "over": ("none", "已停用")}
CONFIDENCES = {
    each.value: ("warn", UNVERIFIED_LABEL) if each in UNVERIFIED else ("ok", each.label)
    for each in Confidence
}


def _kinds(ctx: Ctx) -> Choices:
    found = items(ctx).order_by("unit_kind").values_list("unit_kind", flat=True).distinct()
    return tuple((kind, kind) for kind in found)


def _for_form(rows: QuerySet[Any], form: str) -> QuerySet[Any]:
    """Forms are codes in a list; none of them is part of another."""
    return rows.filter(Q(form_words__contains=f'"{form}"') | Q(form_words__contains=f'"{EVERY_FORM}"'))


def _unverified(rows: QuerySet[Any], is_so: bool) -> QuerySet[Any]:
    doubtful = Q(confidence__in=[each.value for each in UNVERIFIED])
    return rows.filter(doubtful if is_so else ~doubtful)


def _forms(value: list[str], _row: Row) -> str:
    return forms_shown(tuple(value))


def _titled(value: str, row: Row) -> str:
    """An item of which policy brought another version says so beside its name."""
    return format_html("{} {}", value, pill("warn", "政策有新版")) if row["proposal"] else value


ITEMS = ListSpec(
    name="supervision.item",
    title="检查事项库",
    columns=(
        Column(
            "title", "检查事项", cell=_titled, export=lambda value, _: value, is_sortable=True, is_wide=True
        ),
        Column("code", "编码", is_sortable=True),
        Column("domain", "领域", labels=Domain, is_sortable=True),
        Column("unit_kind", "责任部门", is_sortable=True),
        Column("weight", "权重", ColumnKind.NUMBER, is_sortable=True),
        Column("is_key", "关键项", ColumnKind.BOOLEAN),
        Column("forms", "适用形态", cell=_forms, export=_forms, is_wide=True),
        Column("confidence", "依据", pills=CONFIDENCES),
        Column("version", "版本", ColumnKind.NUMBER),
        Column("standing", "状态", pills=STANDINGS),
        Column("since_on", "启用", ColumnKind.DATE, is_sortable=True),
    ),
    filters=(
        Filter("domain", "领域", FilterKind.MULTI, choices=tuple(Domain.choices())),
        Filter("unit_kind", "责任部门", choices=_kinds),
        Filter("form", "适用形态", choices=tuple(SupplyForm.choices()), apply=_for_form),
        Filter("weight", "权重", choices=tuple((str(each), str(each)) for each in WEIGHTS)),
        Filter("unverified", UNVERIFIED_LABEL, FilterKind.BOOLEAN, apply=_unverified),
        Filter("standing", "状态", choices=tuple((key, word) for key, (_, word) in STANDINGS.items())),
        Filter("proposal", "政策新版", choices=(("waiting", "待定"),)),
    ),
    extra_fields=("proposal",),
    search_fields=("title", "look", "clause", "code"),
    search_hint="搜事项、看法、依据、编码",
    default_sort="code",
    row_url="supervision:item-detail",
    export_name="检查事项库",
    page_size=30,
    empty=Empty("没有符合条件的检查事项", "换个条件再找。", "list-check"),
)


@page(VIEW_ITEM)
def item_list(request: CtxRequest) -> HttpResponseBase:
    extra = {"context_line": "每个事项由哪个部门看、怎么看、依据哪条；改动都是新版本，做过的检查按当时的版本"}
    return render_list(request, request.ctx, ITEMS, newest_items(request.ctx), extra=extra)


@page(VIEW_ITEM)
def item_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One version, and what it changed: against the one before it, or any other (``?against=``)."""
    ctx = request.ctx
    item = require(ctx, VIEW_ITEM, ItemVersion.objects.all(), pk)
    versions = versions_of(item)
    other = _other(versions, item, request.GET.get("against", ""))
    mine = ItemVersion.objects.filter(pk=pk, until_on__isnull=True)
    proposal = proposal_of(item)
    first, second = sorted((other, item), key=lambda each: each.version) if other else (item, item)
    context = {
        "item": item,
        "domain": Domain.label_of(item.domain),
        "facts": facts_of(item.item),
        "confidence": pill(*CONFIDENCES[item.confidence]),
        "standing": pill(*STANDINGS[_standing(item, ctx)]),
        "versions": versions,
        "first": first,
        "second": second,
        "changes": [
            Change(each.label, each.before, each.after) for each in changes_between(first.item, second.item)
        ],
        "has_other": other is not None,
        "newest": versions[0],
        "proposal": proposal,
        "proposed": differences(versions[0], proposal) if proposal else [],
        "may_take": versions[0] == item
        and visible(ctx, TAKE_ITEM, ItemVersion.objects.filter(pk=pk)).exists(),
        "decisions": decisions_of(item),
        "may_revise": visible(ctx, REVISE_ITEM, mine).exists(),
        "may_withdraw": visible(ctx, WITHDRAW_ITEM, mine).exists(),
    }
    return render(request, "supervision/item_detail.html", context)


def _other(versions: list[ItemVersion], item: ItemVersion, asked: str) -> ItemVersion | None:
    chosen = next((each for each in versions if str(each.pk) == asked and each != item), None)
    return chosen or next((each for each in versions if each.version < item.version), None)


def _standing(item: ItemVersion, ctx: Ctx) -> str:
    if item.until_on is not None and item.until_on <= ctx.today:
        return "over"
    return "later" if item.since_on > ctx.today else "now"


class ReviseForm(forms.Form):
    field_order = ("title", "look", "clause", "is_checked", "weight", "is_key", "evidence", "forms", "needs")
    title = forms.CharField(label="检查事项", max_length=100)
    look = forms.CharField(label="怎么看", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    clause = forms.CharField(label="依据", max_length=200, help_text="文件名（文号）和条款")
    is_checked = forms.BooleanField(
        label="已经对照条文原文核对过", required=False, help_text=f"没有核对的，显示为“{UNVERIFIED_LABEL}”"
    )
    weight = forms.TypedChoiceField(
        label="风险权重", coerce=int, choices=[(each, str(each)) for each in WEIGHTS]
    )
    is_key = forms.BooleanField(label="关键项", required=False)
    evidence = forms.ChoiceField(label="取证方式", choices=Evidence.choices)
    needs = forms.MultipleChoiceField(
        label="适用条件", required=False, choices=Condition.choices, widget=forms.CheckboxSelectMultiple
    )
    since_on = forms.DateField(label="从哪天起按新版", widget=day_input())
    reason = forms.CharField(label="修订理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    # Last, because from here on the name means the field.
    forms = forms.MultipleChoiceField(
        label="适用形态",
        choices=((EVERY_FORM, EVERYWHERE), *SupplyForm.choices()),
        widget=forms.CheckboxSelectMultiple,
    )


@page(REVISE_ITEM)
def item_revise(request: CtxRequest, pk: int) -> HttpResponse:
    item = require(request.ctx, REVISE_ITEM, ItemVersion.objects.all(), pk)
    same = {name: getattr(item, name) for name in ("title", "look", "clause", "weight", "is_key", "evidence", "forms", "needs")}  # fmt: skip
    return run_form(
        request,
        ReviseForm,
        partial(_revision, pk),
        revise_item,
        lambda new: (
            f"第 {new.version} 版从 {new.since_on} 起使用；已经安排的检查仍按原来的版本。",
            _url(new.pk),
        ),
        page=FormPage(f"修订 {item.code}", "保存为新版本", _url(pk), "编码和领域不变；原来的版本保留"),
        initial={**same, "since_on": request.ctx.today},
    )


def _revision(pk: int, data: dict[str, Any]) -> ReviseItem:
    return ReviseItem(pk, **{**data, "forms": tuple(data["forms"]), "needs": tuple(data["needs"])})


class WithdrawForm(forms.Form):
    until_on = forms.DateField(label="从哪天起不再检查", widget=day_input())
    reason = forms.CharField(label="停用理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


@page(WITHDRAW_ITEM)
def item_withdraw(request: CtxRequest, pk: int) -> HttpResponse:
    item = require(request.ctx, WITHDRAW_ITEM, ItemVersion.objects.all(), pk)
    return run_form(
        request,
        WithdrawForm,
        lambda data: WithdrawItem(pk, data["until_on"], data["reason"]),
        withdraw_item,
        lambda done: (f"“{done.title}”从 {done.until_on} 起不再检查。", _url(pk)),
        page=FormPage(f"停用 {item.code}", "停用", _url(pk), item.title, is_risky=True),
        initial={"until_on": request.ctx.today},
    )


def _url(pk: int) -> str:
    return reverse("supervision:item-detail", args=[pk])
