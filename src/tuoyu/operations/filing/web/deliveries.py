"""Registrations by sheet and by hand."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.exchange.error_files import error_file
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.exchange.sheets import Sheet
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form, sentence_of
from tuoyu.foundation.ui.parts import RowError
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import (
    ImportRegistrations,
    NewFile,
    RecordRegistration,
    RegistrationFacts,
)
from tuoyu.operations.filing.exchange import check_registrations, import_registrations
from tuoyu.operations.filing.rules.facts import LABELS, LENGTHS, LONGEST_SCOPE
from tuoyu.operations.filing.rules.payload import plain_code
from tuoyu.operations.filing.sheets import REGISTRATIONS
from tuoyu.operations.filing.words import Change

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Shown one by one; the error file holds them all.
SHOWN_ERRORS = 50
# A page is no place for a larger file.
_LARGEST_LINK = 1_500_000


class UnitForm(forms.Form):
    """For whom: offered are the registering units in whose name the person may act."""

    unit_id = forms.TypedChoiceField(label="登记机关", coerce=int)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedChoiceField", self.fields["unit_id"])
        choose = [("", "请选择")] if len(units) > 1 else []
        field.choices = [*choose, *((str(unit.pk), unit.name) for unit in units)]


class UploadForm(UnitForm):
    file = forms.FileField(
        label="登记信息表", help_text="xlsx 或 csv；部门系统里直接导出的表一般不用改，列名认得出就行"
    )


@page(permissions.IMPORT_REGISTRATIONS)
def registration_import(request: CtxRequest) -> HttpResponse:
    """Look first, or write at once; one wrong row and nothing is written."""
    units = queries.doors_for(request.ctx, permissions.IMPORT_REGISTRATIONS)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    shown: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        command = ImportRegistrations(form.cleaned_data["unit_id"], NewFile(file.name, file.read()))
        try:
            if "check" in request.POST:
                shown = {"checked": check_registrations(request.ctx, command)}
            else:
                received = import_registrations(request.ctx, command)
                said = (
                    f"已写入 {received.accepted} 条；{received.passed_over} 条与已有的相同或较旧，没有改动。"
                )
                tell(request, said)
                return _go(request, reverse("filing:registration-list") + "?sort=-registered_on")
        except Refused as refused:
            shown = refusal_shown(refused, REGISTRATIONS, "登记信息-待改.xlsx")
    context = {"form": form, "columns": REGISTRATIONS.columns, "has_units": bool(units), **shown}
    is_part = getattr(request, "htmx", False) and form.is_valid()
    template = "filing/_upload_result.html" if is_part else "filing/registration_import.html"
    status = 200 if request.method == "GET" or "checked" in shown else 422
    return render(request, template, context, status=status)


def refusal_shown(refused: Refused, sheet: Sheet, name: str) -> dict[str, Any]:
    """What a page shows of a file that was refused: its wrong cells and the file to be mended, or why it cannot be read."""
    if refused.status in {403, 404}:
        raise refused
    if not isinstance(refused, RowsRefused):
        return {"problem": "".join(sentence_of(reason) for reason in refused.verdict.failures[:3])}
    errors = [
        RowError(error.line, error.column, error.value, f"{error.expected}。")
        for error in refused.errors[:SHOWN_ERRORS]
    ]
    content = base64.b64encode(error_file(sheet, refused.rows, refused.errors, "xlsx")).decode()
    return {
        "errors": errors,
        "summary": f"{len(refused.errors)} 处有错",
        "more": max(len(refused.errors) - SHOWN_ERRORS, 0),
        "error_link": f"data:{XLSX};base64,{content}" if len(content) < _LARGEST_LINK else "",
        "error_name": name,
    }


@page(permissions.IMPORT_REGISTRATIONS)
@require_GET
def registration_template(_request: CtxRequest) -> HttpResponse:
    response = HttpResponse(template_of(REGISTRATIONS), content_type=XLSX)
    name = content_disposition_header(as_attachment=True, filename="登记信息-模板.xlsx")
    response["Content-Disposition"] = str(name)
    return response


def _text(key: str, *, is_required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=LABELS[key], max_length=LENGTHS.get(key, LONGEST_SCOPE), required=is_required, **more
    )


class RecordForm(UnitForm):
    change = forms.ChoiceField(label=LABELS["change"], choices=Change.choices)
    name = _text("name", is_required=True)
    uscc = forms.CharField(label=LABELS["uscc"], max_length=40, help_text="18位，第一位可以是字母")
    registered_on = forms.DateField(label=LABELS["registered_on"], widget=day_input())
    cancelled_on = forms.DateField(
        label=LABELS["cancelled_on"], widget=day_input(), required=False, help_text="注销登记才填"
    )
    kind_name = _text("kind_name", help_text="例如：有限责任公司、个体工商户、民办非企业单位")
    legal_person = _text("legal_person")
    phone = _text("phone")
    address = _text("address")
    scope = _text(
        "scope", widget=forms.Textarea(attrs={"rows": 4}), help_text="照登记证书抄；由它认定是否托育"
    )


@page(permissions.RECORD_REGISTRATION)
def registration_record(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    units = queries.doors_for(ctx, permissions.RECORD_REGISTRATION)
    return run_form(
        request,
        partial(RecordForm, units=units),
        partial(_record_command, ctx.now),
        services.record_registration,
        lambda row: (
            f"{row.name}已录入：{row.relevance_note}。",
            reverse("filing:registration-detail", args=[row.pk]),
        ),
        page=FormPage(
            "录入登记信息",
            "录入",
            reverse("filing:registration-list"),
            "没有接口、也没有表的，在这里一家一家录入；同一信用代码再录一次就是更正",
        ),
    )


def _record_command(now: datetime, data: dict[str, Any]) -> RecordRegistration:
    """What is typed now speaks over what was known before."""
    uscc = plain_code(data["uscc"])
    facts = {key: value for key, value in data.items() if key not in {"unit_id", "uscc"}}
    return RecordRegistration(
        data["unit_id"], RegistrationFacts(source_id=uscc, event_at=now, uscc=uscc, **facts)
    )


def _go(request: CtxRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
