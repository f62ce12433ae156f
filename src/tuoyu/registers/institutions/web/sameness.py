"""Entries that may be one institution: the list, the two side by side, and the judgement."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import render_list
from tuoyu.registers.institutions import permissions, queries, services
from tuoyu.registers.institutions.commands import DecideSameness
from tuoyu.registers.institutions.models import Institution, Sameness
from tuoyu.registers.institutions.web.forms import DecideForm
from tuoyu.registers.institutions.web.lists import DECISIONS, SAMENESSES, STANDINGS
from tuoyu.registers.institutions.words import SamenessDecision, SupplyForm

TEMPLATE = "institutions/sameness_detail.html"


@page(permissions.VIEW_SAMENESS)
@require_GET
def sameness_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"context_line": "分数只是提示，是不是同一家由经办人判断；判断过的不再提示"}
    return render_list(request, ctx, SAMENESSES, queries.samenesses(ctx), extra=extra)


@page(permissions.VIEW_SAMENESS)
@require_GET
def sameness_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    pair = require(ctx, permissions.VIEW_SAMENESS, queries.samenesses(ctx), pk)
    is_open = pair.decision == SamenessDecision.OPEN
    context = {**_shown(pair), "may_decide": is_open and allowed(ctx, permissions.DECIDE_SAMENESS)}
    return render(request, TEMPLATE, context)


@page(permissions.DECIDE_SAMENESS)
@require_http_methods(["GET", "HEAD", "POST"])
def sameness_decide(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    pair = require(ctx, permissions.DECIDE_SAMENESS, queries.samenesses(ctx), pk)
    entries = [(str(each.pk), f"{each.name}（{each.address}）") for each in (pair.first, pair.second)]
    return run_form(
        request,
        partial(DecideForm, entries=entries),
        lambda data: DecideSameness(
            pk, data["decision"], data["reason"], int(data["kept_id"]) if data["kept_id"] else None
        ),
        services.decide_sameness,
        _done,
        page=FormPage("判断是不是同一家", "作出判断", reverse("institutions:sameness-detail", args=[pk])),
        template=TEMPLATE,
        extra=_shown(pair),
    )


def _done(pair: Sameness) -> tuple[str, str]:
    label = SamenessDecision.label_of(pair.decision)
    follows = (
        "另一条今天起记为终止，历史保留。" if pair.decision == SamenessDecision.SAME else "以后不再提示。"
    )
    return f"已判断为“{label}”，{follows}", reverse("institutions:sameness-list")


def _shown(pair: Sameness) -> dict[str, Any]:
    return {
        "pair": pair,
        "decision": DECISIONS[pair.decision],
        "rows": _side_by_side(pair.first, pair.second),
        "entries": (pair.first, pair.second),
    }


def _side_by_side(first: Institution, second: Institution) -> list[dict[str, Any]]:
    """Each line once, with both sides; what is the same is said to be."""
    one, other = _lines(first), _lines(second)
    return [
        {
            "label": label,
            "first": one[label],
            "second": other[label],
            "is_same": bool(one[label]) and one[label] == other[label],
        }
        for label in one
    ]


def _lines(institution: Institution) -> dict[str, str]:
    operator = institution.operator
    filed = zh_date_year(institution.filed_on) if institution.filed_on else ""
    return {
        "状态": STANDINGS[institution.standing][1],
        "统一社会信用代码": operator.uscc,
        "举办者": operator.name,
        "法定代表人": operator.legal_person,
        "举办者电话": str(operator.phone),
        "供给形态": SupplyForm.label_of(institution.form),
        "地址": institution.address,
        "负责人": institution.head_name,
        "公开电话": institution.public_phone,
        "托位": f"{institution.places} 个",
        "备案": f"{filed} {institution.filing_number}".strip(),
        "主管部门": institution.supervisor.name,
    }
