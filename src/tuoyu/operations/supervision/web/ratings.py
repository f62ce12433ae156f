"""The list of ratings, one rating explained, the same made again for any day, and the card on the institution's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Rating
from tuoyu.operations.supervision.permissions.evaluations import OPEN_EVALUATION
from tuoyu.operations.supervision.permissions.ratings import SUBMIT_APPEAL, VIEW_RATING
from tuoyu.operations.supervision.queries import ratings as queries
from tuoyu.operations.supervision.queries.appeals import appeal_window
from tuoyu.operations.supervision.rules.appeals import may_appeal
from tuoyu.operations.supervision.rules.ratings import Rated
from tuoyu.operations.supervision.web.rating_lines import (
    class_limits,
    class_mark,
    history_chart,
    line_views,
    next_plan,
    ways_down,
)
from tuoyu.operations.supervision.words.ratings import Cause, RiskClass, points_text
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import may_about
from tuoyu.registers.sites.queries import street_choices

CLASSES = {each.value: (each.tone, each.label) for each in RiskClass}
EARLIER = 24
TOP_LINES = 3


def _by_street(rows: QuerySet[Any], street: str) -> QuerySet[Any]:
    return rows.filter(institution__area_code__startswith=street)


def _by_end(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    if wanted == "over":
        return rows.filter(is_over=True)
    return rows.filter(is_over=False, is_ending=True)


def _by_appeal(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    return rows.filter(has_appeal=wanted == "yes")


RATINGS = ListSpec(
    name="supervision.rating",
    title="风险评级",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("klass", "等级", is_sortable=True, pills=CLASSES),
        Column(
            "tenths",
            "分数",
            ColumnKind.NUMBER,
            is_sortable=True,
            cell=lambda value, _: points_text(value),
            export=lambda value, _: value / 10,
        ),
        Column("rated_on", "评级日期", ColumnKind.DATE, is_sortable=True),
        Column("valid_until_on", "有效至", ColumnKind.DATE, is_sortable=True),
        Column("cause", "缘由", labels=Cause),
        Column("institution__supervisor__short_name", "主管部门"),
    ),
    filters=(
        Filter("klass", "等级", FilterKind.MULTI, choices=tuple(RiskClass.choices())),
        Filter("street", "街镇", choices=street_choices, apply=_by_street),
        Filter("end", "有效期", choices=(("soon", "30 天内到期"), ("over", "已过期")), apply=_by_end),
        Filter("appeal", "申诉", choices=(("yes", "有待答复的申诉"),), apply=_by_appeal),
    ),
    search_fields=("institution__name", "institution__operator__uscc"),
    search_hint="搜机构名称、信用代码",
    default_sort="-tenths",
    row_url="supervision:rating-detail",
    export_name="风险评级",
    empty=Empty("还没有评级", "每月第一天评一次；备案的机构都会评到。", "gauge"),
)


@page(VIEW_RATING)
def rating_list(request: CtxRequest) -> HttpResponseBase:
    """The newest rating of each institution, the riskiest first, under what each class means for the next plan."""
    ctx = request.ctx
    law = queries.rating_law(ctx.today, ctx.area)
    counts = queries.class_counts(queries.newest_ratings(ctx))
    bands = [
        {"mark": class_mark(band.klass), "count": counts.get(band.klass, 0), "plan": next_plan(band)}
        for band in law.classes
    ]
    extra = {
        "context_line": "分数越高风险越高；等级决定下一年抽查多少",
        "bands": bands,
        "is_unverified": law.is_unverified,
    }
    rows = queries.newest_ratings(ctx)
    return render_list(request, ctx, RATINGS, rows, template="supervision/rating_list.html", extra=extra)


class ReplayForm(forms.Form):
    """A day to look back to."""

    on = forms.DateField(label="哪一天", widget=day_input(), required=False)


@page(VIEW_RATING)
def rating_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """Why this class, what lowers it, how it was before; ``?on=`` shows the rating of a day, made again."""
    ctx = request.ctx
    rows = queries.ratings(ctx).select_related("institution__supervisor", "institution__unit")
    rating = require(ctx, VIEW_RATING, rows, pk)
    form = ReplayForm(request.GET if "on" in request.GET else None)
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    if on is not None and on > ctx.today:
        form.add_error("on", "这一天还没有到，请选今天或以前的日期。")
        on = None
    context = {
        "rating": rating,
        "form": form,
        "replay": _replay(ctx, rating, on) if on else None,
        "chart": history_chart(earlier := queries.earlier_ratings(rating, EARLIER)),
        "earlier": [(each, class_mark(each.klass)) for each in reversed(earlier) if each.pk != rating.pk],
        **_explained(ctx, queries.as_now(rating), rating.rated_on),
        **_appeal_context(ctx, rating),
    }
    return render(request, "supervision/rating_detail.html", context)


def _explained(ctx: Ctx, rated: Rated, on: date) -> dict[str, Any]:
    law = queries.rating_law(on, ctx.area)
    return {
        "mark": class_mark(rated.klass),
        "points": points_text(rated.tenths),
        "lines": line_views(ctx, rated.lines),
        "ways": ways_down(rated.lines),
        "plan": next_plan(law.band(rated.klass)),
        "limits": class_limits(law),
        "is_unverified": law.is_unverified,
    }


def _replay(ctx: Ctx, rating: Rating, on: date) -> dict[str, Any]:
    """The rating of a day made again, and whether it is what was stored that day."""
    rated = queries.replayed(ctx, rating.institution, on)
    is_same = (
        None if rating.rated_on != on else (rated.klass, rated.digest) == (rating.klass, rating.facts_digest)
    )
    return {"on": on, "is_same": is_same, **_explained(ctx, rated, on)}


def _appeal_context(ctx: Ctx, rating: Rating) -> dict[str, Any]:
    """May this person appeal, until when, and what became of appeals before."""
    until_on, basis = appeal_window(rating, ctx.area)
    is_mine = may_about(ctx, SUBMIT_APPEAL, rating.institution)
    is_open = may_appeal(is_newest=rating.is_newest, until_on=until_on, today=ctx.today, basis=basis).is_ok
    found = list(queries.appeals(ctx).filter(rating__institution=rating.institution_id)[:5])
    is_busy = any(each.rating_id == rating.pk and each.state == "submitted" for each in found)
    return {
        "may_appeal": is_mine and is_open and bool(rating.lines) and not is_busy,
        "appeal_until": until_on,
        "appeal_basis": basis,
        "is_mine": is_mine,
        "appeals": found,
    }


def rating_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """The class that counts today, what weighs most, and the way to the whole."""
    if not may_about(ctx, VIEW_RATING, institution):
        return None
    found = queries.counting(institution, ctx.today, ctx.area)
    rated = queries.as_now(found.rating) if found.rating else None
    law = queries.rating_law(ctx.today, ctx.area)
    context = {
        "rating": found.rating,
        "mark": class_mark(found.klass),
        "points": points_text(rated.tenths) if rated else "",
        "lines": line_views(ctx, rated.lines)[:TOP_LINES] if rated else [],
        "more": max(len(rated.lines) - TOP_LINES, 0) if rated else 0,
        "plan": next_plan(law.band(found.klass)),
        "institution": institution,
        "may_evaluate": may_about(ctx, OPEN_EVALUATION, institution),
    }
    return SafeString(render_to_string("supervision/_rating_card.html", context, request))
