"""The journal: what was done by whom, one entry, and whether the chain is whole."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tuoyu.entrypoints.site.settings import lists
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.audit.anchor import anchor_for
from tuoyu.foundation.audit.export import export_lines
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.audit.permissions import VERIFY_HEAD, VIEW_ENTRY
from tuoyu.foundation.audit.queries import entries, journal_state
from tuoyu.foundation.audit.sealer import own_keys
from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.audit.verifier.walk import Report, verify
from tuoyu.foundation.ui.lists import render_list
from tuoyu.kernel.context import ActorKind, Ctx


@page(VIEW_ENTRY)
@require_GET
def entry_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"can_verify": allowed(ctx, VERIFY_HEAD)}
    rows = entries(ctx)
    return render_list(
        request, ctx, lists.ENTRIES, rows, template="site/settings/entry_list.html", extra=extra
    )


@page(VIEW_ENTRY)
@require_GET
def entry_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One entry with its place in the chain, and what else the same request did."""
    ctx = request.ctx
    entry = require(ctx, VIEW_ENTRY, Entry.objects.all(), pk)
    same = (
        entries(ctx).filter(request_id=entry.request_id).exclude(pk=pk)
        if entry.request_id
        else entries(ctx).none()
    )
    context = {
        "entry": entry,
        "verb": lists.verb_label(entry.verb),
        "actor_kind": ActorKind.label_of(entry.actor_kind),
        "role": role_matrix().label(entry.role) if entry.role else "",
        "result": lists.RESULTS.get(entry.result, ("none", entry.result)),
        "same": [(row.pk, row.at, lists.verb_label(row.verb), row.object_title) for row in same[:20]],
        "can_verify": allowed(ctx, VERIFY_HEAD),
    }
    return render(request, "site/settings/entry_detail.html", context)


@page(VERIFY_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def head_verify(request: CtxRequest) -> HttpResponse:
    """How far the journal is sealed and kept outside; POST walks the whole chain and reports."""
    ctx = request.ctx
    report = verified(ctx) if request.method == "POST" else None
    context = {"state": journal_state(ctx), "report": report, "can_view": allowed(ctx, VIEW_ENTRY)}
    return render(request, "site/settings/head_verify.html", context)


def verified(ctx: Ctx) -> Report:
    """The verdict of the separate verifier over everything there is, journalled itself."""
    with transaction.atomic():
        kept = anchor_for(Path(settings.DATA_DIR)).lines()
        report = verify(export_lines(ctx.now), kept, keys=own_keys())
    found = "日志完整" if report.is_sound else f"发现 {len(report.problems)} 处问题"
    journal(ctx, VERIFY_HEAD, note=f"核验 {report.entries} 条、{report.heads} 批：{found}")
    return report
