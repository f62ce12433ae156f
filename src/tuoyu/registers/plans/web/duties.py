"""The duties of the plan in force as a file."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.exports import FORMATS, file_response
from tuoyu.foundation.ui.words import unknown_export
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.exchange import DUTIES, duty_lines
from tuoyu.registers.plans.permissions import VIEW


@page(VIEW)
@require_GET
def duty_export(request: CtxRequest) -> StreamingHttpResponse:
    """``?export=csv`` or ``xlsx`` (the default): one line a task and unit."""
    wanted = request.GET.get("export", "xlsx")
    if wanted not in FORMATS:
        raise Refused.because("plans.export", unknown_export(wanted), status=422)
    return file_response(DUTIES.title, DUTIES.labels, duty_lines(request.ctx), wanted, request.ctx.today)
