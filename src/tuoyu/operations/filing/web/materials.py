"""Papers and exits of a case: put up, taken down, opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import AddMaterial, NewFile, RecordExit, RemoveMaterial, RenewMaterial
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import Correction, FilingCase, Material
from tuoyu.operations.filing.policy import material_rules_at
from tuoyu.operations.filing.queries.cases import Checked
from tuoyu.operations.filing.rules.material import MaterialRule, holds_until
from tuoyu.operations.filing.web.showing import GRADES


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of paper: what it must show, what was put up, and what the check says."""

    rule: MaterialRule
    material: Material | None
    until: Any
    pill: SafeString
    sentence: str
    comment: str
    is_open: bool


def material_cards(
    ctx: Ctx, case: FilingCase, checked: Checked, corrections: Iterable[Correction]
) -> list[Card]:
    """Every paper that the case wants, and any other that was put up."""
    shown = {material.code: material for material in checked.papers}
    found = {finding.field: finding for finding in checked.findings if finding.field.startswith("material.")}
    comments = {row.field: row.comment for row in corrections if row.round == case.round}
    is_returned = case.state == CaseState.RETURNED
    cards = []
    for rule in material_rules_at(ctx.today, ctx.area):
        key = f"material.{rule.code}"
        finding, material = found.get(key), shown.get(rule.code)
        if finding is None and material is None:
            continue
        until = holds_until(rule, material.issued_on, material.expires_on) if material else None
        mark = pill(GRADES[finding.grade], finding.grade.label) if finding else pill("none", "不必交")
        comment = comments.get(key, "") if is_returned else ""
        is_open = not is_returned or key in case.open_fields
        cards.append(Card(rule, material, until, mark, finding.sentence if finding else "", comment, is_open))
    return cards


class MaterialForm(forms.Form):
    file = forms.FileField(label="文件", help_text="照片、PDF 都可以；一份材料有多页的，合成一个 PDF")
    number = forms.CharField(label="证号", max_length=64, required=False)
    issued_on = forms.DateField(label="出具日期", required=False, widget=day_input())
    expires_on = forms.DateField(
        label="有效期至", required=False, help_text="证上写了的填写", widget=day_input()
    )


@page(permissions.ADD_MATERIAL)
def material_add(request: CtxRequest, case_id: int) -> HttpResponse:
    ctx = request.ctx
    case = require(ctx, permissions.ADD_MATERIAL, FilingCase.objects.select_related("institution"), case_id)
    rules = {rule.code: rule for rule in material_rules_at(ctx.today, ctx.area)}
    rule = rules.get(request.GET.get("code", ""), next(iter(rules.values())))
    back = _papers_url(case_id)
    return run_form(
        request,
        MaterialForm,
        lambda data: AddMaterial(
            case_id,
            rule.code,
            NewFile(data["file"].name, data["file"].read()),
            data["number"],
            data["issued_on"],
            data["expires_on"],
        ),
        services.add_material,
        lambda _: (f"“{rule.label}”已上传。", back),
        page=FormPage(f"上传{rule.label}", "上传", back, f"{case.institution.name} · 要能看出：{rule.shows}"),
    )


@page(permissions.RENEW_MATERIAL)
def material_renew(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = Material.objects.select_related("case__institution")
    material = require(ctx, permissions.RENEW_MATERIAL, rows, pk)
    rule = {rule.code: rule for rule in material_rules_at(ctx.today, ctx.area)}[material.code]
    back = reverse("filing:home")
    return run_form(
        request,
        MaterialForm,
        lambda data: RenewMaterial(
            pk,
            NewFile(data["file"].name, data["file"].read()),
            data["number"],
            data["issued_on"],
            data["expires_on"],
        ),
        services.renew_material,
        lambda _: (f"“{rule.label}”已更新，原来的一份仍留在备案件里。", back),
        page=FormPage(
            f"更新{rule.label}", "更新", back, f"{material.case.institution.name} · 要能看出：{rule.shows}"
        ),
    )


@page(permissions.REMOVE_MATERIAL)
def material_remove(request: CtxRequest, pk: int) -> HttpResponse:
    rows = Material.objects.select_related("case", "file")
    material = require(request.ctx, permissions.REMOVE_MATERIAL, rows, pk)
    back = _papers_url(material.case_id)
    return run_form(
        request,
        forms.Form,
        lambda _: RemoveMaterial(pk),
        services.remove_material,
        lambda _: ("材料已撤下，需要时可以重新上传。", back),
        page=FormPage("撤下材料", "撤下", back, material.file.name, is_risky=True),
    )


@page(permissions.VIEW_MATERIAL)
def material_view(request: CtxRequest, pk: int) -> HttpResponseBase:
    """The paper itself: pictures and PDF are shown beside the desk, anything else is handed over."""
    rows = Material.objects.select_related("file")
    material = require(request.ctx.for_purpose("审核备案材料"), permissions.VIEW_MATERIAL, rows, pk)
    ctx = request.ctx.for_purpose("审核备案材料")
    response = FileResponse(open_file(ctx, material.file))
    for header, value in download_headers(material.file, is_inline="show" in request.GET).items():
        response[header] = value
    return response


class ExitForm(forms.Form):
    label = forms.CharField(label="幼儿", max_length=64, help_text="姓氏和出生年月即可，例如：林 2024-03")
    onward = forms.CharField(label="去向", max_length=100, required=False, help_text="接收的机构或家庭照护")
    is_refused = forms.BooleanField(label="家长书面放弃安置", required=False)
    refusal = forms.FileField(label="家长签字的书面说明", required=False)
    told_on = forms.DateField(label="告知家长日期", required=False, widget=day_input())


@page(permissions.RECORD_EXIT)
def exit_record(request: CtxRequest, case_id: int) -> HttpResponse:
    case = require(
        request.ctx, permissions.RECORD_EXIT, FilingCase.objects.select_related("institution"), case_id
    )
    known = {str(row.pk): row for row in queries.exits_of(case)}
    row = known.get(request.GET.get("child", ""))
    initial = (
        {
            "label": row.label.reveal(),
            "onward": row.onward.reveal(),
            "is_refused": row.is_refused,
            "told_on": row.told_on,
        }
        if row
        else {}
    )
    back = f"{reverse('filing:case-save', args=[case_id])}?step=exits"
    return run_form(
        request,
        ExitForm,
        partial(_exit_command, case_id, row.pk if row else None),
        services.record_exit,
        lambda _: ("已登记这名婴幼儿的去向。", back),
        page=FormPage("登记幼儿去向", "登记", back, case.institution.name),
        initial=initial,
    )


def _exit_command(pk: int, exit_id: int | None, data: dict[str, Any]) -> RecordExit:
    file = data["refusal"]
    return RecordExit(
        case_id=pk,
        label=data["label"],
        onward=data["onward"],
        is_refused=data["is_refused"],
        refusal=NewFile(file.name, file.read()) if file else None,
        told_on=data["told_on"],
        exit_id=exit_id,
    )


def _papers_url(pk: int) -> str:
    return f"{reverse('filing:case-save', args=[pk])}?step=materials"
