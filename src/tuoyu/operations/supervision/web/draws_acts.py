"""The acts of a ceremony, each on a page that says what follows from it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.draws import (
    AssignDraw,
    FinishDraw,
    FreezeDraw,
    RevealDraw,
    SealDraw,
    VoidDraw,
)
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.permissions.draws import (
    ASSIGN_DRAW,
    FINISH_DRAW,
    FREEZE_DRAW,
    REVEAL_DRAW,
    SEAL_DRAW,
    VOID_DRAW,
)
from tuoyu.operations.supervision.policy.visits import visit_authority_at
from tuoyu.operations.supervision.queries.draws import names_in, pool_of_draw
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.services.assigning import assign_draw
from tuoyu.operations.supervision.services.draws import (
    finish_draw,
    freeze_draw,
    reveal_draw,
    seal_draw,
    void_draw,
)
from tuoyu.operations.supervision.words.draws import RiskClass

_HUNDRED = Decimal(100)


def share_field(risk: RiskClass) -> forms.DecimalField:
    """A share as people write it, in per cent with two decimals: a whole number of ten-thousandths."""
    return forms.DecimalField(label=f"{risk.label}抽百分之几", min_value=0, max_value=100, decimal_places=2)


def shares_in(data: dict[str, Any]) -> dict[str, int]:
    return {risk.value: int(data[f"share_{risk.value}"] * _HUNDRED) for risk in RiskClass}


def shares_shown(shares: dict[str, int]) -> dict[str, Decimal]:
    return {f"share_{name}": Decimal(share) / _HUNDRED for name, share in shares.items()}


@page(FREEZE_DRAW)
def draw_freeze(request: CtxRequest, pk: int) -> HttpResponse:
    """What will be frozen, in numbers, and what stands in its way."""
    draw = acted_on(request.ctx, FREEZE_DRAW, pk)
    found = pool_of_draw(request.ctx, draw)
    return run_form(
        request,
        forms.Form,
        lambda _: FreezeDraw(pk),
        freeze_draw,
        lambda frozen: (
            f"名单已冻结，摘要 {frozen.frozen_digest[:16]}… 已公布；各部门收到封存通知。",
            draw_url(pk),
        ),
        page=FormPage("冻结名单", "冻结并公布摘要", draw_url(pk), draw.title),
        template="supervision/draw_freeze.html",
        extra={"draw": draw, "found": found, "verdict": ceremony.pool_is_ready(found.pool, names_in(found))},
    )


class SealForm(forms.Form):
    secret = forms.CharField(
        label="自己带来的密数",
        required=False,
        max_length=64,
        # What was typed is never sent back to a browser.
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="64位十六进制数。留空就由系统随机产生；公开以前谁也看不到",
    )


@page(SEAL_DRAW)
@never_cache
def draw_seal(request: CtxRequest, pk: int) -> HttpResponse:
    draw = acted_on(request.ctx, SEAL_DRAW, pk)
    return run_form(
        request,
        SealForm,
        lambda data: SealDraw(pk, data["secret"]),
        seal_draw,
        lambda party: (f"{party.name}的密数已封存，摘要 {party.commitment[:16]}… 已公布。", draw_url(pk)),
        page=FormPage(
            "封存密数",
            "封存",
            draw_url(pk),
            draw.title,
            warning="封存以后不能更换，也不能查看；公布的只有它的摘要。等各部门都封存，再公开。",
        ),
    )


@page(REVEAL_DRAW)
def draw_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    draw = acted_on(request.ctx, REVEAL_DRAW, pk)
    return run_form(
        request,
        forms.Form,
        lambda _: RevealDraw(pk),
        reveal_draw,
        lambda party: (f"{party.name}的密数已公开，人人可以和封存的摘要核对。", draw_url(pk)),
        page=FormPage(
            "公开密数",
            "公开",
            draw_url(pk),
            draw.title,
            warning="公开以后所有人都能看到这个密数，其他部门不能再封存。",
        ),
    )


class FinishForm(forms.Form):
    beacon_value = forms.CharField(label="公共随机数的值", required=False, max_length=64)

    def __init__(self, *args: Any, draw: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draw.beacon_name:
            self.fields[
                "beacon_value"
            ].help_text = f"“{draw.beacon_name}”第 {draw.beacon_round} 轮公布的64位十六进制值"
        else:
            del self.fields["beacon_value"]


@page(FINISH_DRAW)
def draw_finish(request: CtxRequest, pk: int) -> HttpResponse:
    draw = acted_on(request.ctx, FINISH_DRAW, pk)
    return run_form(
        request,
        partial(FinishForm, draw=draw),
        lambda data: FinishDraw(pk, data.get("beacon_value", "")),
        finish_draw,
        lambda done: (f"“{done.title}”已抽取，结果文件已公布，任何人都能核对。", draw_url(pk)),
        page=FormPage(
            "抽取",
            "抽取并公布",
            draw_url(pk),
            draw.title,
            warning="结果由名单和密数算出，只有一个；抽取以后不能重来。",
        ),
    )


class AssignForm(forms.Form):
    planned_on = forms.DateField(label="检查日期", widget=day_input(), help_text="每家可以再改期")
    reason = forms.CharField(label="检查事由", max_length=200)
    authority = forms.CharField(label="检查依据", max_length=200)


@page(ASSIGN_DRAW)
def draw_assign(request: CtxRequest, pk: int) -> HttpResponse:
    draw = acted_on(request.ctx, ASSIGN_DRAW, pk)
    return run_form(
        request,
        AssignForm,
        lambda data: AssignDraw(pk, data["planned_on"], data["reason"], data["authority"]),
        assign_draw,
        lambda made: (
            f"已给 {made} 家机构各安排一次检查，检查人员收到了通知。",
            reverse("supervision:visit-list"),
        ),
        page=FormPage("生成检查任务", "安排检查", draw_url(pk), draw.title),
        initial={
            "planned_on": request.ctx.today + timedelta(days=7),
            "reason": draw.title,
            "authority": visit_authority_at(request.ctx.today, request.ctx.area),
        },
    )


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="作废的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="会公开"
    )


@page(VOID_DRAW)
def draw_void(request: CtxRequest, pk: int) -> HttpResponse:
    draw = acted_on(request.ctx, VOID_DRAW, pk)
    return run_form(
        request,
        VoidForm,
        lambda data: VoidDraw(pk, data["reason"]),
        void_draw,
        lambda done: (f"“{done.title}”已作废。", draw_url(pk)),
        page=FormPage(
            "作废这次抽取",
            "作废",
            draw_url(pk),
            draw.title,
            warning="作废不能撤回。名单已经冻结的，这次抽取和原因仍然对外公开。",
            is_risky=True,
        ),
    )


def acted_on(ctx: Ctx, action: Action, pk: int) -> Draw:
    return require(ctx, action, Draw.objects.select_related("lead_unit"), pk)


def draw_url(pk: int) -> str:
    return reverse("supervision:draw-detail", args=[pk])
