"""What to do now, the list of incidents, and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import allowed, require, visible
from tuoyu.foundation.access.web import CtxRequest, page, public
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.foundation.ui.casemarks import clock_mark, events_of
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.incidents import INCIDENT, IncidentState
from tuoyu.operations.supervision.incident_page.page import incident_page, tree_data
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.permissions import incidents as permissions
from tuoyu.operations.supervision.policy.incidents import bodies_at, limits_at, phones_at
from tuoyu.operations.supervision.queries import incidents as queries
from tuoyu.operations.supervision.rules.incident_tree import UnknownAnswer, said
from tuoyu.operations.supervision.tree_files import incident_tree
from tuoyu.operations.supervision.web.incident_marks import (
    SEVERITIES,
    STATES,
    TIMELY,
    countdown,
    marks_of,
)
from tuoyu.operations.supervision.web.workers import worker_response
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.incidents import (
    NO_UNIT,
    STREET,
    STREET_DIGITS,
    SUPERVISOR,
    TARDY,
    IncidentKind,
    Timeliness,
)
from tuoyu.registers.institutions.queries import own_institutions
from tuoyu.registers.sites.queries import street_choices

ICONS = {
    "begin": "urgent",
    "acknowledge": "eye-check",
    "investigate": "search",
    "update": "message-2",
    "close": "checks",
}
LIGHTS = {"begin": "bad", "acknowledge": "info", "close": "ok"}
FILE_NAME = "出事了怎么报"


def _data(ctx: Ctx) -> dict[str, Any]:
    """The tree with what policy says today, and the names of our units."""
    return tree_data(
        incident_tree(), limits_at(ctx.today, ctx.area), _names(ctx), phones_at(ctx.today, ctx.area)
    )


def _names(ctx: Ctx) -> dict[str, str]:
    """Kind of body → name of our unit; with the supervisor and the street of who has one institution alone."""
    coded = bodies_at(ctx.today, ctx.area)
    own = list(own_institutions(ctx).select_related("supervisor")[:2])
    names = {}
    if len(own) == 1:
        names[SUPERVISOR] = own[0].supervisor.name
        coded = {**coded, STREET: own[0].area_code[:STREET_DIGITS]}
    known = units_by_code(coded.values())
    return names | {body: known[code].name for body, code in coded.items() if code in known}


@page(permissions.REPORT_INCIDENT)
def incident_now(request: CtxRequest) -> HttpResponse:
    """The questions. Once loaded it needs no network; ``?drill=`` is an exercise that asked for a report."""
    ctx = request.ctx
    asked = request.GET.get("drill", "")
    waiting = queries.drills_waiting(ctx)
    drill = queries.drill_asked(ctx, int(asked)) if asked.isdecimal() and len(asked) < 10 else None
    data = {
        **_data(ctx),
        "report": reverse("supervision:incident-report"),
        "drill": str(drill.pk) if drill else "",
    }
    context = {"data": data, "drill": drill, "waiting": [] if drill else waiting}
    return render(request, "supervision/incident_now.html", context)


@public("what to do when a child is hurt is for everybody; the tree holds no data of anybody")
@require_safe
def incident_page_file(request: CtxRequest) -> HttpResponse:
    """The same as one file for a phone without network. A download: its script is inline."""
    ctx = request.ctx
    day, area = ctx.today, ctx.area
    text = incident_page(incident_tree(), limits_at(day, area), _names(ctx), phones_at(day, area))
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{FILE_NAME}-{day.isoformat()}.html")
    response["Content-Disposition"] = str(name)
    response["Content-Security-Policy"] = "sandbox allow-downloads"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public("the program that opens the questions without network; no data, and new versions without signing in")
@require_safe
def incident_worker(_request: CtxRequest) -> HttpResponse:
    """The worker of the browser, told what it keeps."""
    told = {"root": reverse("supervision:incident-now"), "file": reverse("supervision:incident-page")}
    return worker_response("incidents/worker.js", "NOW", told)


# ---- the list --------------------------------------------------------------------------------------------------------


def _by_street(rows: QuerySet[Any], street: str) -> QuerySet[Any]:
    return rows.filter(area_code__startswith=street)


def _by_tardiness(rows: QuerySet[Any], is_tardy: bool) -> QuerySet[Any]:
    return rows.filter(timeliness__in=TARDY) if is_tardy else rows.exclude(timeliness__in=TARDY)


INCIDENTS = ListSpec(
    name="supervision.incident",
    title="突发事件",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("kind", "类型", labels=IncidentKind, is_sortable=True),
        Column("severity", "程度", pills=SEVERITIES),
        Column("state", "办到哪里", pills=STATES),
        Column("timeliness", "报告", pills=TIMELY),
        Column("known_at", "知道时间", ColumnKind.MOMENT, is_sortable=True),
        Column("reported_at", "机构报告时间", ColumnKind.MOMENT),
        Column("children_count", "孩子数", ColumnKind.NUMBER),
        Column("is_drill", "演练", ColumnKind.BOOLEAN),
    ),
    filters=(
        Filter("kind", "类型", FilterKind.MULTI, choices=tuple(IncidentKind.choices())),
        Filter("severity", "程度", FilterKind.MULTI, choices=tuple(Severity.choices())),
        Filter("state", "办到哪里", FilterKind.MULTI, choices=tuple(IncidentState.choices())),
        Filter("tardy", "迟报或没报", FilterKind.BOOLEAN, apply=_by_tardiness),
        Filter("street", "街镇", choices=street_choices, apply=_by_street),
        Filter("drill", "演练", FilterKind.BOOLEAN, field="is_drill"),
        Filter("known_at", "知道时间", FilterKind.DATES),
    ),
    search_fields=("institution__name",),
    search_hint="搜机构名称",
    default_sort="-known_at",
    row_url="supervision:incident-detail",
    export_name="突发事件",
    empty=Empty("没有符合条件的突发事件", "机构报告或部门记录以后，会列在这里。", "shield-check"),
)


@page(permissions.VIEW_INCIDENT)
def incident_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {
        "context_line": "最近的在最上；孩子的姓名和经过只在事件页说明事由后才看得到",
        "may_report": allowed(ctx, permissions.REPORT_INCIDENT),
    }
    return render_list(
        request,
        ctx,
        INCIDENTS,
        queries.incidents(ctx),
        template="supervision/incident_list.html",
        extra=extra,
    )


# ---- one -------------------------------------------------------------------------------------------------------------


@page(permissions.VIEW_INCIDENT)
def incident_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = queries.incidents(ctx).select_related("found_by_unit", "drill")
    row = require(ctx, permissions.VIEW_INCIDENT, rows, pk)
    notices = list(queries.notices_of(row))
    context = {
        "row": row,
        "title": IncidentKind.label_of(row.kind),
        "pills": marks_of(row),
        "timely": pill(*TIMELY[row.timeliness]),
        "countdown": countdown(ctx, row),
        "path": _path_words(row),
        "notices": notices,
        "unreached": _unreached(row, notices),
        "no_unit": NO_UNIT,
        "updates": [(each.made_at, f"{each.unit.name} {each.made_by}") for each in queries.updates_of(row)],
        "events": events_of(timeline(row), ICONS, LIGHTS),
        "clocks": [clock_mark(ctx, clock) for clock in clocks_of(ctx, row)],
        "may_acknowledge": _may(ctx, permissions.ACKNOWLEDGE_INCIDENT, row)
        and any(each.unit_id in ctx.actor.unit_ids and each.acknowledged_at is None for each in notices),
        "may_investigate": _may_move(ctx, permissions.INVESTIGATE_INCIDENT, row, "investigate"),
        "may_close": _may_move(ctx, permissions.CLOSE_INCIDENT, row, "close"),
        "may_update": row.state != IncidentState.CLOSED and _may(ctx, permissions.UPDATE_INCIDENT, row),
        "may_reveal": _may(ctx, permissions.REVEAL_INCIDENT, row),
        "is_owed": row.timeliness == Timeliness.RUNNING and row.institution.unit_id in ctx.actor.unit_ids,
    }
    return render(request, "supervision/incident_detail.html", context)


def _path_words(row: Incident) -> list[tuple[str, str]]:
    """The answers in words; none where the tree has changed since."""
    try:
        return said(incident_tree(), row.path)
    except UnknownAnswer:
        return []


def _unreached(row: Incident, notices: list[Any]) -> list[str]:
    """Bodies that should know and have no unit here: somebody has to telephone."""
    outcome = incident_tree().outcomes.get(row.outcome)
    if outcome is None or row.is_drill:
        return []
    told = {body for notice in notices for body in notice.bodies}
    return [body for body in outcome.to if body not in told and body not in {SUPERVISOR, STREET}]


def _may(ctx: Ctx, action: Action, row: Incident) -> bool:
    return visible(ctx, action, Incident.objects.all()).filter(pk=row.pk).exists()


def _may_move(ctx: Ctx, action: Action, row: Incident, move: str) -> bool:
    return row.state in INCIDENT.move(move).sources and _may(ctx, action, row)
