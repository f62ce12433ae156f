"""Filling in and handing in, step by step, on a phone as well: every step is kept as it is typed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form, sentence_of
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import OpenCase, RecallCase, SaveCase, SubmitCase, WithdrawCase
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.rules.book import ENDING, Section, fields_of, sections_of
from tuoyu.operations.filing.rules.findings import Finding
from tuoyu.operations.filing.rules.opening import regime_of
from tuoyu.operations.filing.web.materials import material_cards
from tuoyu.operations.filing.web.showing import GRADES, tally_pills
from tuoyu.operations.filing.web.steps import Step, step_of
from tuoyu.operations.filing.words import BookForm, CaseKind, Grade, Terms, matter_label
from tuoyu.registers.institutions.models import Institution

_ROWS = FilingCase.objects.select_related("institution__operator", "officer_unit", "unit")
# The sections whose content is no form of fields.
_PAPERS, _EXITS = Section.MATERIALS, Section.EXITS


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""


class NoteForm(forms.Form):
    note = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@page(permissions.OPEN_CASE)
def case_open(request: CtxRequest, institution_id: int, kind: str) -> HttpResponse:
    """Begin a matter of one's own institution."""
    institution = require(request.ctx, permissions.OPEN_CASE, Institution.objects.all(), institution_id)
    if kind not in {str(each) for each in CaseKind}:
        raise Refused.because(
            "filing.kind_unknown", "没有这个办理事项。", status=404, next_step="请回到“我的机构”选择。"
        )
    footing = queries.footing_of(institution, request.ctx.today, request.ctx.area)
    label = matter_label(kind, regime_of(CaseKind(kind), footing))
    return run_form(
        request,
        PlainForm,
        lambda _: OpenCase(institution_id, kind),
        services.open_case,
        lambda case: (f"已开始办理{label}，填的内容随时自动保存。", _step_url(case, _first(case))),
        page=FormPage(label, f"开始办理{label}", reverse("filing:home"), institution.name),
    )


@page(permissions.SAVE_CASE)
def case_save(request: CtxRequest, pk: int) -> HttpResponse:
    """One step of the form. Typing saves it in the background; the button goes on to the next step."""
    ctx = request.ctx
    case = require(ctx, permissions.SAVE_CASE, _ROWS, pk)
    section = _section(case, request.GET.get("step", ""))
    if case.state not in {CaseState.DRAFT, CaseState.RETURNED, CaseState.NONCONFORMING}:
        return redirect("filing:case-detail", pk)
    if request.method != "POST" or section in (_PAPERS, _EXITS):
        step = (
            None
            if section in (_PAPERS, _EXITS)
            else step_of(ctx, case, section, blank=int("add" in request.GET))
        )
        return _shown(request, case, section, step)
    step = step_of(ctx, case, section, request.POST)
    problems = _keep(request, step.command(case))
    is_whole = step.is_valid() and not problems
    case = require(ctx, permissions.SAVE_CASE, _ROWS, pk)
    if request.htmx:  # type: ignore[attr-defined]
        return _aside(request, case, section, problems, is_whole=is_whole)
    if is_whole and "stay" not in request.POST:
        return redirect(_onward(request, case, section))
    if is_whole:
        return redirect(f"{_step_url(case, section)}&add=1#add")
    return _shown(request, case, section, step, problems=problems, status=422)


@page(permissions.SUBMIT_CASE)
def case_submit(request: CtxRequest, pk: int) -> HttpResponse:
    """The last look: what is still missing, what does not conform, the promise."""
    ctx = request.ctx
    case = require(ctx, permissions.SUBMIT_CASE, _ROWS, pk)
    checked = queries.check_case(ctx, case)
    return run_form(
        request,
        partial(SubmitForm, terms=case.terms),
        lambda data: SubmitCase(pk, data["has_promised"]),
        services.submit_case,
        lambda done: (_submitted_sentence(done), reverse("filing:case-detail", args=[pk])),
        page=FormPage(
            f"提交{case.matter}",
            f"提交{case.matter}",
            _step_url(case, _first(case)),
            case.institution.name,
        ),
        template="filing/case_submit.html",
        extra={
            "case": case,
            "pills": tally_pills(checked.findings),
            "missing": _pointed(case, checked.findings, Grade.MISSING),
            "wrong": _pointed(case, checked.findings, Grade.BAD),
            "exits": queries.exits_verdict(case).failures if case.kind in ENDING else (),
        },
    )


class SubmitForm(forms.Form):
    has_promised = forms.BooleanField(required=False)

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = f"我已阅读{terms.promise}，承诺以上内容真实，持续符合要求，接受监督。"
        self.fields["has_promised"].label = said


@page(permissions.RECALL_CASE)
def case_recall(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.RECALL_CASE, _ROWS, pk)
    return run_form(
        request,
        PlainForm,
        lambda _: RecallCase(pk),
        services.recall_case,
        lambda done: ("已撤回，改好后请再提交。", _step_url(done, _first(done))),
        page=FormPage(
            "撤回修改", "撤回修改", _url(pk), f"{case.institution.name} · 撤回后审核时限从再次提交起算"
        ),
    )


@page(permissions.WITHDRAW_CASE)
def case_withdraw(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.WITHDRAW_CASE, _ROWS, pk)
    return run_form(
        request,
        NoteForm,
        lambda data: WithdrawCase(pk, data["note"]),
        services.withdraw_case,
        lambda _: ("已放弃，填过的内容留着备查。", reverse("filing:home")),
        page=FormPage("放弃本次办理", "放弃本次办理", _url(pk), case.institution.name, is_risky=True),
    )


def _keep(request: CtxRequest, command: SaveCase) -> list[str]:
    """Save what fits; what the service refuses is told, not thrown away."""
    try:
        services.save_case(request.ctx, command)
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        return [sentence_of(reason) for reason in refused.verdict.failures]
    return []


def _shown(
    request: CtxRequest,
    case: FilingCase,
    section: Section,
    step: Step | None,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    ctx = request.ctx
    checked = queries.check_case(ctx, case)
    context: dict[str, Any] = {
        "case": case,
        "kind": case.matter,
        "section": section,
        "step": step,
        "tabs": _tabs(case, section, checked.findings),
        "problems": problems or [],
        "corrections": _open_corrections(case, section),
        "is_returned": case.state == CaseState.RETURNED,
        "previous": _neighbour(case, section, -1),
        "is_last": _neighbour(case, section, 1) is None,
        "here": _step_url(case, section),
        **_beside(case, section, checked.findings),
    }
    if section is _PAPERS:
        context["cards"] = material_cards(ctx, case, checked, queries.corrections_of(case))
    if section is _EXITS:
        context["exits"] = list(queries.exits_of(case))
        context["exit_reasons"] = queries.exits_verdict(case).failures
    return render(request, "filing/case_save.html", context, status=status)


def _aside(
    request: CtxRequest, case: FilingCase, section: Section, problems: list[str], *, is_whole: bool
) -> HttpResponse:
    """What the checks say now, for the box beside the form (htmx)."""
    checked = queries.check_case(request.ctx, case)
    context = {**_beside(case, section, checked.findings), "problems": problems, "is_whole": is_whole}
    return render(request, "filing/_checks.html", context)


def _beside(case: FilingCase, section: Section, findings: tuple[Finding, ...]) -> dict[str, Any]:
    keys = _keys(case, section)
    here = [finding for finding in findings if finding.field in keys or _is_paper(section, finding)]
    return {
        "pills": tally_pills(findings),
        "findings": [(GRADES[finding.grade], finding) for finding in here],
        "saved_at": case.saved_at,
    }


def _is_paper(section: Section, finding: Finding) -> bool:
    return section is _PAPERS and finding.field.startswith("material.")


def _keys(case: FilingCase, section: Section) -> set[str]:
    fields = fields_of(CaseKind(case.kind), BookForm(case.form))
    return {field.key for field in fields if field.section is section}


def _tabs(case: FilingCase, here: Section, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """The steps with how much of each is still open."""
    tabs = []
    for number, section in enumerate(sections_of(CaseKind(case.kind), BookForm(case.form)), 1):
        keys = _keys(case, section)
        found = [each for each in findings if each.field in keys or _is_paper(section, each)]
        missing = sum(1 for each in found if each.grade is Grade.MISSING)
        wrong = sum(1 for each in found if each.grade is Grade.BAD)
        light = "bad" if wrong else "warn" if missing else "ok"
        word = f"{wrong} 项不符" if wrong else f"{missing} 项待填" if missing else "已填好"
        tabs.append(
            {
                "number": number,
                "label": section.label,
                "url": _step_url(case, section),
                "is_here": section is here,
                "light": light,
                "word": word,
            }
        )
    return tabs


def _pointed(case: FilingCase, findings: tuple[Finding, ...], grade: Grade) -> list[tuple[Finding, str]]:
    """Findings of a grade, each with the address of the step where it is mended."""
    by_key = {field.key: field.section for field in fields_of(CaseKind(case.kind), BookForm(case.form))}
    return [
        (finding, _step_url(case, by_key.get(finding.field, _PAPERS if finding.field else _first(case))))
        for finding in findings
        if finding.grade is grade
    ]


def _open_corrections(case: FilingCase, section: Section) -> list[Any]:
    """What was sent back last and belongs to this step."""
    if case.state != CaseState.RETURNED:
        return []
    keys = _keys(case, section)
    rows = queries.corrections_of(case).filter(round=case.round)
    return [
        row for row in rows if row.field in keys or (section is _PAPERS and row.field.startswith("material."))
    ]


def _section(case: FilingCase, name: str) -> Section:
    sections = sections_of(CaseKind(case.kind), BookForm(case.form))
    return next((section for section in sections if section.value == name), sections[0])


def _first(case: FilingCase) -> Section:
    """Where to begin: in a returned case at the first thing sent back."""
    sections = sections_of(CaseKind(case.kind), BookForm(case.form))
    if case.state == CaseState.RETURNED:
        for section in sections:
            keys = _keys(case, section)
            if any(
                key in keys or (section is _PAPERS and key.startswith("material."))
                for key in case.open_fields
            ):
                return section
    return sections[0]


def _neighbour(case: FilingCase, section: Section, step: int) -> str | None:
    sections = sections_of(CaseKind(case.kind), BookForm(case.form))
    at = sections.index(section) + step
    return _step_url(case, sections[at]) if 0 <= at < len(sections) else None


def _onward(request: CtxRequest, case: FilingCase, section: Section) -> str:
    following = _neighbour(case, section, 1)
    if following is None:
        tell(request, "已保存。")
    return following or reverse("filing:case-submit", args=[case.pk])


def _submitted_sentence(case: FilingCase) -> str:
    if case.state == CaseState.ACCEPTED:
        return "约定范围内的分支，告知即办：备案回执已出具。"
    return f"已提交，{case.officer_unit.name}会在时限内审核；审核前可以撤回修改。"


def _step_url(case: FilingCase, section: Section) -> str:
    return f"{reverse('filing:case-save', args=[case.pk])}?step={section.value}"


def _url(pk: int) -> str:
    return reverse("filing:case-detail", args=[pk])
