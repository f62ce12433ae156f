"""A penalty on the spot, filled in on the phone; and its way to the files of the organ."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.services import acting_post, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.penalties import ImposePenalty, OpenPenalty, ReportPenalty
from tuoyu.operations.supervision.models import Inspector
from tuoyu.operations.supervision.offence_files import offences_on
from tuoyu.operations.supervision.permissions.penalties import IMPOSE_PENALTY, REPORT_PENALTY
from tuoyu.operations.supervision.policy.penalties import articles_at, simple_way_at
from tuoyu.operations.supervision.queries.penalties import findings_to_choose, officers_to_choose, past_of
from tuoyu.operations.supervision.rules.penalties import yuan_text
from tuoyu.operations.supervision.rules.penalty_spot import offence_is_simple
from tuoyu.operations.supervision.services.penalties import ROWS
from tuoyu.operations.supervision.services.penalty_spot import impose_penalty, report_penalty
from tuoyu.operations.supervision.web.penalty_forms import ContestForm, SpotForm
from tuoyu.operations.supervision.web.penalty_offences import offence_choices
from tuoyu.operations.supervision.web.penalty_past import past_shown
from tuoyu.operations.supervision.web.penalty_steps import institution_called, institution_named
from tuoyu.operations.supervision.words.penalties import NO_CERTIFICATE
from tuoyu.registers.institutions.models import Institution


@page(IMPOSE_PENALTY)
def penalty_impose(request: CtxRequest) -> HttpResponse:
    """``?institution=`` and ``?finding=`` name what is at hand already, as on the page of an opening."""
    ctx = request.ctx
    post = acting_post(ctx, IMPOSE_PENALTY.code)
    unit_id, unit_name = (post.unit_id, post.unit_name) if post else (0, "")
    named = institution_named(ctx, request.GET.get("institution", ""))
    officers = list(officers_to_choose(ctx))
    own = [each for each in officers if each.user_id == ctx.actor.user_id]
    back = reverse("supervision:penalty-list")
    return run_form(
        request,
        partial(SpotForm, **_choices(request, unit_name, officers, named)),
        lambda data: _command(ctx, unit_id, own, data),
        impose_penalty,
        lambda case: (f"{case.number} 已当场作出并送达，请按期报备案。", reverse("supervision:penalty-detail", args=[case.pk])),
        page=FormPage("当场处罚", "当场决定并送达", back, unit_name, warning=_warning(ctx, own)),
        initial={
            "place": named.name if named else "",
            "where": named.address if named else "",
            "occurred_on": ctx.today,
            "findings": request.GET.getlist("finding"),
            "offence": request.GET.get("offence", ""),
        },
        template="supervision/penalty_impose.html",
    )  # fmt: skip


@page(REPORT_PENALTY)
def penalty_report(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, REPORT_PENALTY, ROWS, pk)
    back = reverse("supervision:penalty-detail", args=[pk])
    warning = "请先把当事人签收的决定书原件交到本机关，再按。"
    return run_form(
        request,
        ContestForm,
        lambda _: ReportPenalty(pk),
        report_penalty,
        lambda _: ("已报备案，检查负责人收到通知。", back),
        page=FormPage("报备案", "报备案", back, f"{case.institution.name} · {case.number}", warning),
    )


def _choices(
    request: CtxRequest, unit_name: str, officers: list[Inspector], place: Institution | None
) -> dict[str, Any]:
    """What the form offers: wrongs without grave kinds, the colleague, what was found there, how the like was punished."""
    ctx = request.ctx
    way = simple_way_at(ctx.today, ctx.area)
    offered = [
        each
        for each in offences_on(ctx.today, unit_name)
        if offence_is_simple(each) and way.kinds & set(each.kinds)
    ]
    findings = findings_to_choose(ctx, place.pk) if place else ()
    chosen = request.POST.get("offence") or request.GET.get("offence")
    return {
        "offences": offence_choices(ctx, request, offered),
        "officers": [
            (str(each.pk), f"{each.name}（{each.certificate_no}）") for each in officers if each.user_id != ctx.actor.user_id
        ],
        "findings": [(str(each.pk), each.sentence) for each in findings],
        "kinds": way.kinds,
        "most": f"法人和其他组织最多 {yuan_text(way.unit_fen)}，个体工商户最多 {yuan_text(way.person_fen)}",
        "past": _past(ctx, chosen, place) if chosen in {each.code for each in offered} else None,
        "url": _without_offence(request),
        "collect": f"罚款 {yuan_text(way.collect_fen)}以下才可以；要开票据，没有收的留空",
    }  # fmt: skip


def _without_offence(request: CtxRequest) -> str:
    """This page again, for whichever offence the form names next."""
    query = request.GET.copy()
    query.pop("offence", None)
    return f"{request.path}?{query.urlencode()}"


def _past(ctx: Ctx, offence: str, place: Institution | None) -> dict[str, Any]:
    form, places = (place.form, place.places) if place else ("", 0)
    return past_shown(ctx, past_of(offence, ctx.today, is_simple=True, form=form, places=places), form)


def _warning(ctx: Ctx, own: list[Inspector]) -> str:
    if not own:
        return NO_CERTIFICATE
    return f"事实清楚、当场能定的才用；更重的、有争议的，交检查负责人立案。{articles_at(ctx.today, ctx.area).basis('simple', 'simple_order')}"


def _command(ctx: Ctx, unit_id: int, own: list[Inspector], data: dict[str, Any]) -> ImposePenalty:
    officers = tuple(each.pk for each in own[:1]) + tuple(int(each) for each in (data["colleague"],) if each)
    opening = OpenPenalty(
        institution_called(ctx, data["place"]).pk,
        unit_id,
        data["offence"],
        data["facts"],
        data["occurred_on"],
        officers,
        finding_ids=tuple(int(each) for each in data.get("findings") or ()),
    )
    return ImposePenalty(
        opening,
        tuple(data["kinds"]),
        data["where"],
        data["fine_fen"] or 0,
        data["said"],
        data["answer"],
        has_shown_card=data["has_shown_card"],
        has_told_rights=data["has_told_rights"],
        signed_by=data["signed_by"],
        is_refused=data["is_refused"],
        collected_fen=data["collected"] or 0,
        collect_reason=data["collect_reason"],
        receipt_no=data["receipt_no"],
        seen_digest=data["seen"],
        deviation=data["deviation"],
    )
