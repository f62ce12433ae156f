"""The terms of a draw as a form: to begin one, and to change a draft."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.services import grants
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.operations.supervision.commands.draws import EditDraw, OpenDraw
from tuoyu.operations.supervision.flow.draws import DrawState
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.permissions.draws import EDIT_DRAW, OPEN_DRAW
from tuoyu.operations.supervision.policy.plans import plan_defaults_at
from tuoyu.operations.supervision.queries.draws import parties_of
from tuoyu.operations.supervision.queries.inspectors import units_with_inspectors
from tuoyu.operations.supervision.queries.plans import plan_in_force
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.services.draws import open_draw
from tuoyu.operations.supervision.services.draws_editing import edit_draw
from tuoyu.operations.supervision.web.draws_acts import (
    acted_on,
    draw_url,
    share_field,
    shares_in,
    shares_shown,
)
from tuoyu.operations.supervision.words.draws import RiskClass


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
        lambda draw: (f"{draw.number} 已建好。核对名单以后冻结，各部门就能封存密数。", draw_url(draw.pk)),
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


@page(EDIT_DRAW)
def draw_edit(request: CtxRequest, pk: int) -> HttpResponse:
    """The same form, filled in with what the draft says."""
    draw = acted_on(request.ctx, EDIT_DRAW, pk)
    demand(ceremony.may_edit(DrawState(draw.state)))
    parties = parties_of(draw)
    units = _units_for(parties, request.ctx)
    return run_form(
        request,
        partial(OpenForm, units=units),
        lambda data: EditDraw(pk, OpenForm(units=units).command(data)),
        edit_draw,
        lambda edited: (f"{edited.number} 已改好。核对名单以后冻结。", draw_url(pk)),
        page=FormPage(
            "修改这次抽取", "保存", draw_url(pk), f"{draw.number} · 名单冻结以前都能改，冻结以后不能再改"
        ),
        initial=_filled(draw, units, parties),
    )


def _units_for(parties: list[DrawParty], ctx: Ctx) -> list[tuple[Unit, int]]:
    """Those that could take part, and those that do though they have no inspectors left: their field asks for 0."""
    units = units_with_inspectors(ctx.today)
    offered = {unit.pk for unit, _ in units}
    return units + [(party.unit, 0) for party in parties if party.unit_id not in offered]


def _filled(draw: Draw, units: list[tuple[Unit, int]], parties: list[DrawParty]) -> dict[str, Any]:
    sizes = {party.unit_id: party.size for party in parties}
    return {
        **{f"size_{unit.pk}": sizes.get(unit.pk, 0) for unit, _ in units},
        **shares_shown(draw.shares),
        "title": draw.title,
        "is_fresh_only": draw.is_fresh_only,
        "quorum": draw.quorum,
        "seal_by_on": draw.seal_by_at.astimezone(CHINA).date(),
        "open_by_on": draw.open_by_at.astimezone(CHINA).date(),
        "beacon_name": draw.beacon_name,
        "beacon_round": draw.beacon_round,
    }
