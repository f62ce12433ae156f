"""The acts of a ceremony, each on a page that says what follows from it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import grants, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.commands.draws import (
    AssignDraw,
    FinishDraw,
    FreezeDraw,
    OpenDraw,
    RevealDraw,
    SealDraw,
    VoidDraw,
)
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.permissions.draws import (
    ASSIGN_DRAW,
    FINISH_DRAW,
    FREEZE_DRAW,
    OPEN_DRAW,
    REVEAL_DRAW,
    SEAL_DRAW,
    VOID_DRAW,
)
from tuoyu.operations.supervision.policy.plans import plan_defaults_at
from tuoyu.operations.supervision.policy.visits import visit_authority_at
from tuoyu.operations.supervision.queries.draws import names_in, pool_of_draw
from tuoyu.operations.supervision.queries.inspectors import units_with_inspectors
from tuoyu.operations.supervision.queries.plans import plan_in_force
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.services.assigning import assign_draw
from tuoyu.operations.supervision.services.draws import (
    finish_draw,
    freeze_draw,
    open_draw,
    reveal_draw,
    seal_draw,
    void_draw,
)
from tuoyu.operations.supervision.words.draws import RiskClass

_HUNDRED = Decimal(100)


def day_input() -> forms.DateInput:
    """A day as browsers and phones let one choose it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def share_field(risk: RiskClass) -> forms.DecimalField:
    """A share as people write it, in per cent with two decimals: a whole number of ten-thousandths."""
    return forms.DecimalField(label=f"{risk.label}抽百分之几", min_value=0, max_value=100, decimal_places=2)


def shares_in(data: dict[str, Any]) -> dict[str, int]:
    return {risk.value: int(data[f"share_{risk.value}"] * _HUNDRED) for risk in RiskClass}


def shares_shown(shares: dict[str, int]) -> dict[str, Decimal]:
    return {f"share_{name}": Decimal(share) / _HUNDRED for name, share in shares.items()}


class OpenForm(forms.Form):
    """One field a department, one a class of risk; departments without inspectors are not offered."""

    title = forms.CharField(label="名称", max_length=100, help_text="例如：2026年第四季度托育机构联合抽查")

    def __init__(self, *args: Any, units: list[tuple[Unit, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        for unit, count in units:
            self.fields[f"size_{unit.pk}"] = forms.IntegerField(
                label=f"{unit.name}每组派几人",
                min_value=0,
                max_value=count,
                help_text=f"库里有 {count} 名检查人员；不参加的填 0",
            )
        for risk in RiskClass:
            self.fields[f"share_{risk.value}"] = share_field(risk)
        self.fields["is_fresh_only"] = forms.BooleanField(label="今年已经查过的机构不再抽", required=False)
        self.fields["quorum"] = forms.IntegerField(
            label="至少几个部门公开密数才能抽", min_value=1, help_text="到时不公开的部门会在结果里写明"
        )
        self.fields["seal_by_on"] = forms.DateField(
            label="封存到哪天", widget=day_input(), help_text="到这天 24 点；都封存了就可以提前公开"
        )
        self.fields["open_by_on"] = forms.DateField(
            label="公开到哪天", widget=day_input(), help_text="到这天 24 点"
        )
        self.fields["beacon_name"] = forms.CharField(
            label="公共随机数",
            required=False,
            max_length=100,
            help_text="另请一个谁也左右不了的公开来源参与时填，轮次要在公开截止以后；不填也能抽",
        )
        self.fields["beacon_round"] = forms.IntegerField(label="第几轮", required=False, min_value=1)

    def command(self, data: dict[str, Any]) -> OpenDraw:
        crews = tuple((unit.pk, data[f"size_{unit.pk}"]) for unit, _ in self.units)
        return OpenDraw(
            data["title"],
            tuple((unit, size) for unit, size in crews if size),
            shares_in(data),
            _end_of(data["seal_by_on"]),
            _end_of(data["open_by_on"]),
            data["quorum"],
            data["is_fresh_only"],
            data["beacon_name"],
            data["beacon_round"],
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), CHINA)


@page(OPEN_DRAW)
def draw_open(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    units = units_with_inspectors(ctx.today)
    form = partial(OpenForm, units=units)
    return run_form(
        request,
        form,
        lambda data: OpenForm(units=units).command(data),
        open_draw,
        lambda draw: (f"{draw.number} 已建好。核对名单以后冻结，各部门就能封存密数。", _url(draw.pk)),
        page=FormPage(
            "发起双随机抽取",
            "发起",
            reverse("supervision:draw-list"),
            "先定规则，再冻结名单，各部门封存密数，最后公开密数、抽取",
        ),
        initial=_proposal(ctx, units),
    )


def _proposal(ctx: Ctx, units: list[tuple[Unit, int]]) -> dict[str, Any]:
    """Shares of the plan in force of the actor's department, else those that policy proposes."""
    own = {post.unit_id for posts in grants(ctx, OPEN_DRAW).values() for post in posts}
    plan = next((found for unit in own if (found := plan_in_force(unit, ctx.today.year))), None)
    shares = plan.shares if plan else plan_defaults_at(ctx.today, ctx.area).shares
    sizes = {f"size_{unit.pk}": min(count, 2 if unit.pk in own else 1) for unit, count in units}
    return {
        **sizes,
        **shares_shown(shares),
        "is_fresh_only": True,
        "quorum": (len(units) + 1) // 2 or 1,
        "seal_by_on": ctx.today,
        "open_by_on": ctx.today,
    }


@page(FREEZE_DRAW)
def draw_freeze(request: CtxRequest, pk: int) -> HttpResponse:
    """What will be frozen, in numbers, and what stands in its way."""
    draw = _draw(request.ctx, FREEZE_DRAW, pk)
    found = pool_of_draw(request.ctx, draw)
    return run_form(
        request,
        forms.Form,
        lambda _: FreezeDraw(pk),
        freeze_draw,
        lambda frozen: (
            f"名单已冻结，摘要 {frozen.frozen_digest[:16]}… 已公布；各部门收到封存通知。",
            _url(pk),
        ),
        page=FormPage("冻结名单", "冻结并公布摘要", _url(pk), draw.title),
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
    draw = _draw(request.ctx, SEAL_DRAW, pk)
    return run_form(
        request,
        SealForm,
        lambda data: SealDraw(pk, data["secret"]),
        seal_draw,
        lambda party: (f"{party.name}的密数已封存，摘要 {party.commitment[:16]}… 已公布。", _url(pk)),
        page=FormPage(
            "封存密数",
            "封存",
            _url(pk),
            draw.title,
            warning="封存以后不能更换，也不能查看；公布的只有它的摘要。等各部门都封存，再公开。",
        ),
    )


@page(REVEAL_DRAW)
def draw_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    draw = _draw(request.ctx, REVEAL_DRAW, pk)
    return run_form(
        request,
        forms.Form,
        lambda _: RevealDraw(pk),
        reveal_draw,
        lambda party: (f"{party.name}的密数已公开，人人可以和封存的摘要核对。", _url(pk)),
        page=FormPage(
            "公开密数",
            "公开",
            _url(pk),
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
    draw = _draw(request.ctx, FINISH_DRAW, pk)
    return run_form(
        request,
        partial(FinishForm, draw=draw),
        lambda data: FinishDraw(pk, data.get("beacon_value", "")),
        finish_draw,
        lambda done: (f"“{done.title}”已抽取，结果文件已公布，任何人都能核对。", _url(pk)),
        page=FormPage(
            "抽取",
            "抽取并公布",
            _url(pk),
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
    draw = _draw(request.ctx, ASSIGN_DRAW, pk)
    return run_form(
        request,
        AssignForm,
        lambda data: AssignDraw(pk, data["planned_on"], data["reason"], data["authority"]),
        assign_draw,
        lambda made: (
            f"已给 {made} 家机构各安排一次检查，检查人员收到了通知。",
            reverse("supervision:visit-list"),
        ),
        page=FormPage("生成检查任务", "安排检查", _url(pk), draw.title),
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
    draw = _draw(request.ctx, VOID_DRAW, pk)
    return run_form(
        request,
        VoidForm,
        lambda data: VoidDraw(pk, data["reason"]),
        void_draw,
        lambda done: (f"“{done.title}”已作废。", _url(pk)),
        page=FormPage(
            "作废这次抽取",
            "作废",
            _url(pk),
            draw.title,
            warning="作废不能撤回。名单已经冻结的，这次抽取和原因仍然对外公开。",
            is_risky=True,
        ),
    )


def _draw(ctx: Ctx, action: Action, pk: int) -> Draw:
    return require(ctx, action, Draw.objects.select_related("lead_unit"), pk)


def _url(pk: int) -> str:
    return reverse("supervision:draw-detail", args=[pk])
