"""Penalties of the market regulator against the institution of the stage, as far as a test wants them to have come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.world import SINCE, Stage
from tests.registers.institutions.world import an_institution
from tuoyu.kernel.context import PostRef
from tuoyu.operations.supervision.commands.penalties import (
    ConcludePenalty,
    DecidePenalty,
    OpenPenalty,
    PleadPenalty,
    ServePenalty,
    TellPenalty,
)
from tuoyu.operations.supervision.models import Inspector, Penalty
from tuoyu.operations.supervision.queries.penalties import past_of
from tuoyu.operations.supervision.services import penalties as services
from tuoyu.operations.supervision.services.penalty_aftermath import serve_penalty
from tuoyu.operations.supervision.services.penalty_decisions import decide_penalty
from tuoyu.registers.institutions.models import Institution

WAN = 1_000_000
# A fine of up to 5 万元, by the regulator of the market among others.
OFFENCE = "PRT-001"
OCCURRED = date(2021, 6, 10)
# After the days on which the party may speak, at once and with the hearing.
LATER = NOW + timedelta(days=10)


def staffed(stage: Stage) -> Stage:
    """A second officer of the market regulator, so that a case has two."""
    user = make_user("dong", "dong君")
    unit = stage.units["market"]
    post = make_post(user, unit, "inspector")
    stage.users["dong"] = user
    stage.posts["dong"] = PostRef(post.pk, unit.pk, unit.name, "inspector", unit.area)
    stage.inspectors["dong"] = Inspector.objects.create(
        unit=unit, user=user, kind="officer", name="dong君", certificate_no="浙C000099", since_on=SINCE
    )
    return stage


def another_place(number: int, uscc: str, **changes: Any) -> Institution:
    place = an_institution(f"第{number}托育园", uscc, **changes)
    place.unit = make_unit(f"place{number}", f"第{number}托育园账户", kind="served")
    place.save(update_fields=["unit"])
    return place


def opening(stage: Stage, **changes: Any) -> OpenPenalty:
    facts: dict[str, Any] = {
        "institution_id": stage.place.pk,
        "unit_id": stage.units["market"].pk,
        "offence": OFFENCE,
        "facts": "2021年6月10日检查时，两名保育人员没有入职查询记录。",
        "occurred_on": OCCURRED,
        "officer_ids": (stage.inspectors["cai"].pk, stage.inspectors["dong"].pk),
    }
    return OpenPenalty(**(facts | changes))


def opened(stage: Stage, now: datetime = NOW, **changes: Any) -> Penalty:
    return services.open_penalty(stage.ctx("market_lead", now), opening(stage, **changes))


def concluded(stage: Stage, now: datetime = NOW, **changes: Any) -> Penalty:
    case = opened(stage, now, **changes)
    command = ConcludePenalty(case.pk, case.facts, ("现场笔录", "人员名册复印件"))
    return services.conclude_penalty(stage.ctx("market_lead", now), command)


def told(stage: Stage, fine_fen: int = 2 * WAN, now: datetime = NOW, **changes: Any) -> Penalty:
    case = concluded(stage, now, **changes)
    command = TellPenalty(case.pk, ("warning", "fine"), fine_fen)
    return services.tell_penalty(stage.ctx("market_lead", now), command)


def waived(stage: Stage, case: Penalty, now: datetime = NOW) -> Penalty:
    return services.plead_penalty(stage.ctx("head", now), PleadPenalty(case.pk, is_waiver=True))


def deciding(case: Penalty, fine_fen: int, on: date, **changes: Any) -> DecidePenalty:
    facts: dict[str, Any] = {
        "penalty_id": case.pk,
        "kinds": tuple(case.told_kinds),
        "seen_digest": past_of(case.offence, on, without=case.pk).digest,
        "fine_fen": fine_fen,
        "reviewer": "法规科",
        "review": "同意",
        "deviation": "违法情节不同",
    }
    return DecidePenalty(**(facts | changes))


def decided(stage: Stage, fine_fen: int = 2 * WAN, now: datetime = LATER, **changes: Any) -> Penalty:
    case = told(stage, fine_fen, now - timedelta(days=10), **changes)
    ctx = stage.ctx("market_chief", now)
    return decide_penalty(ctx, deciding(case, fine_fen, ctx.today))


def served(stage: Stage, fine_fen: int = 2 * WAN, now: datetime = LATER, **changes: Any) -> Penalty:
    case = decided(stage, fine_fen, now, **changes)
    ctx = stage.ctx("market_lead", now)
    return serve_penalty(ctx, ServePenalty(case.pk, ctx.today, "direct", "head君"))
