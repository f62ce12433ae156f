"""综合查一次: visits that could be one, making one of them, taking it apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.visits import MergeVisit, SplitVisit
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.permissions.plans import VIEW_PLAN
from tuoyu.operations.supervision.permissions.visits import MERGE_VISIT, SPLIT_VISIT
from tuoyu.operations.supervision.policy.plans import plan_defaults_at
from tuoyu.operations.supervision.queries.plans import mergeable, unit_names, visits_ahead, visits_by_key
from tuoyu.operations.supervision.rules import merging
from tuoyu.operations.supervision.rules.merging import Planned
from tuoyu.operations.supervision.services.merging import merge_visit, split_visit
from tuoyu.operations.supervision.web.visit_lines import parts_of

_ROWS = Visit.objects.select_related("institution", "lead_unit")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Visits that could be one, the first first. ``own`` is one of the actor's department, where the actor may merge."""

    visits: tuple[Visit, ...]
    units: str
    avoided: int
    own: int | None

    @property
    def first(self) -> Visit:
        return self.visits[0]

    @property
    def keys(self) -> str:
        return ",".join(str(visit.pk) for visit in self.visits if visit.pk != self.own)

    @property
    def is_unannounced(self) -> bool:
        return self.first.is_unannounced


@page(VIEW_PLAN)
def plan_merges(request: CtxRequest) -> HttpResponse:
    """Visits ahead of several departments to one institution that could be one, with the button that makes them one."""
    ctx = request.ctx
    ahead = visits_ahead(ctx.today)
    rows = _proposals(ctx, ahead)
    context = {
        "rows": rows,
        "days": _days(ctx),
        "ahead": len(ahead),
        "avoided": sum(row.avoided for row in rows),
        "may_merge": allowed(ctx, MERGE_VISIT),
    }
    return render(request, "supervision/plan_merges.html", context)


class MergeForm(forms.Form):
    """What was proposed when the page was shown: what changed since is refused, not done unseen."""

    with_ids = forms.RegexField(r"^\d{1,19}(,\d{1,19}){0,19}$", widget=forms.HiddenInput)


@page(MERGE_VISIT)
def visit_merge(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    visit = require(ctx, MERGE_VISIT, _ROWS, pk)
    found = proposal_for(ctx, visit)
    others = [row.pk for row in found.visits if row.pk != pk] if found else []
    return run_form(
        request,
        MergeForm,
        lambda data: MergeVisit(pk, tuple(int(key) for key in data["with_ids"].split(","))),
        merge_visit,
        lambda joint: (_merged(joint), _url(joint.pk)),
        page=FormPage(
            "合成一次",
            "合成一次",
            reverse("supervision:plan-merges"),
            f"{visit.institution.name} · 综合查一次",
        ),
        initial={"with_ids": ",".join(map(str, others))},
        template="supervision/visit_merge.html",
        extra={"found": found},
    )


class SplitForm(forms.Form):
    reason = forms.CharField(label="为什么分开", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


@page(SPLIT_VISIT)
def visit_split(request: CtxRequest, pk: int) -> HttpResponse:
    visit = require(request.ctx, SPLIT_VISIT, _ROWS, pk)
    days = "；".join(f"{part.unit} {zh_date_year(part.planned_on)}" for part in parts_of(visit))
    told = "机构会收到一次通知。" if visit.noticed_at else ""
    return run_form(
        request,
        SplitForm,
        lambda data: SplitVisit(pk, data["reason"]),
        split_visit,
        lambda _: ("分开了，各部门的检查恢复到原来的日子，相关部门的负责人已收到消息。", _url(pk)),
        page=FormPage(
            "分开检查",
            "分开",
            _url(pk),
            f"{visit.institution.name} · {zh_date_year(visit.planned_on)}",
            warning=f"分开以后各去各的：{days}。{told}" if days else "",
            is_risky=True,
        ),
    )


def proposal_for(ctx: Ctx, visit: Visit) -> Proposal | None:
    """With which visits of others this one could be one."""
    ahead = visits_ahead(ctx.today, visit.institution_id)
    found = _proposals(ctx, ahead) if len(ahead) > 1 else []
    return next((each for each in found if visit in each.visits), None)


def _proposals(ctx: Ctx, ahead: list[Planned]) -> list[Proposal]:
    merges = merging.proposed_merges(ahead, timedelta(days=_days(ctx)))
    visits = visits_by_key(key for merge in merges for key in merge.visits)
    names = unit_names(unit for merge in merges for unit in merge.units)
    mine = mergeable(ctx, visits)
    return [
        Proposal(
            tuple(visits[key] for key in merge.visits),
            "、".join(names[unit] for unit in sorted(merge.units)),
            merge.avoided,
            next((key for key in merge.visits if key in mine), None),
        )
        for merge in merges
    ]


def _merged(joint: Visit) -> str:
    told = "机构和" if joint.noticed_at else ""
    door = "" if joint.noticed_at else "机构不预先通知，到门口再出示。"
    return f"合成了一次：{_day(joint.planned_on)}由{joint.lead_unit.name}牵头。{told}其他部门的负责人已收到消息。{door}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _days(ctx: Ctx) -> int:
    return plan_defaults_at(ctx.today, ctx.area).merge_days


def _url(pk: int) -> str:
    return reverse("supervision:visit-detail", args=[pk])
