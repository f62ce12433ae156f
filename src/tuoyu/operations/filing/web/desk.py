"""The officer's acts: send back, give the receipt, verify, tell that it does not conform, open names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form, sentence_of, show_refusal
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    FinishCase,
    Flag,
    RejectCase,
    ReturnCase,
    RevealCase,
    SeenItem,
    VerifyCase,
)
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.policy import material_rules_at, sanitation_items_at
from tuoyu.operations.filing.rules.book import WHOLE, fields_of
from tuoyu.operations.filing.rules.findings import Finding
from tuoyu.operations.filing.web.showing import people_table, tally_pills
from tuoyu.operations.filing.words import BookForm, CaseKind, Grade

_ROWS = FilingCase.objects.select_related("institution__operator", "officer_unit", "unit")


@dataclass(slots=True)
class FlagLine:
    """One field that may be sent back: its box, its comment, and why it comes late where it does."""

    key: str
    label: str
    is_chosen: bool
    comment: str
    late_reason: str
    wants_reason: bool
    problem: str = ""


@page(permissions.RETURN_CASE)
def case_return(request: CtxRequest, pk: int) -> HttpResponse:
    """All fields on one page: tick what has to be mended, say how. Everything at once (一次性告知)."""
    ctx = request.ctx
    case = require(ctx, permissions.RETURN_CASE, _ROWS, pk)
    checked = queries.check_case(ctx, case)
    posted = request.POST if request.method == "POST" else None
    lines = _flag_lines(ctx, case, checked.findings, posted, request.GET.get("flag", ""))
    problems: list[str] = []
    if posted is not None:
        flags = tuple(Flag(line.key, line.comment, line.late_reason) for line in lines if line.is_chosen)
        try:
            services.return_case(ctx, ReturnCase(pk, flags))
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            problems = _pointed(lines, refused)
        else:
            tell(request, f"已退回 {len(flags)} 项，机构只能改这些；审核时限暂停。")
            return redirect("filing:case-detail", pk)
    context = {
        "case": case,
        "kind": case.matter,
        "lines": lines,
        "problems": problems,
        "back": _url(pk),
        "is_first": case.round <= 1,
    }
    return render(request, "filing/case_return.html", context, status=422 if problems else 200)


def _flag_lines(
    ctx: Ctx, case: FilingCase, findings: Iterable[Finding], posted: Mapping[str, Any] | None, wanted: str
) -> list[FlagLine]:
    """Every field and paper; what the checks found wrong is ticked with its sentence, so nothing is typed twice."""
    wrong: dict[str, str] = {}
    for finding in findings:
        if finding.grade in {Grade.BAD, Grade.MISSING}:
            wrong[finding.field] = f"{wrong.get(finding.field, '')}{finding.sentence}"
    raised = {row.field for row in queries.corrections_of(case)}
    fields = fields_of(CaseKind(case.kind), BookForm(case.form))
    keys = [(each.key, each.label) for each in fields if not each.is_fixed]
    keys += [(f"material.{rule.code}", rule.label) for rule in material_rules_at(ctx.today, ctx.area)]
    lines = []
    for key, label in keys:
        if posted is None:
            line = FlagLine(
                key, label, key in wrong or key == wanted, wrong.get(key, ""), "", wants_reason=False
            )
        else:
            line = FlagLine(
                key,
                label,
                f"flag-{key}" in posted,
                posted.get(f"comment-{key}", ""),
                posted.get(f"late-{key}", ""),
                wants_reason=False,
            )
        line.wants_reason = case.round > 1 and key not in raised
        lines.append(line)
    return lines


def _pointed(lines: list[FlagLine], refused: Refused) -> list[str]:
    """Each reason beside its line; those of no line on top."""
    by_key = {line.key: line for line in lines}
    loose = []
    for reason in refused.verdict.failures:
        line = by_key.get(reason.field)
        if line is None:
            loose.append(sentence_of(reason))
        else:
            line.problem = sentence_of(reason)
    return loose or ["有几项还要补充，见下面标出的地方。"]


class AcceptForm(forms.Form):
    note = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="没有不符的不用填；有不符仍要出具的，写明理由",
    )


@page(permissions.ACCEPT_CASE)
def case_accept(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.ACCEPT_CASE, _ROWS, pk)
    said = f"{case.terms.paper}和基本条件告知书已出具，机构已收到通知；请在时限内现场核实。"
    return _decide(
        request, case, case.terms.give, lambda data: AcceptCase(pk, data["note"]), services.accept_case, said
    )


@page(permissions.FINISH_CASE)
def case_finish(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.FINISH_CASE, _ROWS, pk)
    said = "已办结，机构已收到通知。"
    return _decide(
        request, case, "办结", lambda data: FinishCase(pk, data["note"]), services.finish_case, said
    )


def _decide(
    request: CtxRequest, case: FilingCase, submit: str, build: Any, service: Any, said: str
) -> HttpResponse:
    """The last look of the officer: what is still wrong, and a reason where it is accepted all the same."""
    checked = queries.check_case(request.ctx, case)
    return run_form(
        request,
        AcceptForm,
        build,
        service,
        lambda _: (said, _url(case.pk)),
        page=FormPage(submit, submit, _url(case.pk), f"{case.institution.name} · {case.matter}"),
        template="filing/case_accept.html",
        extra={
            "pills": tally_pills(checked.findings),
            "wrong": [finding for finding in checked.findings if finding.grade in {Grade.BAD, Grade.MISSING}],
            "case": case,
            "is_whole": case.kind in WHOLE,
        },
    )


class VisitForm(forms.Form):
    """An on-site verification: who, when, and each item of the self-assessment as it was seen."""

    visited_on = forms.DateField(label="核实日期", widget=day_input())
    officers = forms.CharField(label="核实人员", max_length=100, help_text="两名以上，用顿号隔开")
    note = forms.CharField(
        label="情况", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[item.code] = forms.ChoiceField(
                label=item.label,
                choices=(("yes", "符合"), ("no", "不符")),
                required=False,
                widget=forms.RadioSelect,
                help_text=item.part,
            )


def _seen(items: Any, data: Mapping[str, Any]) -> tuple[SeenItem, ...]:
    return tuple(
        SeenItem(item.code, item.label, is_ok=data[item.code] == "yes")
        for item in items
        if data.get(item.code)
    )


@page(permissions.VERIFY_CASE)
def case_verify(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    case = require(ctx, permissions.VERIFY_CASE, _ROWS, pk)
    items = sanitation_items_at(ctx.today, ctx.area)
    return run_form(
        request,
        partial(VisitForm, items=items),
        lambda data: VerifyCase(pk, data["visited_on"], data["officers"], _seen(items, data), data["note"]),
        services.verify_case,
        lambda _: ("现场核实已确认。", _url(pk)),
        page=FormPage("确认现场核实", "确认现场核实", _url(pk), case.institution.name),
        initial={"visited_on": ctx.today},
    )


class RejectForm(VisitForm):
    reasons = forms.CharField(
        label="不符合的理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一条；机构会收到，公众也会看到",
    )
    visited_on = forms.DateField(
        label="核实日期", required=False, help_text="到过现场的填写", widget=day_input()
    )
    officers = forms.CharField(
        label="核实人员", max_length=100, required=False, help_text="两名以上，用顿号隔开"
    )
    field_order = ("reasons", "visited_on", "officers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]


@page(permissions.REJECT_CASE)
def case_reject(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    case = require(ctx, permissions.REJECT_CASE, _ROWS, pk)
    items = sanitation_items_at(ctx.today, ctx.area)
    wrong = [
        finding.sentence for finding in queries.check_case(ctx, case).findings if finding.grade is Grade.BAD
    ]
    return run_form(
        request,
        partial(RejectForm, items=items),
        lambda data: RejectCase(
            pk,
            tuple(data["reasons"].splitlines()),
            data["visited_on"],
            data["officers"],
            _seen(items, data),
        ),
        services.reject_case,
        lambda _: ("已告知不符合，理由已向社会公开；机构整改后可以再提交。", _url(pk)),
        page=FormPage(
            "告知不符合",
            "告知不符合",
            _url(pk),
            case.institution.name,
            warning="理由会向社会公开。",
            is_risky=True,
        ),
        initial={"reasons": "\n".join(wrong)},
    )


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label="查看事由", max_length=100, help_text="写明为什么要看；事由和查看人会记入操作日志"
    )


@page(permissions.REVEAL_CASE)
@never_cache
def case_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    """Names and numbers on this page alone, after a purpose was stated."""
    case = require(request.ctx, permissions.REVEAL_CASE, _ROWS, pk)
    form, rows, status = PurposeForm(request.POST or None), [], 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                purpose = form.cleaned_data["purpose"]
                people = services.reveal_case(request.ctx.for_purpose(purpose), RevealCase(pk))
                rows, status = people_table(people, is_whole=True), 200
            except Refused as refused:
                status = show_refusal(form, refused)
    context = {"case": case, "form": form, "people": rows, "back": _url(pk)}
    return render(request, "filing/case_reveal.html", context, status=status)


def _url(pk: int) -> str:
    return reverse("filing:case-detail", args=[pk])
