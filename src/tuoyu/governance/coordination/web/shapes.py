"""What the pages of coordination draw: clocks, moves and steps turned into the words of the design system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tuoyu.foundation.casework.models import Step
from tuoyu.foundation.casework.queries import Option
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.queries import stand
from tuoyu.foundation.ui.marks import law, pill
from tuoyu.governance.coordination.rules.lights import Standing
from tuoyu.kernel.context import Ctx

STEP_ICONS = {
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


def clock_mark(ctx: Ctx, clock: Clock) -> SafeString:
    """A clock with its due day and the rule that set it; 待核实 where the rule is not confirmed."""
    found = stand(ctx, clock)
    basis = f"{clock.basis}{'（待核实）' if clock.is_unverified else ''}"
    due = format_html('<span class="ty-due">至 {}</span>', f"{clock.due_on:%Y-%m-%d}")
    return format_html(
        '<span class="ty-clock">{}{}{}</span>', pill(found.state.tone, found.sentence), due, law(basis)
    )


def events_of(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The timeline of a case, newest first."""
    return [
        {
            "icon": STEP_ICONS.get(step.move, "point"),
            "light": STEP_LIGHTS.get(step.move, ""),
            "sentence": step.label,
            "detail": step.note,
            "at": step.at,
            "who": step.by_name if step.by_name == step.by_unit else f"{step.by_unit} {step.by_name}".strip(),
        }
        for step in reversed(list(steps))
    ]


def buttons_of(options: Iterable[Option], app: str, noun: str, pk: int) -> list[dict[str, Any]]:
    """The moves a person may make now, each with the address of its form."""
    return [
        {
            "label": option.move.label,
            "url": reverse(f"{app}:{noun}-{option.move.name}", args=[pk]),
            "name": option.move.name,
        }
        for option in options
        if option.verdict.is_ok and option.move.name != "supersede"
    ]
