"""The list of penalties, one of them for both sides, its papers, and the statement of the party."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.services import due_day
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.casemarks import clock_mark, events_of
from tuoyu.foundation.ui.formviews import show_refusal
from tuoyu.foundation.ui.lists import render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.offence_files import offence_coded
from tuoyu.operations.supervision.permissions import penalties as permissions
from tuoyu.operations.supervision.policy.penalties import penalty_law_at, term_at
from tuoyu.operations.supervision.queries import penalties as queries
from tuoyu.operations.supervision.queries.transfers import transfers_of
from tuoyu.operations.supervision.rules.penalties import shown, yuan_text
from tuoyu.operations.supervision.rules.spread import Spread
from tuoyu.operations.supervision.services.penalties import reveal_penalty
from tuoyu.operations.supervision.web.penalty_forms import PurposeForm
from tuoyu.operations.supervision.web.penalty_lists import PENALTIES
from tuoyu.operations.supervision.web.penalty_spread import spread_sentence
from tuoyu.operations.supervision.web.penalty_way import STATES, articles_of, may, offers_of, way_of
from tuoyu.operations.supervision.words.penalties import (
    ChallengeKind,
    ChallengeOutcome,
    ServedHow,
    SpareGround,
)

ICONS = {
    "begin": "gavel", "impose": "gavel", "conclude": "file-text", "tell": "send", "contest": "speakerphone", "call": "calendar-plus", "hear": "messages",
    "decide": "gavel", "serve": "send", "pay": "circle-check", "close": "circle-check", "spare": "circle-check", "withdraw": "x", "revoke": "x",
}  # fmt: skip
EVENT_LIGHTS = {"decide": "warn", "impose": "warn", "pay": "ok", "close": "ok", "revoke": "bad"}
PAPERS = {"told": "told_paper", "decided": "paper", "served": "served_paper"}


@page(permissions.VIEW_PENALTY)
def penalty_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    rows = queries.penalties_by_term(ctx)
    extra = {
        "context_line": "立案、告知、决定、送达、履行；机构从告知起看到自己的案件",
        "may_open": allowed(ctx, permissions.OPEN_PENALTY),
        "may_impose": allowed(ctx, permissions.IMPOSE_PENALTY),
        "may_export": allowed(ctx, permissions.EXPORT_PENALTY),
    }
    return render_list(request, ctx, PENALTIES, rows, template="supervision/penalty_list.html", extra=extra)


@page(permissions.VIEW_PENALTY)
def penalty_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = queries.penalties(ctx).select_related("institution__unit", "fact")
    case = require(ctx, permissions.VIEW_PENALTY, rows, pk)
    clocks = list(queries.clocks_of_penalty(case))
    newest = {clock.kind: clock for clock in reversed(clocks)}
    publication = queries.publication_of(case)
    is_party = case.institution.unit_id in ctx.actor.unit_ids
    offers = offers_of(ctx, case, publication)
    context = {
        "case": case,
        "pill": pill(*STATES[case.state]),
        "way": way_of(ctx, case, newest, publication),
        "offers": [] if is_party else offers,
        "doable": [offer for offer in offers if offer.url],
        "is_party": is_party,
        "officers": queries.officers_of(case),
        "findings": queries.findings_of(case),
        "counted": offence.counted_label if (offence := offence_coded(case.offence)) else "违法所得",
        "told": shown(case.told) if case.told_at else "",
        "decided": shown(case.decided) if case.decided_at else "",
        "money": money_of(ctx, case),
        "rights": _rights(ctx, case),
        "spread": "" if is_party or not case.seen_spread else spread_sentence(Spread(**case.seen_spread), case.decided_fine_fen),
        "may_reveal": bool(case.plea) and may(ctx, permissions.REVEAL_PENALTY, case),
        "publication": publication,
        "is_faded": publication is not None and publication.display_until_on < ctx.today,
        "challenges": [_challenge(ctx, case, each) for each in queries.challenges_of(case)],
        "transfers": transfers_of(ctx, case),
        "clocks": [clock_mark(ctx, clock) for clock in clocks],
        "events": events_of(timeline(case), ICONS, EVENT_LIGHTS),
        "spared": SpareGround.label_of(case.spare_ground) if case.spare_ground else "",
        "served_how": ServedHow.label_of(case.served_how) if case.served_how else "",
    }  # fmt: skip
    return render(request, "supervision/penalty_detail.html", context)


@page(permissions.VIEW_PENALTY)
def penalty_paper(request: CtxRequest, pk: int) -> HttpResponseBase:
    """``?of=told``, ``decided`` or ``served``: the paper as it was issued."""
    rows = queries.penalties(request.ctx).select_related("told_paper", "paper", "served_paper")
    case = require(request.ctx, permissions.VIEW_PENALTY, rows, pk)
    stored = getattr(case, PAPERS.get(request.GET.get("of", "decided"), "paper"))
    if stored is None:
        raise Refused.because(
            "supervision.penalty.no_paper",
            "这件案子还没有这份文书。",
            next_step="请回到案件页面。",
        )
    response = FileResponse(open_file(request.ctx, stored))
    for header, value in download_headers(stored).items():
        response[header] = value
    return response


@page(permissions.REVEAL_PENALTY)
@never_cache
def penalty_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    """What the party said, on this page alone, after a purpose was stated."""
    case = require(request.ctx, permissions.REVEAL_PENALTY, queries.penalties(request.ctx), pk)
    form, plea, status = PurposeForm(request.POST or None), "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                plea = reveal_penalty(request.ctx.for_purpose(form.cleaned_data["purpose"]), pk)
                status = 200
            except Refused as refused:
                status = show_refusal(form, refused)
    context = {"case": case, "form": form, "plea": plea}
    return render(request, "supervision/penalty_reveal.html", context, status=status)


def money_of(ctx: Ctx, case: Penalty) -> dict[str, Any] | None:
    """What is owed today, the addition for lateness with it; None where there is no money or it was not served."""
    account = queries.account_of(case)
    if account is None or case.decided.money_fen == 0 or case.served_on is None:
        return None
    fee = penalty_law_at(case.served_on, ctx.area).late_fee
    is_settled = case.state in {"paid", "closed", "revoked"}
    late = case.late_fen if is_settled else account.late_on(ctx.today, fee)
    return {
        "sum": yuan_text(case.decided.money_fen),
        "paid": yuan_text(case.paid_fen),
        "late": yuan_text(late) if late else "",
        "due": yuan_text(account.due_on(ctx.today, fee)) if not is_settled else "",
        "until": case.pay_until_on,
        "is_late": not is_settled and bool(case.pay_until_on and ctx.today > case.pay_until_on),
        "basis": f"每日 {(fee.daily * 100).normalize():f}%，不超过罚款数额；{fee.ground}",
    }


def _rights(ctx: Ctx, case: Penalty) -> list[tuple[str, str, str]]:
    """What the party may still do: the right, until when, by which article."""
    found = []
    articles = articles_of(ctx, case.told_at)
    if case.state == "told":
        found.append(
            (
                "陈述申辩",
                f"{case.plea_until_on:%Y-%m-%d} 前（决定作出前都可以提）",
                f"{articles.basis('plea')}：不会因此加重处罚",
            )
        )
        if case.hearing_until_on and not case.has_waived:
            found.append(
                (
                    "要求听证",
                    f"最迟 {case.hearing_until_on:%Y-%m-%d}",
                    f"{articles.basis('hearing')}：不收费用",
                )
            )
    if case.served_on is not None and case.state in queries.STANDING_STATES:
        for label, kind in (("申请行政复议", "penalty_review"), ("提起行政诉讼", "penalty_lawsuit")):
            rule = term_at(kind, case.served_on, ctx.area)
            last = due_day(rule, case.served_on)[0]
            if ctx.today <= last:
                found.append((label, f"最迟 {last:%Y-%m-%d}", rule.basis))
    return found  # fmt: skip


def _challenge(ctx: Ctx, case: Penalty, challenge: Any) -> dict[str, Any]:
    return {
        "row": challenge,
        "kind": ChallengeKind.label_of(challenge.kind),
        "outcome": ChallengeOutcome.label_of(challenge.outcome) if challenge.outcome else "",
        "may_settle": not challenge.outcome and may(ctx, permissions.SETTLE_CHALLENGE, case),
    }
