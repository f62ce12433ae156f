"""The pages of credit: the list, one fact, and the paper it rests on. Nothing is written here."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.lists import render_list
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.credit import permissions, queries, words
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.rules import LASTING
from tuoyu.registers.credit.web.lists import FACTS, SEVERITIES, STANDINGS
from tuoyu.registers.credit.words import EndReason, FactKind, Standing, SubjectKind


@page(permissions.VIEW_FACT)
@require_GET
def fact_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"context_line": "有关机构、举办者和从业人员的处罚、严重问题和禁入，公示期满自动失效"}
    return render_list(
        request, ctx, FACTS, queries.facts_with_standing(ctx), template="credit/fact_list.html", extra=extra
    )


@page(permissions.VIEW_FACT)
@require_GET
def fact_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = CreditFact.objects.select_related("source_unit", "source_file")
    fact = require(ctx, permissions.VIEW_FACT, rows, pk)
    months = queries.display_months(ctx.today, ctx.area)
    is_lasting = fact.kind in LASTING
    context = {
        "fact": fact,
        "kind": FactKind.label_of(fact.kind),
        "subject_kind": SubjectKind.label_of(fact.subject_kind),
        "severity": SEVERITIES[fact.severity],
        "standing": STANDINGS[queries.standing_on(fact, ctx.today)],
        "sentences": _until_when(fact),
        "is_old_rule": fact.rule_fingerprint != months.fingerprint,
        "basis": months.ground if fact.ended_on is None and (fact.is_public or not is_lasting) else "",
        "end_reason": EndReason.label_of(fact.end_reason),
        "is_lapsed": queries.standing_on(fact, ctx.today) is Standing.LAPSED,
    }
    return render(request, "credit/fact_detail.html", context)


@page(permissions.VIEW_FACT)
@require_GET
def fact_file(request: CtxRequest, pk: int) -> FileResponse:
    """The paper on which the fact rests."""
    ctx = request.ctx
    fact = require(ctx, permissions.VIEW_FACT, CreditFact.objects.select_related("source_file"), pk)
    if fact.source_file is None:
        raise Refused.because("credit.fact.no_file", words.NO_FILE, status=404, next_step=words.BACK_TO_FACT)
    return FileResponse(open_file(ctx, fact.source_file), headers=download_headers(fact.source_file))


def _until_when(fact: CreditFact) -> list[str]:
    """Sentences: for whom and until when."""
    if fact.ended_on is not None:
        return [words.ended_since(zh_date_year(fact.ended_on))]
    until = zh_date_year(fact.display_until_on)
    lasting = [words.FOR_LIFE_LONG] if fact.kind in LASTING else []
    if fact.is_public and fact.display_until_on is not None:
        return [*lasting, words.shown_until(until)]
    if lasting:
        return lasting
    return [words.used_until(until) if fact.display_until_on else words.KEPT_ONLY]
