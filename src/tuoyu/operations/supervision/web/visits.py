"""Visits on the desk: the list, one visit for those who make it and for the institution, its record, its photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from tuoyu.foundation.access.registry import action_named
from tuoyu.foundation.access.services import allowed, require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.casemarks import events_of
from tuoyu.foundation.ui.lists import (
    Column,
    ColumnKind,
    Empty,
    Filter,
    FilterKind,
    ListSpec,
    Row,
    render_list,
)
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.flow.visits import AHEAD, VISIT, VisitState
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.permissions.results import PUBLISH_RESULT, VIEW_RESULT
from tuoyu.operations.supervision.permissions.visits import (
    MERGE_VISIT,
    MOVE_VISIT,
    PLAN_VISIT,
    RATE_VISIT,
    SPLIT_VISIT,
    SYNC_VISIT,
    VIEW_PHOTO,
    VIEW_VISIT,
)
from tuoyu.operations.supervision.queries.plans import merged_rows
from tuoyu.operations.supervision.queries.results import result_of
from tuoyu.operations.supervision.queries.visits import (
    departments_of_visits,
    findings_of,
    joint_of,
    listed_visits,
    member_for,
    members_of,
    photos,
    photos_of,
    rating_of,
    signatures_of,
    visits,
    visits_of_place,
)
from tuoyu.operations.supervision.services.visit_papers import check_url
from tuoyu.operations.supervision.web.merging import proposal_for
from tuoyu.operations.supervision.web.visit_lines import STATES, blocks_of, finding_lines, parts_of
from tuoyu.operations.supervision.words.field import CONFLICT_RULES
from tuoyu.operations.supervision.words.visits import Side, VisitKind
from tuoyu.registers.sites.queries import street_choices

SHOWN = 5
_ICONS = {
    "begin": "calendar-plus",
    "notice": "speakerphone",
    "start": "door-enter",
    "record": "clipboard-check",
    "sign": "signature",
    "cancel": "x",
    "merge": "arrows-join",
    "split": "arrows-split",
    "split_noticed": "arrows-split",
}
_OF_SEVERAL = (MERGE_VISIT.code, SPLIT_VISIT.code)
_LIGHTS = {"record": "ok", "sign": "ok", "cancel": "none"}


def _bad(value: int | None, row: Row) -> SafeString | str:
    if row["recorded_at"] is None:
        return ""
    return pill("bad", f"{value} 项", "alert-triangle") if value else pill("ok", "没有", "circle-check")


def _of_unit(rows: QuerySet[Visit], unit: str) -> QuerySet[Visit]:
    return rows.filter(members__unit=int(unit)).distinct()


def _in_street(rows: QuerySet[Visit], code: str) -> QuerySet[Visit]:
    return rows.filter(institution__area_code__startswith=code)


VISITS = ListSpec(
    name="supervision.visit",
    title="检查",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("planned_on", "日期", ColumnKind.DATE, is_sortable=True),
        Column("state", "状态", pills=STATES, is_sortable=True),
        Column("bad_count", "不合格", cell=_bad, export=lambda value, _: value or 0, is_sortable=True),
        Column("kind", "类型", labels=VisitKind),
        Column("lead_unit__short_name", "牵头"),
        Column("number", "记录编号"),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(VisitState.choices())),
        Filter("kind", "类型", FilterKind.MULTI, choices=tuple(VisitKind.choices())),
        Filter("planned_on", "日期", FilterKind.DATES),
        Filter("is_late", "到日子没去", FilterKind.BOOLEAN),
        Filter("unit", "参加单位", choices=departments_of_visits, apply=_of_unit),
        Filter("street", "街镇", choices=street_choices, apply=_in_street),
    ),
    search_fields=("institution__name", "number", "code"),
    search_hint="搜机构、记录编号、核验码",
    default_sort="-planned_on",
    row_url="supervision:visit-detail",
    export_name="检查",
    extra_fields=("recorded_at",),
    empty=Empty("没有符合条件的检查", "安排好的检查会列在这里，最近的在前。", "clipboard-list"),
)


@page(VIEW_VISIT)
def visit_list(request: CtxRequest) -> HttpResponseBase:
    extra = {"may_plan": allowed(request.ctx, PLAN_VISIT), "may_go": allowed(request.ctx, SYNC_VISIT)}
    return render_list(
        request,
        request.ctx,
        VISITS,
        listed_visits(request.ctx),
        template="supervision/visit_list.html",
        extra=extra,
    )


@page(VIEW_VISIT)
def visit_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    visit = require(ctx, VIEW_VISIT, visits(ctx), pk)
    is_own = visit.institution.unit_id in ctx.actor.unit_ids
    context = {
        "visit": visit,
        "kind": VisitKind.label_of(visit.kind),
        "pill": pill(*STATES[visit.state]),
        "members": list(members_of(visit)),
        "is_own": is_own,
        # While it goes on the institution sees who and why; results when the list is closed.
        "blocks": blocks_of(visit) if visit.recorded_at or not is_own else [],
        "photos": _photos(ctx, visit),
        "findings": finding_lines(findings_of(visit)),
        "signatures": [(each, Side.label_of(each.side)) for each in signatures_of(visit)],
        "rating": rating_of(visit),
        "may_rate": visit.state == VisitState.SIGNED and _may(ctx, RATE_VISIT.code, visit),
        "scores": (5, 4, 3, 2, 1),
        "events": events_of(timeline(visit), _ICONS, _LIGHTS),
        "moves": _moves(ctx, visit),
        "check_url": check_url(visit),
        "parts": parts_of(visit),
        "proposal": proposal_for(ctx, visit)
        if visit.state in AHEAD and _may(ctx, MERGE_VISIT.code, visit)
        else None,
        "joint": joint_of(visit) if visit.merged_into_id else None,
        "rules": CONFLICT_RULES,
    }
    return render(request, "supervision/visit_detail.html", context)


@page(VIEW_VISIT)
def visit_paper(request: CtxRequest, pk: int) -> HttpResponseBase:
    """The record as it was made when the last side had signed."""
    visit = require(request.ctx, VIEW_VISIT, visits(request.ctx).select_related("paper"), pk)
    if visit.paper is None:
        raise Refused.because(
            "supervision.no_paper",
            "这次检查没有存档的记录文件。",
            status=409,
            next_step="双方签字以后才形成记录；更早的检查没有电子记录。",
        )
    response = FileResponse(open_file(request.ctx, visit.paper))
    for header, value in download_headers(visit.paper).items():
        response[header] = value
    return response


@page(VIEW_PHOTO)
def photo_view(request: CtxRequest, pk: int) -> HttpResponseBase:
    ctx = request.ctx.for_purpose("查看检查的现场照片")
    photo = require(ctx, VIEW_PHOTO, photos(ctx), pk)
    response = FileResponse(open_file(ctx, photo.file))
    for header, value in download_headers(photo.file, is_inline=True).items():
        response[header] = value
    return response


def visits_panel(request: Any, ctx: Ctx, institution: Any) -> SafeString | None:
    """The latest visits to an institution that the actor may see; away where there is none."""
    rows = list(visits_of_place(ctx, institution)[: SHOWN + 1])
    if not rows:
        return None
    lines = [
        {"visit": row, "kind": VisitKind.label_of(row.kind), "pill": pill(*STATES[row.state])}
        for row in rows[:SHOWN]
    ]
    context = {"lines": lines, "has_more": len(rows) > SHOWN, "institution": institution}
    return SafeString(render_to_string("supervision/_visits_card.html", context, request))


def _photos(ctx: Ctx, visit: Visit) -> list[Any]:
    """Photos with their numbers as the record counts them, for whoever may open them."""
    if not _may(ctx, VIEW_PHOTO.code, visit):
        return []
    return list(enumerate(photos_of(visit), 1))


@dataclass(frozen=True, slots=True)
class Act:
    """A button. What carries the visit on is the main one; putting it off or calling it off never is."""

    label: str
    url: str
    is_main: bool = False


_ONWARD = frozenset({"notice", "start", "record", "sign"})


def _moves(ctx: Ctx, visit: Visit) -> list[Act]:
    """What this person may do now; the last is what usually comes next."""
    is_member = member_for(visit, ctx.actor.user_id) is not None
    is_own = visit.institution.unit_id in ctx.actor.unit_ids
    found = []
    if (
        visit.state in AHEAD
        and visit.lead_unit_id in ctx.actor.unit_ids
        and _may(ctx, MOVE_VISIT.code, visit)
    ):
        found.append(("move", "改期"))
    if visit.state in AHEAD and merged_rows([visit.pk]).exists() and _may(ctx, SPLIT_VISIT.code, visit):
        found.append(("split", "分开"))
    for move in VISIT.moves_from(visit.state):
        # Merging and splitting begin at a proposal and at the joint visit.
        if move.action in _OF_SEVERAL or not _may(ctx, move.action, visit):
            continue
        if move.name in {"start", "record"} and not is_member:
            continue
        if move.name == "sign" and not (is_member or is_own):
            continue
        if move.name == "cancel" and visit.lead_unit_id not in ctx.actor.unit_ids:
            continue
        found.append((move.name, move.label))
    if visit.state == VisitState.PLANNED and is_member:
        found.append(("start", "到场，开始检查"))
    order = ("cancel", "split", "move", "notice", "start", "record", "sign")
    found.sort(key=lambda each: order.index(each[0]))
    acts = [
        Act(
            label,
            reverse(f"supervision:visit-{name}", args=[visit.pk]),
            name in _ONWARD and name == found[-1][0],
        )
        for name, label in found
    ]
    return acts + _publicity(ctx, visit)


def _publicity(ctx: Ctx, visit: Visit) -> list[Act]:
    """What was signed is published by a department of the visit; where it is, that is where one goes."""
    if visit.state != VisitState.SIGNED:
        return []
    result = result_of(visit)
    if result is not None and result.withdrawn_at is None:
        url = reverse("supervision:result-detail", args=[result.pk])
        return [Act("公示的结果", url)] if allowed(ctx, VIEW_RESULT) else []
    if not _may(ctx, PUBLISH_RESULT.code, visit):
        return []
    url = reverse("supervision:result-publish", args=[visit.pk])
    return [Act(PUBLISH_RESULT.label, url)]


def _may(ctx: Ctx, action: str, visit: Visit) -> bool:
    return visible(ctx, action_named(action), Visit.objects.all()).filter(pk=visit.pk).exists()
