"""The acts of a penalty, a form each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import acting_post, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands import penalties as commands
from tuoyu.operations.supervision.models import Challenge, Penalty
from tuoyu.operations.supervision.offence_files import offences_on
from tuoyu.operations.supervision.permissions import penalties as permissions
from tuoyu.operations.supervision.policy.penalties import penalty_law_at
from tuoyu.operations.supervision.queries.penalties import findings_to_choose, officers_to_choose
from tuoyu.operations.supervision.services import penalties as services
from tuoyu.operations.supervision.services import penalty_aftermath as aftermath
from tuoyu.operations.supervision.services import penalty_decisions as decisions
from tuoyu.operations.supervision.services.penalties import ROWS, known_offence
from tuoyu.operations.supervision.web import penalty_forms as shapes
from tuoyu.operations.supervision.web.penalties import money_of
from tuoyu.operations.supervision.web.penalty_deciding import bounds_text
from tuoyu.operations.supervision.web.penalty_forms import yuan_initial
from tuoyu.operations.supervision.web.penalty_offences import offence_choices
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institutions


@page(permissions.OPEN_PENALTY)
def penalty_open(request: CtxRequest) -> HttpResponse:
    """``?institution=`` names the institution already, from its page or from a finding."""
    ctx = request.ctx
    post = acting_post(ctx, permissions.OPEN_PENALTY.code)
    unit_id, unit_name = (post.unit_id, post.unit_name) if post else (0, "")
    named = institution_named(ctx, request.GET.get("institution", ""))
    form = partial(
        shapes.OpenForm,
        offences=offence_choices(ctx, request, offences_on(ctx.today, unit_name)),
        officers=[
            (str(each.pk), f"{each.name}（{each.certificate_no}）") for each in officers_to_choose(ctx)
        ],
        findings=[(str(each.pk), each.sentence) for each in findings_to_choose(ctx, named.pk)]
        if named
        else [],
    )
    back = reverse("supervision:penalty-list")
    return run_form(
        request,
        form,
        lambda data: _opening(ctx, unit_id, data),
        services.open_penalty,
        lambda case: ("已立案，办案时限从今天起算。", _url(case.pk)),
        page=FormPage("立案", "立案", back, unit_name, warning="" if named else "从机构页或问题页进来，可以直接勾选检查发现的问题。"),
        initial={"place": named.name if named else "", "occurred_on": ctx.today, "findings": request.GET.getlist("finding")},
    )  # fmt: skip


@page(permissions.CONCLUDE_PENALTY)
def penalty_conclude(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.CONCLUDE_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.CONCLUDE_PENALTY, partial(shapes.ConcludeForm, counted=known_offence(case.offence).counted_label),
        lambda data: commands.ConcludePenalty(pk, data["facts"], tuple(data["evidence"].splitlines()), data["gain"] or 0),
        services.conclude_penalty, "调查终结，接下来事先告知当事人。",
        initial={"facts": case.facts, "evidence": "\n".join(case.evidence), "gain": yuan_initial(case.gain_fen)},
    )  # fmt: skip


@page(permissions.TELL_PENALTY)
def penalty_tell(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.TELL_PENALTY, ROWS, pk)
    offence = known_offence(case.offence)
    form = partial(shapes.TellForm, kinds=set(offence.kinds), bounds=bounds_text(offence, case.gain_fen))
    return _act(
        request, case, permissions.TELL_PENALTY, form,
        lambda data: commands.TellPenalty(
            pk, tuple(data["kinds"]), data.get("fine_fen") or 0, data.get("confiscated_fen") or 0, data["measure"], data["reason"]
        ),
        services.tell_penalty, "已发出事先告知书，机构收到通知，可以陈述申辩。",
        warning="发出后，决定不能比告知的更重。",
        initial={"kinds": case.told_kinds, "fine_fen": yuan_initial(case.told_fine_fen), "confiscated_fen": yuan_initial(case.told_confiscated_fen), "measure": case.told_measure, "reason": case.told_reason},
    )  # fmt: skip


@page(permissions.PLEAD_PENALTY)
def penalty_plead(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.PLEAD_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.PLEAD_PENALTY, shapes.PleadForm,
        lambda data: commands.PleadPenalty(pk, data["text"], is_waiver=data["is_waiver"]),
        services.plead_penalty, "已交给处罚机关；它作决定前要逐条核实，并书面答复。",
    )  # fmt: skip


@page(permissions.CONTEST_PENALTY)
def penalty_contest(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.CONTEST_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.CONTEST_PENALTY, shapes.ContestForm,
        lambda _: commands.ContestPenalty(pk), services.contest_penalty,
        "已要求听证，处罚机关会提前通知时间和地点。", warning="听证不收费用，也不会因此加重处罚。",
    )  # fmt: skip


@page(permissions.CALL_PENALTY)
def penalty_call(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.CALL_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.CALL_PENALTY, shapes.CallForm,
        lambda data: commands.CallPenalty(pk, data["held_on"], data["place"], data["chair"]),
        services.call_penalty, "已通知当事人听证的时间和地点。",
    )  # fmt: skip


@page(permissions.HEAR_PENALTY)
def penalty_hear(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.HEAR_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.HEAR_PENALTY, shapes.HearForm,
        lambda data: commands.HearPenalty(pk, data["opinion"]),
        services.hear_penalty, "听证意见已记下，由单位负责人决定。",
    )  # fmt: skip


@page(permissions.SPARE_PENALTY)
def penalty_spare(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    case = require(ctx, permissions.SPARE_PENALTY, ROWS, pk)
    form = partial(shapes.SpareForm, grounds=penalty_law_at(ctx.today, ctx.area).spare_grounds)
    return _act(
        request, case, permissions.SPARE_PENALTY, form,
        lambda data: commands.SparePenalty(pk, data["ground"], data["reason"], is_mended=data["is_mended"]),
        decisions.spare_penalty, "已决定不予处罚，机构收到通知。",
    )  # fmt: skip


@page(permissions.WITHDRAW_PENALTY)
def penalty_withdraw(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.WITHDRAW_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.WITHDRAW_PENALTY, shapes.ReasonForm,
        lambda data: commands.WithdrawPenalty(pk, data["reason"]),
        decisions.withdraw_penalty, "已撤案，时限停止。", is_risky=True,
    )  # fmt: skip


@page(permissions.REVOKE_PENALTY)
def penalty_revoke(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.REVOKE_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.REVOKE_PENALTY, shapes.ReasonForm,
        lambda data: commands.RevokePenalty(pk, data["reason"]),
        decisions.revoke_penalty, "决定已撤销，公示已撤下，信用记录已终止。",
        warning="撤销后公示马上撤下，信用记录终止，已缴的罚款要退。", is_risky=True,
    )  # fmt: skip


@page(permissions.SERVE_PENALTY)
def penalty_serve(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.SERVE_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.SERVE_PENALTY, shapes.ServeForm,
        lambda data: commands.ServePenalty(pk, data["served_on"], data["how"], data["receiver"]),
        aftermath.serve_penalty, "送达已登记，履行期限从送达起算。", initial={"served_on": request.ctx.today},
    )  # fmt: skip


@page(permissions.PAY_PENALTY)
def penalty_pay(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.PAY_PENALTY, ROWS, pk)
    money = money_of(request.ctx, case)
    said = (
        f"今天应缴 {money['due']}{'（含加处罚款 ' + money['late'] + '）' if money['late'] else ''}。"
        if money
        else ""
    )
    return _act(
        request, case, permissions.PAY_PENALTY, shapes.PayForm,
        lambda data: commands.PayPenalty(pk, data["paid_on"], data["paid_fen"] or 0, data["note"]),
        aftermath.pay_penalty, "已登记。", warning=said, initial={"paid_on": request.ctx.today},
    )  # fmt: skip


@page(permissions.CLOSE_PENALTY)
def penalty_close(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.CLOSE_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.CLOSE_PENALTY, shapes.CloseForm,
        lambda data: commands.ClosePenalty(pk, data["note"]), aftermath.close_penalty, "已结案。",
    )  # fmt: skip


@page(permissions.PUBLISH_PENALTY)
def penalty_publish(request: CtxRequest, pk: int) -> HttpResponse:
    case = require(request.ctx, permissions.PUBLISH_PENALTY, ROWS, pk)
    return _act(
        request, case, permissions.PUBLISH_PENALTY, shapes.PublishForm,
        lambda data: commands.PublishPenalty(pk, data["fact"]),
        aftermath.publish_penalty, "已公示，期满自动撤下；请导出记录报送信用平台。",
        warning="任何人都能看到，请删去人名和幼儿的情况。", initial={"fact": case.facts},
    )  # fmt: skip


@page(permissions.FILE_CHALLENGE)
def challenge_file(request: CtxRequest, penalty_id: int) -> HttpResponse:
    case = require(request.ctx, permissions.FILE_CHALLENGE, ROWS, penalty_id)
    return _act(
        request, case, permissions.FILE_CHALLENGE, shapes.ChallengeForm,
        lambda data: commands.FileChallenge(penalty_id, data["kind"], data["organ"], data["filed_on"]),
        aftermath.file_challenge, "已登记，结果出来后再登记结果。", initial={"filed_on": request.ctx.today},
    )  # fmt: skip


@page(permissions.SETTLE_CHALLENGE)
def challenge_settle(request: CtxRequest, pk: int) -> HttpResponse:
    rows = Challenge.objects.select_related("penalty__institution")
    challenge = require(request.ctx, permissions.SETTLE_CHALLENGE, rows, pk)
    return _act(
        request, challenge.penalty, permissions.SETTLE_CHALLENGE, shapes.SettleForm,
        lambda data: commands.SettleChallenge(pk, data["outcome"], data["decided_on"], data["note"], data["fine_fen"]),
        aftermath.settle_challenge, "结果已登记。",
        warning="结果是撤销的，决定马上撤销，公示撤下，信用记录终止。", initial={"decided_on": request.ctx.today},
    )  # fmt: skip


def _act(  # noqa: PLR0913 - one call tells a whole form page
    request: CtxRequest, case: Penalty, action: Action, form: Callable[..., forms.Form], build: Callable[[dict[str, Any]], Any],
    service: Callable[[Ctx, Any], Any], said: str, *, warning: str = "", is_risky: bool = False, initial: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    back = _url(case.pk)
    words = f"{case.institution.name} · {case.offence_label}"
    shown = FormPage(action.label, action.label, back, words, warning, is_risky)
    return run_form(request, form, build, service, lambda _: (said, back), page=shown, initial=initial)


def _url(pk: int) -> str:
    return reverse("supervision:penalty-detail", args=[pk])


def _opening(ctx: Ctx, unit_id: int, data: dict[str, Any]) -> commands.OpenPenalty:
    return commands.OpenPenalty(
        institution_called(ctx, data["place"]).pk,
        unit_id,
        data["offence"],
        data["facts"],
        data["occurred_on"],
        tuple(int(each) for each in data["officers"]),
        data["has_harm"],
        tuple(int(each) for each in data.get("findings") or ()),
    )


def institution_called(ctx: Ctx, text: str) -> Institution:
    """The one institution of that name, filing number or credit code. Raises ``Refused`` (422)."""
    text = text.strip()
    rows = institutions(ctx).filter(Q(name=text) | Q(operator__uscc=text) | Q(filing_number=text))
    found = list(rows.select_related("operator")[:2])
    if len(found) == 1:
        return found[0]
    said = f"没有叫“{text}”的机构。" if not found else f"“{text}”名下有几家机构。"
    raise Refused.because(
        "supervision.penalty.place", said, status=422, next_step="请填机构全称或备案编号。", field="place"
    )


def institution_named(ctx: Ctx, pk: str) -> Institution | None:
    return institutions(ctx).filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() else None
