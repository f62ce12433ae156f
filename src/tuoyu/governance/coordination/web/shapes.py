"""What the pages of coordination draw: clocks, moves and steps turned into the words of the design system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from tuoyu.foundation.access.registry import ALL, action_named
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import grants
from tuoyu.foundation.casework.models import Step
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.ui.casemarks import events_of as timeline_of
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.ui.parts import Event
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.rules.lights import Standing
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Flow
from tuoyu.registers.plans.models import Duty

STEP_ICONS = {
    "begin": "circle-plus",
    "submit": "send",
    "accept": "circle-check",
    "return": "arrow-back-up",
    "withdraw": "arrow-back-up",
    "reply": "message-2",
    "escalate": "alert-triangle",
    "clear": "circle-check",
    "cancel": "x",
    "reach": "circle-check",
    "block": "traffic-cone",
}
STEP_LIGHTS = {
    "accept": "ok",
    "reach": "ok",
    "clear": "ok",
    "return": "warn",
    "escalate": "bad",
    "block": "warn",
}


def standing_pill(standing: Standing) -> SafeString:
    """逾期 6 个工作日, 剩 2 个工作日, 正常: the light of a task in words."""
    return pill(standing.light.value, standing.state_sentence)


def events_of(steps: Iterable[Step]) -> list[Event]:
    """The timeline of a milestone, a report or a slip."""
    return timeline_of(steps, STEP_ICONS, STEP_LIGHTS)


def buttons_of(
    ctx: Ctx, flow: Flow, state: str, noun: str, pk: int, unit_id: int | None
) -> list[dict[str, Any]]:
    """The moves a person may make now on a row of the unit, each with the address of its form."""
    return [
        {
            "label": move.label,
            "url": reverse(f"coordination:{noun}-{move.name}", args=[pk]),
            "name": move.name,
        }
        for move in flow.moves_from(state)
        if _may(ctx, move.action, unit_id)
    ]


def _may(ctx: Ctx, action: str, unit_id: int | None) -> bool:
    """What the scopes ``all`` and ``unit`` say about one row; the service asks again."""
    granted = grants(ctx, action_named(action))
    return ALL in granted or any(post.unit_id == unit_id for post in granted.get("unit", ()))


def stands_behind(ctx: Ctx, duties: Iterable[Duty]) -> bool:
    """Does the person act for one of the units, or for a member of 各街镇, or look over all of them?"""
    posts = ctx.actor.posts
    return any(
        duty.unit_id in ctx.actor.unit_ids
        or (duty.unit.kind == UnitKind.COLLECTIVE and any(len(post.area) > len(ctx.area) for post in posts))
        for duty in duties
    ) or any(role_matrix().scope(permissions.ADD_MILESTONE.code, post.role) == ALL for post in posts)
