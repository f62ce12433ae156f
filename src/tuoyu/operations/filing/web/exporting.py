"""The exchange with the national system: the sheet that goes there, its dictionary, and the answers that come back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from tuoyu.foundation.access.services import allowed
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.exchange.services import Committed, RowsRefused
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.foundation.exchange.words import DICTIONARY_HEAD
from tuoyu.foundation.ui.exports import file_response
from tuoyu.foundation.ui.formviews import FormPage, run_form, sentence_of
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, services
from tuoyu.operations.filing.commands import ImportResults, NewFile, RecordResult
from tuoyu.operations.filing.exchange_national import (
    NATIONAL,
    RESULTS,
    TITLE,
    import_results,
    national_lines,
)
from tuoyu.operations.filing.queries.national import national_rows, results
from tuoyu.operations.filing.web.forms_public import DateInput
from tuoyu.operations.filing.words import NationalOutcome

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTCOMES = {
    NationalOutcome.APPROVED.value: ("ok", NationalOutcome.APPROVED.label),
    NationalOutcome.RETURNED.value: ("bad", NationalOutcome.RETURNED.label),
    NationalOutcome.PENDING.value: ("none", NationalOutcome.PENDING.label),
}
RESULT_LIST = ListSpec(
    name="filing.result",
    title="国家系统结果",
    columns=(
        Column("institution", "机构", field="institution__name", is_sortable=True),
        Column("number", "国家系统编号"),
        Column("result", "结果", pills=OUTCOMES),
        Column("told_on", "日期", ColumnKind.DATE, is_sortable=True),
        Column("note", "说明", is_wide=True),
        Column("recorded_by", "记录人"),
    ),
    filters=(
        Filter("result", "结果", FilterKind.MULTI, choices=tuple(NationalOutcome.choices())),
        Filter("told_on", "日期", FilterKind.DATES),
    ),
    search_fields=("institution__name", "number"),
    search_hint="机构或国家系统编号",
    default_sort="-told_on",
    empty=Empty(
        "还没有登记过结果",
        "先导出报送表，在国家系统里录入；审核结果出来后，登记或上传到这里。",
        "world-check",
    ),
    export_name="国家系统结果",
)


class ResultForm(forms.Form):
    name = forms.CharField(label="机构名称", max_length=100, help_text="底册里的名称")
    uscc = forms.CharField(
        label="统一社会信用代码", max_length=18, required=False, help_text="同一家名下有几个机构时，两项都填"
    )
    result = forms.ChoiceField(label="结果", choices=NationalOutcome.choices())
    number = forms.CharField(label="国家系统编号", max_length=64, required=False, help_text="审核通过的必填")
    told_on = forms.DateField(label="日期", widget=DateInput())
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="退回的写退回原因")


@page(permissions.VIEW_RESULT)
@require_GET
def result_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {
        "context_line": "国家托育机构备案信息系统没有接口：导出表格去录入，结果登记回来",
        "may_export": allowed(ctx, permissions.EXPORT_NATIONAL),
        "may_record": allowed(ctx, permissions.RECORD_RESULT),
    }
    return render_list(
        request, ctx, RESULT_LIST, results(ctx), template="filing/result_list.html", extra=extra
    )


@page(permissions.EXPORT_NATIONAL)
@require_GET
def national_export(request: CtxRequest) -> HttpResponseBase:
    """The sheet to enter there, as xlsx: whoever may have it, for all filed institutions."""
    ctx = request.ctx
    return file_response(TITLE, NATIONAL.labels, national_lines(national_rows(ctx)), "xlsx", ctx.today)


@page(permissions.EXPORT_NATIONAL)
@require_GET
def national_dictionary(request: CtxRequest) -> HttpResponse:
    """What each column of the sheet means, from the sheet itself."""
    context = {"head": DICTIONARY_HEAD, "lines": NATIONAL.dictionary(), "title": f"{TITLE}：各列说明"}
    return render(request, "filing/national_dictionary.html", context)


@page(permissions.RECORD_RESULT)
@require_GET
def result_template(_request: CtxRequest) -> HttpResponse:
    response = HttpResponse(template_of(RESULTS), content_type=XLSX)
    name = content_disposition_header(as_attachment=True, filename=f"{RESULTS.title}-模板.xlsx")
    response["Content-Disposition"] = str(name)
    return response


@page(permissions.RECORD_RESULT)
def result_record(request: CtxRequest) -> HttpResponse:
    return run_form(
        request,
        ResultForm,
        lambda data: RecordResult(**data),
        services.record_result,
        lambda row: (f"已记下{row.institution.name}的结果。", reverse("filing:result-list")),
        page=FormPage("登记国家系统结果", "登记", back=reverse("filing:result-list")),
        initial={"told_on": request.ctx.today},
    )


@page(permissions.RECORD_RESULT)
def result_import(request: CtxRequest) -> HttpResponse:
    """A sheet of answers. What is wrong is told line by line, and then nothing was written."""
    shown: dict[str, Any] = {"problem": "", "errors": [], "summary": ""}
    upload = request.FILES.get("file")
    if request.method == "POST" and upload is None:
        shown["problem"] = "没有选择文件。请选择填好的表再上传。"
    elif upload is not None:
        try:
            done = import_results(request.ctx, ImportResults(NewFile(upload.name or "", upload.read())))
        except RowsRefused as refused:
            shown |= {"errors": _lines_of(refused), "summary": f"{len(refused.errors)} 处有错"}
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            shown["problem"] = "".join(sentence_of(reason) for reason in refused.verdict.failures)
        else:
            tell(request, _told(done))
            return _go(request, reverse("filing:result-list"))
    status = 422 if request.method == "POST" else 200
    return render(request, "filing/result_import.html", {"columns": RESULTS.columns, **shown}, status=status)


def _told(done: Committed) -> str:
    repeated = f"，另有 {done.repeated} 条以前导入过" if done.repeated else ""
    return f"写入 {done.written} 条结果{repeated}。"


def _lines_of(refused: RowsRefused) -> list[dict[str, Any]]:
    return [
        {"row": error.line, "column": error.column, "value": error.value, "sentence": f"{error.expected}。"}
        for error in refused.errors
    ]


def _go(request: CtxRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
