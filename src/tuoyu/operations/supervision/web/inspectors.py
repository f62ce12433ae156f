"""The pool of inspectors: the list, one inspector with its recusals, and small forms."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, grants, require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
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
from tuoyu.operations.supervision.commands.inspectors import (
    DeclareRecusal,
    LiftRecusal,
    RegisterInspector,
    RetireInspector,
)
from tuoyu.operations.supervision.models import Inspector, Recusal
from tuoyu.operations.supervision.permissions.inspectors import (
    DECLARE_RECUSAL,
    LIFT_RECUSAL,
    REGISTER_INSPECTOR,
    RETIRE_INSPECTOR,
    VIEW_INSPECTOR,
)
from tuoyu.operations.supervision.queries.inspectors import accounts_of_unit, inspectors, recusals_of
from tuoyu.operations.supervision.services.inspectors import (
    declare_recusal,
    lift_recusal,
    register_inspector,
    retire_inspector,
)
from tuoyu.operations.supervision.words.visits import InspectorKind, RecusalKind
from tuoyu.registers.institutions.queries import institutions

Pick = tuple[tuple[str, str], ...]
NOBODY: Pick = (("", "—"),)


def _units(ctx: Ctx) -> Choices:
    found = units(ctx).filter(pk__in=inspectors(ctx).order_by().values("unit"))
    return tuple((str(pk), name) for pk, name in found.values_list("pk", "short_name"))


def _standing(value: date | None, _row: Row) -> str:
    return pill("ok", "在库") if value is None else pill("none", f"{value.isoformat()} 退出")


def _away(value: int, _row: Row) -> str:
    return f"{value} 家" if value else "—"


def _in_pool(rows: Any, is_in: bool) -> Any:
    return rows.filter(until_on__isnull=is_in)


INSPECTORS = ListSpec(
    name="supervision.inspector",
    title="检查人员库",
    columns=(
        Column("name", "姓名", is_sortable=True),
        Column("until_on", "状态", cell=_standing, export=lambda value, _: value or "在库"),
        Column("unit__name", "单位"),
        Column("kind", "类别", labels=InspectorKind),
        Column("certificate_no", "证号", is_sortable=True),
        Column("kept_away", "回避", ColumnKind.NUMBER, cell=_away),
        Column("since_on", "入库", ColumnKind.DATE, is_sortable=True),
    ),
    filters=(
        Filter("unit", "单位", choices=_units),
        Filter("kind", "类别", choices=tuple(InspectorKind.choices())),
        Filter("in_pool", "在库", FilterKind.BOOLEAN, apply=_in_pool),
    ),
    search_fields=("name", "certificate_no"),
    search_hint="搜姓名、证号",
    default_sort="name",
    row_url="supervision:inspector-detail",
    export_name="检查人员库",
    empty=Empty("还没有登记检查人员", "各部门的检查负责人登记以后，就能参加双随机抽取。", "id-badge-2"),
)


@page(VIEW_INSPECTOR)
def inspector_list(request: CtxRequest) -> HttpResponseBase:
    extra = {
        "may_register": allowed(request.ctx, REGISTER_INSPECTOR),
        "context_line": "双随机从在库的人里抽；有回避的，抽不到他去那家",
    }
    template = "supervision/inspector_list.html"
    return render_list(
        request, request.ctx, INSPECTORS, inspectors(request.ctx), template=template, extra=extra
    )


@page(VIEW_INSPECTOR)
def inspector_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    inspector = require(ctx, VIEW_INSPECTOR, Inspector.objects.select_related("unit", "user"), pk)
    mine = Inspector.objects.filter(pk=pk)
    context = {
        "inspector": inspector,
        "kind": InspectorKind.label_of(inspector.kind),
        "standing": _standing(inspector.until_on, Row((), {})),
        "recusals": [(each, RecusalKind.label_of(each.kind)) for each in recusals_of(inspector)],
        "today": ctx.today,
        "may_declare": visible(ctx, DECLARE_RECUSAL, mine).exists() and inspector.until_on is None,
        "may_retire": visible(ctx, RETIRE_INSPECTOR, mine).exists() and inspector.until_on is None,
        "may_lift": allowed(ctx, LIFT_RECUSAL)
        and inspector.unit_id
        in {post.unit_id for posts in grants(ctx, LIFT_RECUSAL).values() for post in posts},
    }
    return render(request, "supervision/inspector_detail.html", context)


class InspectorForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=64)
    kind = forms.ChoiceField(label="类别", choices=InspectorKind.choices, widget=forms.RadioSelect)
    certificate_no = forms.CharField(label="证号", max_length=32, help_text="行政执法证号；专家填聘书编号")
    user_id = forms.TypedChoiceField(
        label="账号",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="用手机检查要有账号；专家可以没有",
    )
    since_on = forms.DateField(label="从哪天起", widget=day_input())

    def __init__(self, *args: Any, accounts: Pick, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = (*NOBODY, *accounts)  # type: ignore[attr-defined]


@page(REGISTER_INSPECTOR)
def inspector_register(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    post = next(post for posts in grants(ctx, REGISTER_INSPECTOR).values() for post in posts)
    found = accounts_of_unit(post.unit_id, ctx.today)
    accounts = tuple((str(user.pk), f"{user.name}（{user.username}）") for user in found)
    return run_form(
        request,
        partial(InspectorForm, accounts=accounts),
        lambda data: RegisterInspector(unit_id=post.unit_id, **data),
        register_inspector,
        lambda inspector: (f"{inspector.name}已入库，下一次抽取起可以抽到。", _url(inspector.pk)),
        page=FormPage("登记检查人员", "登记", reverse("supervision:inspector-list"), post.unit_name),
        initial={"kind": InspectorKind.OFFICER.value, "since_on": ctx.today},
    )


class UntilForm(forms.Form):
    until_on = forms.DateField(label="从哪天起", widget=day_input())


@page(RETIRE_INSPECTOR)
def inspector_retire(request: CtxRequest, pk: int) -> HttpResponse:
    inspector = require(request.ctx, RETIRE_INSPECTOR, Inspector.objects.all(), pk)
    return run_form(
        request,
        UntilForm,
        lambda data: RetireInspector(pk, data["until_on"]),
        retire_inspector,
        lambda gone: (f"{gone.name}从 {gone.until_on} 起不再抽取；以前的检查记录都在。", _url(pk)),
        page=FormPage(f"{inspector.name}退出人员库", "退出", _url(pk), "从那天起不再抽到", is_risky=True),
        initial={"until_on": request.ctx.today},
    )


class RecusalForm(forms.Form):
    institution_id = forms.TypedChoiceField(label="机构", coerce=int)
    kind = forms.ChoiceField(label="事由", choices=RecusalKind.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="只在本部门看得到，不公布")
    since_on = forms.DateField(label="从哪天起", widget=day_input())

    def __init__(self, *args: Any, places: Pick, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution_id"].choices = (("", "请选择"), *places)  # type: ignore[attr-defined]


@page(DECLARE_RECUSAL)
def recusal_declare(request: CtxRequest, inspector_id: int) -> HttpResponse:
    ctx = request.ctx
    inspector = require(ctx, DECLARE_RECUSAL, Inspector.objects.all(), inspector_id)
    rows = institutions(ctx).order_by("name", "pk").values_list("pk", "name")
    return run_form(
        request,
        partial(RecusalForm, places=tuple((str(pk), name) for pk, name in rows)),
        lambda data: DeclareRecusal(inspector_id=inspector_id, **data),
        declare_recusal,
        lambda one: (f"已登记。以后抽取，{inspector.name}不会去{one.institution.name}。", _url(inspector_id)),
        page=FormPage(
            f"{inspector.name}申报回避",
            "登记回避",
            _url(inspector_id),
            "有直接利害关系的应当回避（行政处罚法第四十三条）；公布的名单只写“应当回避”，不写事由",
        ),
        initial={"since_on": ctx.today},
    )


@page(LIFT_RECUSAL)
def recusal_lift(request: CtxRequest, pk: int) -> HttpResponse:
    rows = Recusal.objects.select_related("inspector", "institution")
    recusal = require(request.ctx, LIFT_RECUSAL, rows, pk)
    return run_form(
        request,
        UntilForm,
        lambda data: LiftRecusal(pk, data["until_on"]),
        lift_recusal,
        lambda done: (f"已解除，从 {done.until_on} 起可以抽到。", _url(recusal.inspector_id)),
        page=FormPage(
            "解除回避",
            "解除",
            _url(recusal.inspector_id),
            f"{recusal.inspector.name} 对 {recusal.institution.name}",
        ),
        initial={"until_on": request.ctx.today},
    )


def _url(pk: int) -> str:
    return reverse("supervision:inspector-detail", args=[pk])
