"""The procedure of a case told for its page: what is done, what comes next and by when, and who may do it or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import ALL, action_named
from tuoyu.foundation.access.services import explain, grants
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.ui.formats import china_day
from tuoyu.foundation.ui.parts import Step
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.supervision.flow.penalties import PENALTY, PenaltyState
from tuoyu.operations.supervision.limits.penalties import Articles
from tuoyu.operations.supervision.models import Penalty, Publication
from tuoyu.operations.supervision.permissions.penalties import (
    FILE_CHALLENGE,
    PLEAD_PENALTY,
    PUBLISH_PENALTY,
    REPORT_PENALTY,
)
from tuoyu.operations.supervision.policy.penalties import articles_at, term_at
from tuoyu.operations.supervision.queries.penalties import STANDING_STATES
from tuoyu.operations.supervision.rules.penalties import decider_is_another, voice_was_given
from tuoyu.operations.supervision.services.penalty_decisions import investigators_of, voice_of
from tuoyu.operations.supervision.services.penalty_telling import weight_of

_S = PenaltyState
ORDER = [state.value for state in (_S.OPENED, _S.INVESTIGATED, _S.TOLD, _S.CONTESTED, _S.CALLED, _S.HEARD, _S.DECIDED, _S.SERVED, _S.PAID, _S.CLOSED)]  # fmt: skip
LIGHTS = {
    _S.OPENED: "info", _S.INVESTIGATED: "info", _S.TOLD: "warn", _S.CONTESTED: "warn", _S.CALLED: "warn", _S.HEARD: "info",
    _S.DECIDED: "warn", _S.SERVED: "warn", _S.PAID: "ok", _S.CLOSED: "ok", _S.SPARED: "none", _S.WITHDRAWN: "none", _S.REVOKED: "bad",
}  # fmt: skip
STATES = {state.value: (LIGHTS[state], state.label) for state in _S}
OVER = {_S.SPARED.value, _S.WITHDRAWN.value, _S.REVOKED.value}
SPOKEN_STATES = {_S.TOLD.value, _S.CONTESTED.value, _S.CALLED.value, _S.HEARD.value}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may come next: an address, or the reason why it is not for this person or not yet."""

    name: str
    label: str
    url: str = ""
    reason: str = ""


def way_of(
    ctx: Ctx, case: Penalty, clocks: Mapping[str, Clock], publication: Publication | None
) -> list[Step]:
    """The steps from the opening to the end. A case that ended early shows what was reached."""
    if case.is_simple:
        return _spot_way(ctx, case, clocks)
    told_on = china_day(case.told_at) if case.told_at else ctx.today
    terms = {
        kind: term_at(kind, told_on, ctx.area).basis for kind in ("penalty_plea", "penalty_hearing_request")
    }
    steps = [
        _step(ctx, "立案", case.opened_at, case.state == _S.OPENED, note=case.opened_by),
        _step(ctx, "调查终结", case.concluded_at, case.state == _S.OPENED, basis=articles_of(ctx, case.concluded_at).basis("conclude")),
        _step(ctx, "事先告知", case.told_at, case.state == _S.INVESTIGATED, basis=articles_of(ctx, case.told_at).basis("tell"), note=case.told_number),
        _voice_step(ctx, case, terms["penalty_hearing_request" if case.hearing_until_on else "penalty_plea"]),
        _step(ctx, "决定", case.decided_at, _is_deciding(ctx, case), clocks.get("penalty_decide"), note=case.number),
        _step(ctx, "送达", case.served_on, case.state == _S.DECIDED, clocks.get("penalty_serve")),
        _step(ctx, "履行", case.paid_on if case.state in {_S.PAID, _S.CLOSED} else None, case.state == _S.SERVED, clocks.get("penalty_pay")),
    ]  # fmt: skip
    if publication is not None or "penalty_publish" in clocks:
        is_waiting = publication is None and case.state in STANDING_STATES
        done = publication.published_at if publication else None
        steps.append(_step(ctx, "公示", done, is_waiting, clocks.get("penalty_publish")))
    return steps


def _spot_way(ctx: Ctx, case: Penalty, clocks: Mapping[str, Clock]) -> list[Step]:
    """Decided and handed over at once; then it is reported and obeyed."""
    basis = articles_of(ctx, case.decided_at).basis("simple", "simple_order")
    is_done = case.state in {_S.PAID, _S.CLOSED}
    term = clocks.get("penalty_hand_in") or clocks.get("penalty_pay")
    return [
        _step(ctx, "当场处罚", case.decided_at, is_now=False, basis=basis, note=case.number),
        _step(ctx, "当场送达", case.served_on, is_now=False),
        _step(ctx, "报备案", case.reported_at, case.reported_at is None, clocks.get("penalty_report")),
        _step(
            ctx, "履行", (case.paid_on or case.state_at) if is_done else None, case.state == _S.SERVED, term
        ),
    ]


def offers_of(ctx: Ctx, case: Penalty, publication: Publication | None) -> list[Offer]:
    """Every next act from the present state, for this person or with the reason why not."""
    offers = [
        _offer(ctx, case, move.name, action_named(move.action))
        for move in PENALTY.moves_from(case.state)
        if move.name != "impose" and (move.name != "contest" or case.hearing_until_on is not None)
    ]
    if case.is_simple and case.reported_at is None and case.state in STANDING_STATES:
        offers.insert(0, _offer(ctx, case, "report", REPORT_PENALTY))
    if case.state in SPOKEN_STATES:
        offers.insert(0, _offer(ctx, case, "plead", PLEAD_PENALTY))
    if (
        case.state in STANDING_STATES
        and publication is None
        and weight_of(ctx, case.weighed_kinds, case.decided_on or ctx.today).is_shown
    ):
        offers.append(_offer(ctx, case, "publish", PUBLISH_PENALTY))
    if case.served_on is not None and case.state in STANDING_STATES:
        url = reverse("supervision:challenge-file", args=[case.pk])
        offers.append(_named(ctx, case, "challenge", FILE_CHALLENGE, url))
    return offers


def articles_of(ctx: Ctx, done_at: datetime | None) -> Articles:
    """The articles that a step stands on: of the day on which it was made, or of today while it is still to be made."""
    return articles_at(china_day(done_at) if done_at else ctx.today, ctx.area)


def may(ctx: Ctx, action: Action, case: Penalty) -> bool:
    """What the scopes say about this case; the service asks again."""
    granted = grants(ctx, action)
    units = {case.unit_id, case.institution.unit_id}
    return ALL in granted or any(post.unit_id in units for post in granted.get("unit", ()))


def _offer(ctx: Ctx, case: Penalty, name: str, action: Action) -> Offer:
    return _named(ctx, case, name, action, reverse(f"supervision:penalty-{name}", args=[case.pk]))


def _named(ctx: Ctx, case: Penalty, name: str, action: Action, url: str) -> Offer:
    if not may(ctx, action, case):
        failures = explain(ctx, action).failures
        holders = failures[0].next_step if failures else "由处罚机关办理。"
        return Offer(name, action.label, reason=holders.removesuffix("需要时请系统管理员调整岗位。"))
    verdict = _not_yet(ctx, case, name)
    if verdict.is_ok:
        return Offer(name, action.label, url)
    return Offer(name, action.label, reason="".join(reason.sentence for reason in verdict.failures))


def _not_yet(ctx: Ctx, case: Penalty, name: str) -> Verdict:
    """What stands in the way before anything is typed."""
    verdict = Verdict()
    if name in {"decide", "spare"}:
        verdict &= decider_is_another(ctx.actor.user_id, investigators_of(case), articles_of(ctx, None))
    if name == "decide":
        verdict &= voice_was_given(voice_of(case), ctx.today, articles_of(ctx, None))
    if name == "contest":
        if case.hearing_until_on is not None and ctx.today > case.hearing_until_on:
            verdict &= Verdict.refuse("over", "要求听证的期限已经过了。")
        elif case.has_waived:
            verdict &= Verdict.refuse("waived", "已经放弃听证。")
    return verdict


def _is_deciding(ctx: Ctx, case: Penalty) -> bool:
    if case.state == _S.HEARD:
        return True
    return case.state == _S.TOLD and voice_was_given(voice_of(case), ctx.today, articles_of(ctx, None)).is_ok


def _voice_step(ctx: Ctx, case: Penalty, basis: str) -> Step:
    label = "听取意见和听证" if case.hearing_until_on else "听取意见"
    if case.told_at is None:
        return Step(label, basis=articles_of(ctx, None).basis("plea"))
    notes = []
    if case.pleaded_at:
        notes.append("已陈述申辩")
    if case.has_waived:
        notes.append("已放弃")
    if case.hearing_on:
        notes.append(f"听证 {case.hearing_on:%m-%d}")
    until = (
        case.hearing_on
        if case.state == _S.CALLED
        else max(filter(None, (case.plea_until_on, case.hearing_until_on)))
    )
    is_open = case.state in {_S.TOLD.value, _S.CONTESTED.value, _S.CALLED.value} and not _is_deciding(
        ctx, case
    )
    state = "now" if is_open else "done"
    return Step(
        label,
        state,
        until if is_open else None,
        "，".join(notes) or ("没有意见" if not is_open else ""),
        basis,
    )


def _step(
    ctx: Ctx, label: str, done: object, is_now: bool, clock: Clock | None = None, basis: str = "", note: str = ""
) -> Step:  # fmt: skip
    basis = f"{clock.basis}{'（待核实）' if clock.is_unverified else ''}" if clock else basis
    if isinstance(done, date):
        return Step(label, "done", china_day(done), note, basis)
    due = clock.due_on if clock is not None and clock.cancelled_on is None else None
    if is_now:
        return Step(label, "bad" if due and due < ctx.today else "now", due, note, basis)
    return Step(label, "todo", due, note, basis)
