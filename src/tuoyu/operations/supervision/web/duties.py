"""监管责任: who looks after what, with gaps and overlaps."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.exports import FORMATS, file_response
from tuoyu.operations.supervision.permissions.conduct import VIEW_DUTY
from tuoyu.operations.supervision.queries.duties import DutyReport, duty_report
from tuoyu.operations.supervision.rules.duties import Trouble

TONES = {Trouble.NO_OWNER: "bad", Trouble.TWO_OWNERS: "bad", Trouble.NO_DUTY: "warn", Trouble.NO_ITEM: "warn"}
LABELS = ("情况", "哪里", "说明", "怎么办")


@page(VIEW_DUTY)
def duty_list(request: CtxRequest) -> HttpResponseBase:
    """The page, or with ``?export=csv|xlsx`` the gaps and overlaps as a file."""
    found = duty_report(request.ctx)
    fmt = request.GET.get("export", "")
    if fmt in FORMATS:
        return file_response("监管责任核对", LABELS, _rows(found), fmt, request.ctx.today)
    return _drawn(request, found)


def _drawn(request: CtxRequest, found: DutyReport) -> HttpResponse:
    problems = [{"problem": each, "light": TONES[each.kind]} for each in found.problems]
    context = {"found": found, "problems": problems, "formats": FORMATS}
    return render(request, "supervision/duty_list.html", context)


def _rows(found: DutyReport) -> Iterator[tuple[str, ...]]:
    return ((each.kind.label, each.about, each.sentence, each.next_step) for each in found.problems)
