"""The forms behind the buttons of a finding."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.findings import (
    AnswerObjection,
    CancelFinding,
    CloseFinding,
    ConfirmFinding,
    LookBackFinding,
    RaiseObjection,
    ReopenFinding,
    ReturnFinding,
    SpreadFinding,
    SubmitFinding,
)
from tuoyu.operations.supervision.models import Finding, Objection
from tuoyu.operations.supervision.permissions import findings as permissions
from tuoyu.operations.supervision.queries.judging import evidence_wanted
from tuoyu.operations.supervision.services import findings as services
from tuoyu.operations.supervision.services import judging, objections, self_checks
from tuoyu.operations.supervision.web.forms_findings import (
    AnswerForm,
    LookBackForm,
    NoteForm,
    ObjectionForm,
    PlainForm,
    SubmitForm,
)


@page(permissions.SUBMIT_FINDING)
def finding_submit(request: CtxRequest, pk: int) -> HttpResponse:
    finding = _finding(request.ctx, permissions.SUBMIT_FINDING, pk)
    is_own = finding.institution.unit_id in request.ctx.actor.unit_ids
    back = reverse("supervision:mend-list") if is_own else _url(pk)
    return run_form(
        request,
        partial(SubmitForm, is_wanted=evidence_wanted(request.ctx, finding)),
        lambda data: SubmitFinding(pk, data["text"], data["pictures"]),
        services.submit_finding,
        lambda done: (f"整改已交给{done.unit.name}，等复核；复核结果会通知您。", back),
        page=FormPage("提交整改", "提交整改", back, _about(finding)),
    )


@page(permissions.CLOSE_FINDING)
def finding_close(request: CtxRequest, pk: int) -> HttpResponse:
    return _noted(
        request,
        permissions.CLOSE_FINDING,
        pk,
        lambda ctx, note: judging.close_finding(ctx, CloseFinding(pk, note)),
        ("凭什么销号", "写看了什么、为什么认为改好了。"),
        "已销号，机构会收到通知。",
    )


@page(permissions.RETURN_FINDING)
def finding_return(request: CtxRequest, pk: int) -> HttpResponse:
    return _noted(
        request,
        permissions.RETURN_FINDING,
        pk,
        lambda ctx, note: judging.return_finding(ctx, ReturnFinding(pk, note)),
        ("哪里不到位", "机构照着这句话重改，期限重新计算。"),
        "已退回，机构会收到通知，期限重新计算。",
    )


@page(permissions.LOOK_BACK_FINDING)
def finding_look_back(request: CtxRequest, pk: int) -> HttpResponse:
    finding = _finding(request.ctx, permissions.LOOK_BACK_FINDING, pk)
    return run_form(
        request,
        LookBackForm,
        lambda data: LookBackFinding(pk, data["due_on"], data["note"]),
        judging.look_back_finding,
        lambda done: (f"已安排 {done.look_back_on:%F} 前回头看，到期前会提醒。", _url(pk)),
        page=FormPage("安排回头看", "安排回头看", _url(pk), _about(finding)),
    )


@page(permissions.CONFIRM_FINDING)
def finding_confirm(request: CtxRequest, pk: int) -> HttpResponse:
    return _noted(
        request,
        permissions.CONFIRM_FINDING,
        pk,
        lambda ctx, note: judging.confirm_finding(ctx, ConfirmFinding(pk, note)),
        ("看到了什么", "谁去的、看了哪里、现在怎样。"),
        "回头看合格，已销号。",
    )


@page(permissions.REOPEN_FINDING)
def finding_reopen(request: CtxRequest, pk: int) -> HttpResponse:
    return _noted(
        request,
        permissions.REOPEN_FINDING,
        pk,
        lambda ctx, note: judging.reopen_finding(ctx, ReopenFinding(pk, note)),
        ("又看到了什么", "会记为重复出现，整改期限重新计算。"),
        "已重新打开，记为重复出现，机构会收到通知。",
        is_risky=True,
    )


@page(permissions.CANCEL_FINDING)
def finding_cancel(request: CtxRequest, pk: int) -> HttpResponse:
    return _noted(
        request,
        permissions.CANCEL_FINDING,
        pk,
        lambda ctx, note: judging.cancel_finding(ctx, CancelFinding(pk, note)),
        ("为什么撤销", "记错了才撤销；记录保留。"),
        "已撤销，机构不用再整改。",
        is_risky=True,
    )


@page(permissions.SPREAD_FINDING)
def finding_spread(request: CtxRequest, pk: int) -> HttpResponse:
    finding = _finding(request.ctx, permissions.SPREAD_FINDING, pk)
    return run_form(
        request,
        PlainForm,
        lambda _: SpreadFinding(pk),
        self_checks.spread_finding,
        lambda count: (_asked(count), _url(pk)),
        page=FormPage(
            "通知同类机构自查",
            "通知自查",
            _url(pk),
            f"{finding.institution.get_form_display()}里在营的机构都会收到一项自查；近期问过同一事项的不再问",
        ),
    )


@page(permissions.RAISE_OBJECTION)
def objection_raise(request: CtxRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request.ctx, permissions.RAISE_OBJECTION, finding_id)
    return run_form(
        request,
        ObjectionForm,
        lambda data: RaiseObjection(finding_id, data["reason"]),
        objections.raise_objection,
        lambda _: (f"异议已交给{finding.unit.name}，等答复。整改期限照常计算。", _url(finding_id)),
        page=FormPage("提出异议", "提出异议", _url(finding_id), _about(finding)),
    )


@page(permissions.ANSWER_OBJECTION)
def objection_answer(request: CtxRequest, pk: int) -> HttpResponse:
    rows = Objection.objects.select_related("finding__institution")
    objection = require(request.ctx, permissions.ANSWER_OBJECTION, rows, pk)
    back = _url(objection.finding_id)
    return run_form(
        request,
        AnswerForm,
        lambda data: AnswerObjection(pk, data["outcome"], data["reply"]),
        objections.answer_objection,
        lambda done: (f"已答复：{done.get_outcome_display()}。机构会收到通知。", back),
        page=FormPage(
            "答复异议", "答复异议", back, f"{objection.finding.institution.name}：{objection.reason}"
        ),
    )


def _noted(
    request: CtxRequest,
    action: Action,
    pk: int,
    act: Callable[[Ctx, str], Finding],
    asked: tuple[str, str],
    said: str,
    *,
    is_risky: bool = False,
) -> HttpResponse:
    """A move that wants one sentence: ``asked`` is the label of the field and its help."""
    finding = _finding(request.ctx, action, pk)
    label, help_text = asked
    return run_form(
        request,
        partial(NoteForm, label=label, help_text=help_text),
        _note,
        act,
        lambda _: (said, _url(pk)),
        page=FormPage(action.label, action.label, _url(pk), _about(finding), is_risky=is_risky),
    )


def _note(data: dict[str, Any]) -> str:
    return str(data["note"])


def _finding(ctx: Ctx, action: Action, pk: int) -> Finding:
    return require(ctx, action, Finding.objects.select_related("institution", "unit"), pk)


def _about(finding: Finding) -> str:
    return f"{finding.institution.name}：{finding.sentence}"


def _asked(count: int) -> str:
    return (
        f"已通知 {count} 家同类机构自查。" if count else "没有要通知的机构：同类机构近期都问过，或没有账号。"
    )


def _url(pk: int) -> str:
    return reverse("supervision:finding-detail", args=[pk])
