"""What the tax bureau is told of a chain: the list, one note with its paper, and telling it anew."""

from __future__ import annotations

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import IssueNote
from tuoyu.operations.filing.policy import tax_basis_at
from tuoyu.operations.filing.rules.notes import NoteRow
from tuoyu.registers.institutions.models import Institution


def _receivers(ctx: Ctx) -> Choices:
    found = units(ctx).filter(pk__in=queries.notes(ctx).order_by().values("to_unit"))
    return tuple(
        (str(pk), name) for pk, name in found.order_by("position", "pk").values_list("pk", "short_name")
    )


NOTES = ListSpec(
    name="filing.note",
    title="合并纳税告知单",
    columns=(
        Column("number", "发文字号", is_sortable=True),
        Column("institution__name", "总部", is_sortable=True, is_wide=True),
        Column("branch_count", "分支数", ColumnKind.NUMBER, is_sortable=True),
        Column("agreement", "连锁约定"),
        Column("to_unit__short_name", "送达"),
        Column("issued_at", "出具时间", ColumnKind.MOMENT, is_sortable=True),
        Column("issued_by", "出具人"),
    ),
    filters=(
        Filter("to_unit", "送达单位", choices=_receivers),
        Filter("issued_at", "出具时间", FilterKind.DATES),
    ),
    search_fields=("number", "institution__name", "institution__operator__uscc", "agreement"),
    search_hint="搜字号、总部名称、信用代码",
    default_sort="-issued_at",
    row_url="filing:note-detail",
    export_name="合并纳税告知单",
    empty=Empty(
        "还没有出具过告知单", "总部登记了连锁约定、分支备了案后，在总部的机构页出具。", "building-store"
    ),
)


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""


@page(permissions.VIEW_NOTE)
def note_list(request: CtxRequest) -> HttpResponseBase:
    extra = {"context_line": "连锁总部在本区的分支，可合并到总公司统一缴纳企业所得税（方案 8）"}
    return render_list(request, request.ctx, NOTES, queries.notes(request.ctx), extra=extra)


@page(permissions.VIEW_NOTE)
def note_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = queries.notes(ctx).select_related("institution__operator")
    note = require(ctx, permissions.VIEW_NOTE, rows, pk)
    others = list(queries.notes(ctx).filter(institution=note.institution).order_by("-issued_at", "-pk"))
    context = {
        "note": note,
        "rows": [NoteRow.read(row) for row in note.rows],
        "basis": tax_basis_at(ctx.today, ctx.area),
        "others": others,
        "newest": others[0],
    }
    return render(request, "filing/note_detail.html", context)


@page(permissions.VIEW_NOTE)
def note_paper(request: CtxRequest, pk: int) -> HttpResponseBase:
    """The paper as it was issued."""
    note = require(request.ctx, permissions.VIEW_NOTE, queries.notes(request.ctx).select_related("paper"), pk)
    if note.paper is None:
        raise Refused.because(
            "filing.no_paper", "这份告知单没有存档文件。", status=404, next_step="请联系系统管理员。"
        )
    response = FileResponse(open_file(request.ctx, note.paper))
    for header, value in download_headers(note.paper).items():
        response[header] = value
    return response


@page(permissions.ISSUE_NOTE)
def note_issue(request: CtxRequest, institution_id: int) -> HttpResponse:
    """What will be told, and to whom; then the button."""
    ctx = request.ctx
    rows = Institution.objects.select_related("operator")
    head = require(ctx, permissions.ISSUE_NOTE, rows, institution_id)
    found = queries.chain_note(ctx, head)
    receiver = found.to_unit.name if found.to_unit else "税务部门"
    return run_form(
        request,
        PlainForm,
        lambda _: IssueNote(institution_id),
        services.issue_note,
        lambda note: (
            f"告知单 {note.number} 已出具，{note.to_unit.name}的经办人收到消息。",
            reverse("filing:note-detail", args=[note.pk]),
        ),
        page=FormPage(
            "出具合并纳税告知单",
            f"出具并送{receiver}",
            reverse("institutions:institution-detail", args=[institution_id]),
            f"{head.name} · {head.operator.uscc}",
        ),
        template="filing/note_issue.html",
        extra={"found": found, "receiver": receiver, "basis": tax_basis_at(ctx.today, ctx.area)},
    )
