"""检查问题: the list, the page of one, and its pictures."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.ui.casemarks import clock_mark, events_of
from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.findings import UNSETTLED, FindingState
from tuoyu.operations.supervision.models import Finding, Proof
from tuoyu.operations.supervision.permissions.findings import (
    ANSWER_OBJECTION,
    RAISE_OBJECTION,
    SPREAD_FINDING,
    VIEW_FINDING,
    VIEW_PROOF,
    VIEW_SELF_CHECK,
)
from tuoyu.operations.supervision.queries import findings as queries
from tuoyu.operations.supervision.web.penalty_offences import offences_of_finding
from tuoyu.operations.supervision.web.showing_findings import (
    SEVERITIES,
    STATES,
    STEP_ICONS,
    STEP_LIGHTS,
    may_here,
    moves_of,
    severity_mark,
    state_mark,
)
from tuoyu.operations.supervision.words.findings import Adequacy, ProofSide, Severity
from tuoyu.operations.supervision.words.items import Domain
from tuoyu.registers.sites.queries import street_choices

ADEQUACIES = {
    Adequacy.WAITING.value: ("info", Adequacy.WAITING.label),
    Adequacy.ENOUGH.value: ("ok", Adequacy.ENOUGH.label),
    Adequacy.RETURNED.value: ("bad", Adequacy.RETURNED.label),
}
EARLIER_SHOWN = 5


def _in_street(rows: QuerySet[Finding], code: str) -> QuerySet[Finding]:
    return rows.filter(institution__area_code__startswith=code)


def _departments(ctx: Ctx) -> Choices:
    """Departments that made findings the actor may see."""
    theirs = queries.findings(ctx).filter(unit=OuterRef("pk")).order_by()
    found = units(ctx).filter(Exists(theirs))
    return tuple(
        (str(pk), name) for pk, name in found.order_by("position", "pk").values_list("pk", "short_name")
    )


def _due_cell(day: Any, row: Row) -> str:
    overdue = pill("bad", "逾期") if row["is_overdue"] else ""
    return format_html("{} {}", zh_date_year(day), overdue)


def _times(repeats: Any, _row: Row) -> str:
    return f"{repeats} 次" if repeats else "—"


FINDINGS = ListSpec(
    name="supervision.finding",
    title="检查问题",
    columns=(
        Column("sentence", "问题", is_wide=True),
        Column("institution__name", "机构", is_sortable=True),
        Column("severity", "程度", pills=SEVERITIES),
        Column("state", "状态", pills=STATES, is_sortable=True),
        Column("due_on", "整改期限", ColumnKind.DATE, cell=_due_cell, is_sortable=True),
        Column("item__domain", "领域", labels=Domain),
        Column("unit__short_name", "检查单位", is_sortable=True),
        Column("found_at", "发现时间", ColumnKind.MOMENT, is_sortable=True),
        Column("repeats", "重复", ColumnKind.NUMBER, cell=_times, is_sortable=True),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(FindingState.choices())),
        Filter("is_overdue", "逾期未改", FilterKind.BOOLEAN),
        Filter("severity", "程度", FilterKind.MULTI, choices=tuple(Severity.choices())),
        Filter("unit", "检查单位", choices=_departments),
        Filter("street", "街镇", choices=street_choices, apply=_in_street),
        Filter("domain", "领域", FilterKind.MULTI, choices=tuple(Domain.choices()), field="item__domain"),
        Filter("is_repeated", "重复出现", FilterKind.BOOLEAN),
        Filter("found_at", "发现时间", FilterKind.DATES),
    ),
    search_fields=("sentence", "institution__name", "item__code", "item__title"),
    search_hint="搜问题、机构、事项",
    default_sort="-found_at",
    row_url="supervision:finding-detail",
    extra_fields=("is_overdue",),
    export_name="检查问题",
    empty=Empty("没有检查问题", "检查中记为不合格的事项，会列在这里跟到销号。", "flag"),
)


@page(VIEW_FINDING)
def finding_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, FINDINGS, queries.findings_listed(request.ctx))


@page(VIEW_FINDING)
def finding_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    finding = require(ctx, VIEW_FINDING, queries.findings(ctx), pk)
    buttons, barred = moves_of(ctx, finding)
    is_open = finding.state in UNSETTLED
    objection = queries.waiting_objection(finding)
    return render(
        request,
        "supervision/finding_detail.html",
        {
            "proposed": offences_of_finding(ctx, finding),
            "finding": finding,
            "severity": severity_mark(finding),
            "state": state_mark(finding),
            "buttons": buttons,
            "barred": barred,
            "before": queries.before_photos(finding),
            "after": queries.after_photos(finding),
            "rounds": _rounds(finding),
            "objections": queries.objections_of(finding),
            "may_object": is_open and objection is None and may_here(ctx, RAISE_OBJECTION, finding),
            "may_answer": objection is not None and may_here(ctx, ANSWER_OBJECTION, finding),
            "may_spread": bool(finding.item_id) and may_here(ctx, SPREAD_FINDING, finding),
            "checks": queries.self_checks(ctx).filter(finding=finding)
            if allowed(ctx, VIEW_SELF_CHECK)
            else (),
            "denied": queries.denied_before(finding),
            "earlier": queries.earlier_findings(finding)[:EARLIER_SHOWN],
            "clocks": [clock_mark(ctx, clock) for clock in clocks_of(ctx, finding)],
            "events": events_of(timeline(finding), STEP_ICONS, STEP_LIGHTS),
        },
    )


@page(VIEW_PROOF)
def proof_view(request: CtxRequest, pk: int) -> HttpResponseBase:
    """The picture itself, or the paper as a download."""
    proof = require(request.ctx, VIEW_PROOF, queries.proofs(request.ctx), pk)
    response = FileResponse(open_file(request.ctx, proof.file))
    for header, value in download_headers(proof.file, is_inline=True).items():
        response[header] = value
    return response


def _rounds(finding: Finding) -> list[dict[str, Any]]:
    """Each round with its mark and what was handed in with it, newest first."""
    papers: dict[int | None, list[Proof]] = {}
    for proof in queries.proofs_of(finding, ProofSide.AFTER).order_by("pk"):
        papers.setdefault(proof.rectification_id, []).append(proof)
    return [
        {"row": row, "pill": pill(*ADEQUACIES[row.adequacy]), "papers": papers.get(row.pk, [])}
        for row in queries.rectifications_of(finding)
    ]
