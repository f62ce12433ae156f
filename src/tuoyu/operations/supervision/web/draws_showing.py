"""A ceremony as people watch it: where it stands, who has sealed and opened, what happens next and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.ui.formats import zh_moment_year
from tuoyu.foundation.ui.parts import Step
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.draws import DRAW, DrawState
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.permissions.draws import (
    ASSIGN_DRAW,
    EDIT_DRAW,
    FINISH_DRAW,
    FREEZE_DRAW,
    REVEAL_DRAW,
    SEAL_DRAW,
    VOID_DRAW,
)
from tuoyu.operations.supervision.queries.draws import (
    ceremony_of,
    document_of,
    own_parties,
    parties_of,
    seats_of,
)
from tuoyu.operations.supervision.rules import ceremony

LIGHTS = {
    DrawState.DRAFT.value: "none",
    DrawState.FROZEN.value: "info",
    DrawState.OPENING.value: "info",
    DrawState.FINISHED.value: "ok",
    DrawState.VOID.value: "bad",
}
STATES = {state.value: (LIGHTS[state.value], state.label) for state in DrawState}
# A ceremony under way is asked for anew; a finished one stands still.
_UNDER_WAY = (DrawState.FROZEN, DrawState.OPENING)


@dataclass(frozen=True, slots=True)
class Now:
    """The two big lines: where the ceremony stands, and what comes next."""

    headline: str
    next_step: str


def live_of(draw: Draw, now: datetime) -> dict[str, Any]:
    """What the live part of the page shows; the same for everybody."""
    parties = parties_of(draw)
    # The frozen part alone has nothing to show here, and is long.
    document = document_of(draw) if draw.file_text else {}
    seats = seats_of(document)
    sealed = sum(1 for each in parties if each.sealed_at)
    opened = sum(1 for each in parties if each.opened_at)
    return {
        "draw": draw,
        "parties": parties,
        "now": now_of(draw, parties, now, len(seats)),
        "way": _way(draw, sealed, opened, len(parties)),
        "is_live": draw.state in _UNDER_WAY,
        # What the browser has seen: where nothing changed, nothing is sent.
        "mark": f"{draw.state}-{sealed}-{opened}-{is_over(draw, now)}",
        "seats": seats,
        "absent": [each.name for each in parties if draw.file_text and not each.opened_at],
        "seed": document.get("seed", ""),
        "digest": document.get("digest", ""),
    }


def is_over(draw: Draw, now: datetime) -> int:
    """Which of the two ends have passed: 0, 1, 2."""
    return (now > draw.seal_by_at) + (now > draw.open_by_at)


def now_of(draw: Draw, parties: list[DrawParty], now: datetime, drawn: int) -> Now:
    if draw.state == DrawState.DRAFT:
        return Now("名单还没有冻结", f"{draw.lead_unit.name}核对名单以后冻结，各部门再封存密数。")
    if draw.state == DrawState.FINISHED:
        return Now(f"抽出 {drawn} 家机构", "结果、密数和种子都已公开，任何人都可以自己重抽一遍。")
    if draw.state == DrawState.VOID:
        return Now("这次抽取已作废", f"原因：{draw.void_reason}")
    unsealed = [each.name for each in parties if not each.sealed_at]
    if draw.state == DrawState.FROZEN and unsealed and now <= draw.seal_by_at:
        return Now(
            f"等待{_told(unsealed)}封存",
            f"{zh_moment_year(draw.seal_by_at)}截止。都封存以后，各部门公开密数。",
        )
    return _opening(draw, parties, now)


def _told(names: list[str]) -> str:
    """Names as far as they are read from the end of a room; the cards below tell all."""
    return "、".join(names) if len(names) <= 2 else f" {len(names)} 个部门"


def _opening(draw: Draw, parties: list[DrawParty], now: datetime) -> Now:
    waiting = [each.name for each in parties if each.sealed_at and not each.opened_at]
    if waiting and now <= draw.open_by_at:
        return Now(
            f"等待{_told(waiting)}公开密数",
            f"{zh_moment_year(draw.open_by_at)}截止。到时不公开的部门会被写明，按规则照样抽取。",
        )
    verdict = ceremony.may_finish(ceremony_of(parties), draw.quorum, draw.open_by_at, now)
    if verdict.is_ok and draw.state == DrawState.OPENING:
        return Now(
            "可以抽取了", f"{draw.lead_unit.name}按下“抽取”，结果由封存的名单和公开的密数算出，谁也改不了。"
        )
    if verdict.is_ok:
        return Now("没有部门公开密数", f"请{draw.lead_unit.name}作废后重新发起。")
    reason = verdict.failures[0]
    return Now(reason.sentence.rstrip("。"), reason.next_step)


def _way(draw: Draw, sealed: int, opened: int, count: int) -> list[Step]:
    order = [DrawState.DRAFT, DrawState.FROZEN, DrawState.OPENING, DrawState.FINISHED]
    if draw.state == DrawState.VOID:
        reached = 0 if not draw.frozen_at else 1 + (sealed == count)
    else:
        reached = order.index(DrawState(draw.state))
    if draw.state == DrawState.FROZEN and sealed == count:
        reached = 2
    labels = (
        ("冻结名单", ""),
        ("封存密数", f"{sealed} / {count} 个部门" if draw.frozen_at else ""),
        ("公开密数", f"{opened} / {count} 个部门" if draw.frozen_at else ""),
        ("抽取", ""),
    )
    return [Step(label, _step(draw, at, reached), note=note) for at, (label, note) in enumerate(labels)]


def _step(draw: Draw, at: int, reached: int) -> str:
    if draw.state == DrawState.FINISHED or at < reached:
        return "done"
    if at > reached:
        return "todo"
    return "bad" if draw.state == DrawState.VOID else "now"


_REACH = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Act:
    """A button: the next thing that this person can do."""

    label: str
    verb: str
    icon: str


def acts_of(ctx: Ctx, draw: Draw, parties: Sequence[DrawParty], now: datetime) -> list[Act]:
    """What this person can do now; nothing that would be refused."""
    told = ceremony_of(parties)
    if draw.state == DrawState.DRAFT:
        return [Act("冻结名单", "freeze", "lock-square")] if _may(ctx, FREEZE_DRAW, draw) else []
    if draw.state == DrawState.FINISHED and draw.assigned_at is None:
        return [Act("生成检查任务", "assign", "clipboard-list")] if _may(ctx, ASSIGN_DRAW, draw) else []
    if draw.state not in _UNDER_WAY:
        return []
    acts = []
    can_seal = draw.state == DrawState.FROZEN and ceremony.may_seal(told, draw.seal_by_at, now).is_ok
    if can_seal and any(not each.sealed_at for each in own_parties(ctx, SEAL_DRAW, parties)):
        acts.append(Act("封存密数", "seal", "lock"))
    # The second that lies between the last seal and the first opening passes while a hand reaches for the button.
    can_reveal = ceremony.may_reveal(told, draw.seal_by_at, draw.open_by_at, now + _REACH).is_ok
    mine = own_parties(ctx, REVEAL_DRAW, parties) if can_reveal else []
    if any(each.sealed_at and not each.opened_at for each in mine):
        acts.append(Act("公开密数", "reveal", "lock-open"))
    can_finish = ceremony.may_finish(told, draw.quorum, draw.open_by_at, now).is_ok
    if draw.state == DrawState.OPENING and can_finish and _may(ctx, FINISH_DRAW, draw):
        acts.append(Act("抽取", "finish", "player-play"))
    return acts


def may_edit(ctx: Ctx, draw: Draw) -> bool:
    return draw.state == DrawState.DRAFT and _may(ctx, EDIT_DRAW, draw)


def may_void(ctx: Ctx, draw: Draw) -> bool:
    return DRAW.check(draw.state, "void").is_ok and _may(ctx, VOID_DRAW, draw)


def _may(ctx: Ctx, action: Any, draw: Draw) -> bool:
    return visible(ctx, action, Draw.objects.filter(pk=draw.pk)).exists()
