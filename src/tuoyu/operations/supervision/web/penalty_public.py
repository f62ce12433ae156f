"""Penalties as everybody sees them, and the same records as the file for the credit platform."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_safe

from tuoyu.foundation.access.web import CtxRequest, page, public
from tuoyu.foundation.ui.lists import render_list
from tuoyu.operations.supervision.permissions.penalties import EXPORT_PENALTY
from tuoyu.operations.supervision.queries.penalties import published_penalties
from tuoyu.operations.supervision.web.penalty_lists import PUBLIC, RECORD

REASON = "行政处罚双公示：处罚决定在公示期内向社会公开（行政处罚法第四十八条）"


@public(REASON)
@require_safe
def penalty_public(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    return render_list(
        request, ctx, PUBLIC, published_penalties(ctx.today), template="supervision/public_penalties.html"
    )


@page(EXPORT_PENALTY)
@require_GET
def penalty_export(request: CtxRequest) -> HttpResponseBase:
    """Every record within its display, ``?export=xlsx`` or ``csv``; without it the list of records."""
    ctx = request.ctx
    extra = {"context_line": "公示期内的处罚记录，导出后报送信用平台；期满、撤销的不在里面"}
    return render_list(request, ctx, RECORD, published_penalties(ctx.today), extra=extra)
