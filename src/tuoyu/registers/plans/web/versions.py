"""方案文本 and 导入方案: the versions of the plan, and a text's way from upload to adoption."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans import permissions, queries, services
from tuoyu.registers.plans.commands import AdoptPlan, DiscardPlan, ImportPlan, RevisePlan
from tuoyu.registers.plans.models import Version
from tuoyu.registers.plans.policy_files import duty_codes
from tuoyu.registers.plans.reading import read_text
from tuoyu.registers.plans.rules.draft import may_be_adopted, plan_of
from tuoyu.registers.plans.rules.lint import lint_plan
from tuoyu.registers.plans.web.forms import AdoptPlanForm, ImportPlanForm, PlainForm
from tuoyu.registers.plans.web.review import OPS, draft_from, fingerprint, review_of
from tuoyu.registers.plans.words import VersionState

STATES = {
    VersionState.DRAFT.value: ("warn", "待核对"),
    VersionState.ADOPTED.value: ("ok", "执行中"),
    VersionState.SUPERSEDED.value: ("none", "已被新版替代"),
    VersionState.DISCARDED.value: ("none", "已作废"),
}

REVIEWED_MEANWHILE = "打开这一页以后，草稿被改过，您的修改没有保存。下面是最新内容，请在它上面再改。"

VERSIONS = ListSpec(
    name="plans.version",
    title="方案文本",
    columns=(
        Column("title", "标题", is_sortable=True, is_wide=True),
        Column("doc_no", "文号", is_sortable=True),
        Column("state", "状态", pills=STATES, is_sortable=True),
        Column("effective_on", "施行日期", ColumnKind.DATE, is_sortable=True),
        Column("imported_at", "导入时间", ColumnKind.MOMENT, is_sortable=True),
        Column("imported_by", "导入人"),
    ),
    filters=(Filter("state", "状态", FilterKind.MULTI, choices=tuple(VersionState.choices())),),
    search_fields=("title", "doc_no"),
    search_hint="搜标题、文号",
    default_sort="-imported_at",
    row_url="plans:version-detail",
    export_name="方案文本",
    empty=Empty(
        "还没有方案",
        "上传或粘贴方案正文，系统读出任务、单位和目标供您核对。",
        "file-import",
        "导入方案",
        "/plans/import/",
    ),
)


@page(permissions.VIEW)
def version_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, VERSIONS, queries.versions(request.ctx))


@page(permissions.IMPORT)
def version_import(request: CtxRequest) -> HttpResponse:
    return run_form(
        request,
        ImportPlanForm,
        _import_command,
        services.import_plan,
        lambda version: (_said(version), reverse("plans:version-revise", args=[version.pk])),
        page=FormPage(
            "导入方案",
            "读出任务和目标",
            reverse("plans:version-list"),
            "读出后先核对，再采用；采用前不影响现行方案",
        ),
    )


@page(permissions.VIEW)
def version_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    version = require(ctx, permissions.VIEW, queries.versions(ctx), pk)
    plan = plan_of(version.draft, version.text)
    return render(
        request,
        "plans/version_detail.html",
        {
            "version": version,
            "plan": plan,
            "pill": pill(*STATES[version.state]),
            "findings": lint_plan(plan, duty_codes()),
            "steps": list(timeline(version)),
            "is_draft": version.state == VersionState.DRAFT,
            "may_revise": allowed(ctx, permissions.REVISE),
        },
    )


@page(permissions.REVISE)
def version_revise(request: CtxRequest, pk: int) -> HttpResponse:
    """Each field beside its sentence; saving keeps the draft, adopting is the next step."""
    ctx = request.ctx
    version = require(ctx, permissions.REVISE, queries.versions(ctx), pk)
    problems: list[str] = []
    seen = fingerprint(version.draft)
    if request.method == "POST":
        draft, problems = draft_from(request.POST, version.draft)
        if request.POST.get("seen") != seen:
            draft, problems = version.draft, [REVIEWED_MEANWHILE]
        if not problems:
            services.revise_plan(ctx, RevisePlan(version.pk, draft))
            tell(request, f"已保存核对结果：{len(draft['tasks'])} 项任务，{len(draft['targets'])} 个目标。")
            return redirect("plans:version-adopt" if "adopt" in request.POST else "plans:version-revise", pk)
        version.draft = draft
    unknown = frozenset(entry.name for entry in queries.units_of_draft(version) if entry.unit is None)
    context = {
        "version": version,
        "review": review_of(version.text, version.draft, unknown),
        "problems": problems,
        "unknown": sorted(unknown),
        "findings": lint_plan(plan_of(version.draft, version.text), duty_codes()),
        "ops": OPS,
        "is_draft": version.state == VersionState.DRAFT,
        "seen": seen,
    }
    return render(request, "plans/version_revise.html", context, status=422 if problems else 200)


@page(permissions.ADOPT)
def version_adopt(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    version = require(ctx, permissions.ADOPT, queries.versions(ctx), pk)
    unknown = [entry.name for entry in queries.units_of_draft(version) if entry.unit is None]
    blocking = may_be_adopted(version.draft, ())
    current = queries.plan_in_force(ctx)
    warning = f"采用后替代现行方案“{current.title}”，未办结事项由同名任务承接。" if current else ""
    form_page = FormPage(
        "采用为现行方案", "采用", reverse("plans:version-revise", args=[pk]), version.title, warning
    )
    if not blocking.is_ok and request.method == "GET":
        raise Refused(blocking)
    return run_form(
        request,
        partial(AdoptPlanForm, unknown=unknown),
        lambda data: AdoptPlan(pk, tuple(data.get("new_units", ()))),
        services.adopt_plan,
        lambda adopted: (f"“{adopted.title}”已成为现行方案。", reverse("site:cockpit")),
        page=form_page,
    )


@page(permissions.DISCARD)
def version_discard(request: CtxRequest, pk: int) -> HttpResponse:
    require(request.ctx, permissions.DISCARD, queries.versions(request.ctx), pk)
    back = reverse("plans:version-detail", args=[pk])
    return run_form(
        request,
        PlainForm,
        lambda _: DiscardPlan(pk),
        services.discard_plan,
        lambda version: (f"草稿“{version.title}”已作废，记录保留。", reverse("plans:version-list")),
        page=FormPage("作废草稿", "作废草稿", back, "只能作废还没有采用的草稿", is_risky=True),
    )


def _import_command(data: dict[str, Any]) -> ImportPlan:
    """The file is read here, before the service begins its transaction: a long reading keeps no writer waiting."""
    upload = data["file"]
    if not upload:
        return ImportPlan(text=data["text"])
    content = upload.read()
    return ImportPlan(upload.name, content, read_text(upload.name, content))


def _said(version: Version) -> str:
    tasks, targets = len(version.draft["tasks"]), len(version.draft["targets"])
    if not tasks:
        return "没有读出任务：这份文字不像实施方案。可以核对原文，或换一份文件。"
    return f"读出 {tasks} 项任务、{targets} 个目标，请逐项核对。"
