"""What is done with a visit on the desk, one form each."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.services import grants, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.visits import (
    CancelVisit,
    MoveVisit,
    NoticeVisit,
    PlanVisit,
    RateVisit,
    RecordVisit,
    SignatureGiven,
    SignVisit,
    StartVisit,
)
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.permissions import visits as permissions
from tuoyu.operations.supervision.policy.visits import kinds_of_unit, visit_authority_at
from tuoyu.operations.supervision.queries.items import forms_of_kinds
from tuoyu.operations.supervision.queries.visits import checklist_of, members_of, pool
from tuoyu.operations.supervision.rules.item_versions import EVERYWHERE, forms_shown
from tuoyu.operations.supervision.services import recording, visits
from tuoyu.operations.supervision.web.visit_lines import parts_of
from tuoyu.operations.supervision.words.visits import InspectorKind, Side, VisitKind
from tuoyu.registers.institutions.queries import institutions
from tuoyu.registers.institutions.words import Standing

_ROWS = Visit.objects.select_related("institution", "lead_unit")


def _words(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PlanForm(forms.Form):
    institution_id = forms.TypedChoiceField(label="机构", coerce=int)
    kind = forms.ChoiceField(label="检查类型", choices=VisitKind.choices())
    planned_on = forms.DateField(label="哪天去", widget=day_input())
    reason = forms.CharField(label="事由", max_length=200, help_text="写进通知，机构会看到")
    authority = forms.CharField(label="依据", max_length=200, help_text="哪部法规的哪一条；写进通知")
    inspector_ids = forms.TypedMultipleChoiceField(
        label="检查人员",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="几个部门的人一起去，就是“综合查一次”；每项由对应的部门查",
    )
    is_unannounced = forms.BooleanField(
        label="不预先通知（到门口再出示通知）", required=False, help_text="飞行检查选这个"
    )

    def __init__(self, ctx: Ctx, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_places = institutions(ctx).exclude(standing=Standing.CLOSED.value).order_by("name", "pk")
        self.fields["institution_id"].choices = list(open_places.values_list("pk", "name"))  # type: ignore[attr-defined]
        self.fields["inspector_ids"].choices = [  # type: ignore[attr-defined]
            (
                each.pk,
                f"{each.name} · {each.unit.short_name or each.unit.name} · {InspectorKind.label_of(each.kind)}",
            )
            for each in pool(ctx)
        ]


@page(permissions.PLAN_VISIT)
def visit_plan(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    return run_form(
        request,
        lambda *args, **kwargs: PlanForm(ctx, *args, **kwargs),
        lambda data: PlanVisit(**{**data, "inspector_ids": tuple(data["inspector_ids"])}),
        visits.plan_visit,
        lambda visit: (
            f"检查已安排，清单 {checklist_of(visit).count()} 项。"
            + ("到门口再出示通知。" if visit.is_unannounced else "下一步：发检查通知。"),
            _url(visit.pk),
        ),
        page=FormPage(
            "安排检查", "安排", reverse("supervision:visit-list"), "清单按机构的形态和情况自动生成"
        ),
        initial={
            "planned_on": ctx.today,
            "kind": VisitKind.PLANNED.value,
            "authority": visit_authority_at(ctx.today, ctx.area),
            "institution_id": request.GET.get("institution", ""),
        },
        template="supervision/visit_plan.html",
        extra={"narrow": _narrow_units(ctx)},
    )


def _narrow_units(ctx: Ctx) -> list[tuple[str, str]]:
    """Those of the actor's units that would go to some institutions with nothing to look at: name, and where they have."""
    posts = [post for found in grants(ctx, permissions.PLAN_VISIT).values() for post in found]
    known = forms_of_kinds(ctx.today)
    shown = {}
    for name in sorted({post.unit_name for post in posts if post.unit_id}):
        forms = {form for kind in kinds_of_unit(name) for form in known.get(kind, ())}
        shown[name] = forms_shown(tuple(sorted(forms))) if forms else ""
    return [(name, told) for name, told in shown.items() if told != EVERYWHERE]


class MoveForm(forms.Form):
    planned_on = forms.DateField(label="改到哪天", widget=day_input())
    reason = forms.CharField(label="为什么改期", max_length=200)


@page(permissions.MOVE_VISIT)
def visit_move(request: CtxRequest, pk: int) -> HttpResponse:
    visit = require(request.ctx, permissions.MOVE_VISIT, _ROWS, pk)
    return run_form(
        request,
        MoveForm,
        lambda data: MoveVisit(pk, data["planned_on"], data["reason"]),
        visits.move_visit,
        lambda moved: (f"已改到{zh_date_year(moved.planned_on)}。", _url(pk)),
        page=FormPage(
            "检查改期", "改期", _url(pk), _about(visit), warning=_warning(visit, "会再收到一次通知")
        ),
        initial={"planned_on": visit.planned_on},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, widget=_words())


@page(permissions.CANCEL_VISIT)
def visit_cancel(request: CtxRequest, pk: int) -> HttpResponse:
    visit = require(request.ctx, permissions.CANCEL_VISIT, _ROWS, pk)
    return run_form(
        request,
        ReasonForm,
        lambda data: CancelVisit(pk, data["reason"]),
        visits.cancel_visit,
        lambda _: ("检查已取消。", _url(pk)),
        page=FormPage(
            "取消检查",
            "取消检查",
            _url(pk),
            _about(visit),
            warning=_warning(visit, "会收到取消的消息"),
            is_risky=True,
        ),
    )


@page(permissions.NOTICE_VISIT)
def visit_notice(request: CtxRequest, pk: int) -> HttpResponse:
    """The notice as the institution will read it, then sent."""
    visit = require(request.ctx, permissions.NOTICE_VISIT, _ROWS, pk)
    sends = (
        f"会发到{visit.institution.name}的账号。"
        if visit.institution.unit_id
        else "机构还没有账号，请打印或当面出示。"
    )
    return _confirmed(
        request,
        visit,
        NoticeVisit(pk),
        visits.notice_visit,
        "检查通知已发出。",
        FormPage("发检查通知", "发出通知", _url(pk), f"{_about(visit)} · {sends}"),
        "supervision/visit_notice.html",
    )


@page(permissions.START_VISIT)
def visit_start(request: CtxRequest, pk: int) -> HttpResponse:
    visit = require(request.ctx, permissions.START_VISIT, _ROWS, pk)
    return _confirmed(
        request,
        visit,
        StartVisit(pk),
        visits.start_visit,
        "检查开始了。请用手机打开“现场检查”逐项查。",
        FormPage("开始检查", "到场了，开始", _url(pk), f"{_about(visit)} · 先向机构出示证件和这份通知"),
        "supervision/visit_notice.html",
    )


class RecordForm(forms.Form):
    unseen_reason = forms.CharField(
        label="没查的事项，为什么没查",
        max_length=200,
        required=False,
        widget=_words(),
        help_text="都查了就不用写。写了以后，没有结果的项记“未查”",
    )


@page(permissions.RECORD_VISIT)
def visit_record(request: CtxRequest, pk: int) -> HttpResponse:
    visit = require(request.ctx, permissions.RECORD_VISIT, _ROWS, pk)
    return run_form(
        request,
        RecordForm,
        lambda data: RecordVisit(pk, data["unseen_reason"]),
        recording.record_visit,
        lambda _: ("记录已形成，不合格的已经列为问题、开始计整改期限。下一步：双方签字。", _url(pk)),
        page=FormPage(
            "形成检查记录",
            "形成记录",
            _url(pk),
            _about(visit),
            warning="形成以后不能再改；再报的结果只作附注。",
        ),
    )


class SignForm(forms.Form):
    side = forms.ChoiceField(label="哪一方", choices=Side.choices())
    name = forms.CharField(
        label="签字人姓名", max_length=64, required=False, help_text="输入本人姓名，等于签字"
    )
    refusal = forms.CharField(label="机构不签字的理由", max_length=200, required=False)
    witness = forms.CharField(label="见证人", max_length=64, required=False, help_text="机构不签字时要写")


class OwnSignForm(forms.Form):
    name = forms.CharField(label="签字人姓名", max_length=64, help_text="输入您的姓名，等于您代表机构签字")


@page(permissions.SIGN_VISIT)
def visit_sign(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    visit = require(ctx, permissions.SIGN_VISIT, _ROWS, pk)
    is_own = visit.institution.unit_id in ctx.actor.unit_ids

    def signature(data: dict[str, Any]) -> SignVisit:
        side = Side.INSTITUTION.value if is_own else data["side"]
        given = SignatureGiven(
            uuid4(), side, data["name"], "", ctx.now, data.get("refusal", ""), data.get("witness", "")
        )
        return SignVisit(pk, given)

    return run_form(
        request,
        OwnSignForm if is_own else SignForm,
        signature,
        recording.sign_visit,
        lambda done: (
            f"双方都签了，检查记录 {done.number} 已形成。"
            if done.state == VisitState.SIGNED
            else "已签字，还等其他人签。",
            _url(pk),
        ),
        page=FormPage("检查记录签字", "签字", _url(pk), _about(visit)),
    )


class RateForm(forms.Form):
    score = forms.TypedChoiceField(
        label="这次检查怎么样",
        coerce=int,
        choices=[(5, "很好"), (4, "好"), (3, "一般"), (2, "不好"), (1, "很不好")],
    )
    note = forms.CharField(label="想说的话", max_length=300, required=False, widget=_words())


@page(permissions.RATE_VISIT)
def visit_rate(request: CtxRequest, pk: int) -> HttpResponse:
    visit = require(request.ctx, permissions.RATE_VISIT, _ROWS, pk)
    return run_form(
        request,
        RateForm,
        lambda data: RateVisit(pk, data["score"], data["note"]),
        recording.rate_visit,
        lambda _: ("谢谢，评价已收到。", _url(pk)),
        page=FormPage("评价检查", "提交评价", _url(pk), _about(visit)),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the act."""


def _confirmed(
    request: CtxRequest, visit: Visit, command: Any, act: Any, said: str, page_of: FormPage, template: str
) -> HttpResponse:
    extra = {
        "visit": visit,
        "members": list(members_of(visit)),
        "kind": VisitKind.label_of(visit.kind),
        "parts": parts_of(visit),
    }
    return run_form(
        request,
        ConfirmForm,
        lambda _: command,
        act,
        lambda _: (said, _url(visit.pk)),
        page=page_of,
        template=template,
        extra=extra,
    )


def _url(pk: int) -> str:
    return reverse("supervision:visit-detail", args=[pk])


def _about(visit: Visit) -> str:
    return f"{visit.institution.name} · {zh_date_year(visit.planned_on)}"


def _warning(visit: Visit, what: str) -> str:
    return f"机构已经收到通知，{what}。" if visit.noticed_at else ""
