"""Milestones: the list, and the forms that move one."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.governance.coordination import permissions, services
from tuoyu.governance.coordination.commands import (
    AddMilestone,
    BlockMilestone,
    DropMilestone,
    ReachMilestone,
    ResumeMilestone,
)
from tuoyu.governance.coordination.flow import MilestoneState
from tuoyu.governance.coordination.models import Milestone
from tuoyu.governance.coordination.queries import OPEN_MILESTONE
from tuoyu.governance.coordination.web.forms import (
    AddMilestoneForm,
    BlockMilestoneForm,
    NoteForm,
    ReachMilestoneForm,
    unit_choices,
)
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import format_day
from tuoyu.registers.plans.queries import tasks_with_duties

LIGHTS = {
    MilestoneState.PLANNED.value: ("info", "进行中"),
    MilestoneState.BLOCKED.value: ("warn", "受阻"),
    MilestoneState.REACHED.value: ("ok", "已完成"),
    MilestoneState.DROPPED.value: ("none", "已取消"),
}

MILESTONES = ListSpec(
    name="coordination.milestone",
    title="任务节点",
    columns=(
        Column("title", "节点", is_sortable=True, is_wide=True),
        Column("task__no", "任务", ColumnKind.NUMBER, is_sortable=True),
        Column("unit__name", "承担单位", is_sortable=True),
        Column("due_on", "完成期限", ColumnKind.DATE, is_sortable=True),
        Column("state", "状态", pills=LIGHTS, is_sortable=True),
        Column("reached_on", "完成日期", ColumnKind.DATE, is_sortable=True),
        Column("obstacle", "受阻原因", is_wide=True),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(MilestoneState.choices())),
        Filter("unit", "承担单位", FilterKind.TEXT, field="unit__name"),
        Filter("due_on", "完成期限", FilterKind.DATES),
    ),
    search_fields=("title", "obstacle"),
    search_hint="搜节点、受阻原因",
    default_sort="due_on",
    row_url=lambda row: reverse("coordination:task-detail", args=[row["task_id"]]),
    extra_fields=("task_id",),
    export_name="任务节点",
    empty=Empty("没有符合条件的节点", "在任务页面可以新增节点。", "flag"),
)


@page(permissions.VIEW_TASK)
def milestone_list(request: CtxRequest) -> HttpResponseBase:
    rows = visible(request.ctx, permissions.VIEW_TASK, Milestone.objects.all())
    return render_list(request, request.ctx, MILESTONES, rows)


@page(permissions.ADD_MILESTONE)
def milestone_add(request: CtxRequest, task_id: int) -> HttpResponse:
    task = require(request.ctx, permissions.ADD_MILESTONE, tasks_with_duties(request.ctx), task_id)
    form = partial(AddMilestoneForm, units=unit_choices(task), upstream=_open_milestones(request.ctx))
    return run_form(
        request,
        form,
        lambda data: AddMilestone(
            task.pk, data["unit_id"], data["title"], data["due_on"], data["upstream_id"]
        ),
        services.add_milestone,
        lambda milestone: (
            f"已新增节点“{milestone.title}”，{format_day(milestone.due_on)}到期。",
            _task_url(task.pk),
        ),
        page=FormPage("新增节点", "新增节点", _task_url(task.pk), f"任务 {task.no} {task.title}"),
    )


@page(permissions.REACH_MILESTONE)
def milestone_reach(request: CtxRequest, pk: int) -> HttpResponse:
    milestone = _milestone(request, pk, permissions.REACH_MILESTONE)
    return run_form(
        request,
        ReachMilestoneForm,
        lambda data: ReachMilestone(pk, data["reached_on"], data["note"], data["proofs"]),
        services.reach_milestone,
        lambda _: (f"“{milestone.title}”已记为完成，它的督办单同时销号。", _task_url(milestone.task_id)),
        page=FormPage("完成节点", "记为完成", _task_url(milestone.task_id), milestone.title),
        initial={"reached_on": request.ctx.today},
    )


@page(permissions.BLOCK_MILESTONE)
def milestone_block(request: CtxRequest, pk: int) -> HttpResponse:
    milestone = _milestone(request, pk, permissions.BLOCK_MILESTONE)
    return run_form(
        request,
        partial(BlockMilestoneForm, upstream=_open_milestones(request.ctx, but=pk)),
        lambda data: BlockMilestone(pk, data["obstacle"], data["upstream_id"]),
        services.block_milestone,
        lambda _: (f"已标记“{milestone.title}”受阻，总览会显示原因。", _task_url(milestone.task_id)),
        page=FormPage("标记受阻", "标记受阻", _task_url(milestone.task_id), milestone.title),
    )


@page(permissions.RESUME_MILESTONE)
def milestone_resume(request: CtxRequest, pk: int) -> HttpResponse:
    milestone = _milestone(request, pk, permissions.RESUME_MILESTONE)
    return run_form(
        request,
        partial(NoteForm, initial={"note": "障碍已解除"}),
        lambda data: ResumeMilestone(pk, data["note"]),
        services.resume_milestone,
        lambda _: (f"“{milestone.title}”恢复推进。", _task_url(milestone.task_id)),
        page=FormPage("恢复推进", "恢复推进", _task_url(milestone.task_id), milestone.title),
    )


@page(permissions.DROP_MILESTONE)
def milestone_drop(request: CtxRequest, pk: int) -> HttpResponse:
    milestone = _milestone(request, pk, permissions.DROP_MILESTONE)
    return run_form(
        request,
        NoteForm,
        lambda data: DropMilestone(pk, data["note"]),
        services.drop_milestone,
        lambda _: (f"已取消节点“{milestone.title}”。", _task_url(milestone.task_id)),
        page=FormPage("取消节点", "取消节点", _task_url(milestone.task_id), milestone.title, is_risky=True),
    )


def _milestone(request: CtxRequest, pk: int, action: Action) -> Milestone:
    return require(request.ctx, action, Milestone.objects.select_related("task", "unit"), pk)


def _open_milestones(ctx: Ctx, but: int = 0) -> list[tuple[int, str]]:
    rows = visible(ctx, permissions.VIEW_TASK, Milestone.objects.all()).filter(state__in=OPEN_MILESTONE)
    columns = (
        rows.exclude(pk=but)
        .order_by("task__no", "due_on")
        .values_list("pk", "task__no", "unit__short_name", "title")
    )
    return [(pk, f"任务{no} {unit}：{title}") for pk, no, unit, title in columns]


def _task_url(task_id: int) -> str:
    return reverse("coordination:task-detail", args=[task_id])
