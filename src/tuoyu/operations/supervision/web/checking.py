"""Anybody who holds a notice asks whether the visit is a real one: who comes, why, by which authority. Nothing of results."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.people import lockout
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.queries.visits import joint_of, members_of, noticed_visit, visit_day
from tuoyu.operations.supervision.web.visit_lines import parts_of
from tuoyu.operations.supervision.words.visits import VisitKind

REASON = "机构凭核验码核对上门检查的单位、人员、事由和依据，不登录；只记同一地址查不到的次数，防试码"
# Under which name wrong codes are counted.
KIND = "notice"
_CODE = re.compile(r"[2-9A-HJKMNP-Z]{8}")


@public(REASON)
@require_safe
def notice_check(request: CtxRequest) -> HttpResponse:
    """The form; what was typed leads to its own address."""
    code = _typed(request.GET.get("code", ""))
    if code and _CODE.fullmatch(code):
        return redirect(reverse("supervision:notice-shown", args=[code]))
    problem = "核验码是 8 位字母和数字，请对照通知或检查人员手机上的再输一次。" if code else ""
    return render(
        request,
        "supervision/notice_check.html",
        {"typed": code, "problem": problem},
        status=422 if problem else 200,
    )


@public(REASON)
@require_safe
def notice_shown(request: CtxRequest, code: str) -> HttpResponse:
    """What stands behind a code. Codes that nothing has are counted by address; too many, and nothing is answered for a while."""
    if lockout.is_code_locked(request, KIND):
        return _too_many(request)
    typed = _typed(code)
    # What can be no code tries none.
    is_code = _CODE.fullmatch(typed) is not None
    visit = noticed_visit(typed) if is_code else None
    if visit is None:
        if is_code:
            lockout.count_wrong_code(request, KIND)
        return render(
            request, "supervision/notice_check.html", {"typed": code[:20], "is_unknown": True}, status=404
        )
    printed, visit = visit, joint_of(visit)
    context = {
        "visit": visit,
        "printed": printed,
        "parts": parts_of(visit),
        "kind": VisitKind.label_of(visit.kind),
        "day": visit_day(visit),
        "members": list(members_of(visit)),
        "is_cancelled": visit.state == VisitState.CANCELLED,
        "is_over": visit.state == VisitState.SIGNED,
        "typed": printed.code,
    }
    return render(request, "supervision/notice_check.html", context)


def _too_many(request: CtxRequest) -> HttpResponse:
    minutes = lockout.locked_minutes(request.ctx.today, request.ctx.area)
    context = {"minutes": minutes, "is_stopped": True}
    response = render(request, "supervision/notice_check.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def _typed(text: str) -> str:
    """As it was meant: spaces, dashes and small letters do not matter."""
    return re.sub(r"[\s-]", "", text).upper()[:20]
