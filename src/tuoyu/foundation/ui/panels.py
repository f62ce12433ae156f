"""Panels: a page of one app, filled by apps above it without the page knowing them.

``declare_panel("plans.task", Panel("reports", "进展报送", VIEW_REPORT, 20, render_reports))`` in the room of the
higher app; ``{% panels_of "plans.task" task %}`` in the template of the lower one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import allowed
from tuoyu.kernel.context import Ctx

Render = Callable[[HttpRequest, Ctx, Any], SafeString | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """``render(request, ctx, subject)`` gives the inner HTML of the card, or None to stay away.

    ``action`` None shows it to everybody who may open the page.
    """

    name: str
    title: str
    action: Action | None
    order: int
    render: Render


_panels: defaultdict[str, dict[str, Panel]] = defaultdict(dict)


def declare_panel(page: str, panel: Panel) -> None:
    """``page`` is app.noun, e.g. ``plans.task``."""
    if _panels[page].setdefault(panel.name, panel) is not panel:
        raise ValueError(f"panel {panel.name} of {page} is declared twice")


def panels_for(request: HttpRequest, page: str, ctx: Ctx, subject: Any) -> SafeString:
    """The cards of all panels the actor may see, in order."""
    declared = (
        sorted(_panels[page].values(), key=lambda panel: (panel.order, panel.name)) if page in _panels else []
    )
    shown = [panel for panel in declared if panel.action is None or allowed(ctx, panel.action)]
    drawn = [(panel, panel.render(request, ctx, subject)) for panel in shown]
    return format_html_join("", "{}", ((_card(panel, inner),) for panel, inner in drawn if inner is not None))


def _card(panel: Panel, inner: SafeString) -> SafeString:
    return format_html(
        '<section class="card ty-panel" id="panel-{}" aria-labelledby="panel-{}-title">'
        '<div class="card-header"><h2 id="panel-{}-title">{}</h2></div><div class="card-body">{}</div></section>',
        panel.name,
        panel.name,
        panel.name,
        panel.title,
        inner,
    )
