"""The page on which the head of an organ decides: the case, what the party says, and past penalties for like facts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formats import wan_yuan
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.penalties import DecidePenalty
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.permissions.penalties import DECIDE_PENALTY, REVEAL_PENALTY
from tuoyu.operations.supervision.policy.penalties import penalty_law_at
from tuoyu.operations.supervision.queries.penalties import Past, past_of
from tuoyu.operations.supervision.rules.offences import Offence
from tuoyu.operations.supervision.rules.penalties import shown, wants_review
from tuoyu.operations.supervision.services.penalties import ROWS, known_offence, reveal_penalty
from tuoyu.operations.supervision.services.penalty_decisions import decide_penalty
from tuoyu.operations.supervision.web.penalty_forms import DecideForm, yuan_initial
from tuoyu.operations.supervision.web.penalty_past import past_shown
from tuoyu.operations.supervision.web.penalty_way import may


@page(DECIDE_PENALTY)
@never_cache
def penalty_decide(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    case = require(ctx, DECIDE_PENALTY, ROWS, pk)
    offence = known_offence(case.offence)
    past = past_of(case.offence, ctx.today, form=case.form, places=case.places, without=case.pk)
    form = partial(
        DecideForm,
        kinds=set(offence.kinds),
        bounds=bounds_text(offence, case.gain_fen),
        has_spoken=case.pleaded_at is not None or bool(case.hearing_opinion),
        wants_review=wants_review(case.told, penalty_law_at(ctx.today, ctx.area)),
    )
    back = reverse("supervision:penalty-detail", args=[pk])
    return run_form(
        request,
        form,
        lambda data: _command(pk, data, request.POST.get("seen", "")),
        decide_penalty,
        lambda found: (f"{found.number} 已作出，请送达当事人{_and_publish(found)}。", back),
        page=FormPage("作出处罚决定", "签发决定书", back, f"{case.institution.name} · {case.offence_label}"),
        initial=_initial(case),
        template="supervision/penalty_decide.html",
        extra=_shown(ctx, case, past),
    )  # fmt: skip


def bounds_text(offence: Offence, gain_fen: int) -> str:
    bounds = offence.range_for(gain_fen)
    return f"{wan_yuan(bounds[0])} 至 {wan_yuan(bounds[1])}（{offence.basis}）" if bounds else ""


def _command(pk: int, data: dict[str, Any], seen: str) -> DecidePenalty:
    return DecidePenalty(
        pk,
        tuple(data["kinds"]),
        seen,
        data.get("fine_fen") or 0,
        data.get("confiscated_fen") or 0,
        data["measure"],
        data.get("plea_answer", ""),
        data["deviation"],
        data.get("reviewer", ""),
        data.get("review", ""),
    )


def _initial(case: Penalty) -> dict[str, Any]:
    return {
        "kinds": case.told_kinds,
        "fine_fen": yuan_initial(case.told_fine_fen),
        "confiscated_fen": yuan_initial(case.told_confiscated_fen),
        "measure": case.told_measure,
    }


def _shown(ctx: Ctx, case: Penalty, past: Past) -> dict[str, Any]:
    law = penalty_law_at(ctx.today, ctx.area)
    plea = ""
    if case.plea and may(ctx, REVEAL_PENALTY, case):
        plea = reveal_penalty(ctx.for_purpose("作出处罚决定前听取陈述申辩"), case.pk)
    return {
        "case": case,
        # The page always names the cases that it shows, a form sent back as well.
        "past": past_shown(ctx, past, case.form, case.told_fine_fen or None),
        "plea": plea,
        "told": shown(case.told),
        "wants_review": wants_review(case.told, law),
        "review_basis": law.articles.basis("review"),
    }


def _and_publish(case: Penalty) -> str:
    return "，并按期公示" if case.fact is not None and case.fact.is_public else ""
