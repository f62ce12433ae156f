"""What pages of cases have in common: a clock with its law, and the timeline of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tuoyu.foundation.casework.models import Step
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.queries import stand
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.marks import law, pill
from tuoyu.foundation.ui.parts import Event
from tuoyu.kernel.context import Ctx


def clock_mark(ctx: Ctx, clock: Clock) -> SafeString:
    """A clock with its due day and the rule that set it; 待核实 where the rule is not confirmed."""
    found = stand(ctx, clock)
    basis = f"{clock.basis}{'（待核实）' if clock.is_unverified else ''}"
    due = format_html('<span class="ty-due">至 {}</span>', zh_date_year(clock.due_on))
    return format_html(
        '<span class="ty-clock">{}{}{}</span>', pill(found.state.tone, found.sentence), due, law(basis)
    )


def events_of(steps: Iterable[Step], icons: Mapping[str, str], lights: Mapping[str, str]) -> list[Event]:
    """The timeline of a case, newest first; ``icons`` and ``lights`` by the name of the move."""
    return [
        Event(
            at=step.at,
            sentence=step.label,
            who=step.by_name if step.by_name == step.by_unit else f"{step.by_unit} {step.by_name}".strip(),
            detail=step.note,
            icon=icons.get(step.move, "point"),
            light=lights.get(step.move, ""),
        )
        for step in reversed(list(steps))
    ]
