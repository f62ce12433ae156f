"""The small marks of the design system, drawn in Python because pages hold hundreds of them: icon, pill, law line, clock."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tuoyu.foundation.ui import formats
from tuoyu.foundation.ui.words import LIGHT_ICONS, Light, days_left_sentence

UNKNOWN_ICON = "help-circle"


@cache
def icon_names() -> frozenset[str]:
    """The names in the sprite (``icons.txt``; rebuilt by ``scripts/build_icons.py``)."""
    return frozenset((Path(__file__).parent / "icons.txt").read_text(encoding="ascii").split())


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite; with a ``label`` it speaks, without one it is decoration. Raises while developing."""
    if name not in icon_names():
        if settings.DEBUG:
            raise LookupError(
                f"no icon {name!r}: add it to foundation/ui/icons.txt and run scripts/build_icons.py"
            )
        name = UNKNOWN_ICON
    speech = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    classes = f"ty-icon {css}".strip()
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>', classes, speech, static("ui/icons.svg"), name
    )


@lru_cache(maxsize=4096)
def pill(light: str, text: str = "", icon_name: str = "") -> SafeString:
    """A state as word + icon shape + colour. ``light``: ok, warn, bad, none, info; ``text`` defaults to its word."""
    light = light if light in LIGHT_ICONS else "none"
    shape = icon(icon_name or LIGHT_ICONS[light])
    return format_html('<span class="ty-pill ty-{}">{}{}</span>', light, shape, text or Light(light).label)


def law(basis: str, url: str = "") -> SafeString:
    """The small line under a clock or a finding that names the article; nothing without a basis."""
    if not basis:
        return SafeString("")
    text = format_html('<a href="{}">{}</a>', url, basis) if url else escape(basis)
    return format_html('<span class="ty-law">{}{}</span>', icon("scale"), text)


def clock_light(days_left: int | None, *, warn_at: int = 3, is_met: bool = False) -> str:
    """The light of a clock: bad when overdue, warn within ``warn_at`` working days, none when there is no count."""
    if is_met:
        return "ok"
    if days_left is None:
        return "none"
    if days_left < 0:
        return "bad"
    return "warn" if days_left <= warn_at else "ok"


def clock(
    days_left: int | None = None,
    due_on: date | None = None,
    basis: str = "",
    *,
    is_tentative: bool = False,
    is_met: bool = False,
    warn_at: int = 3,
) -> SafeString:
    """剩 2 个工作日 + the due date + the law that set it. Days are counted by ``deadlines``, never here."""
    light = clock_light(days_left, warn_at=warn_at, is_met=is_met)
    icon_name = {"ok": "circle-check" if is_met else "clock", "none": "clock-question"}.get(light, "")
    word = days_left_sentence(days_left, is_tentative=is_tentative, is_met=is_met)
    due = format_html('<span class="ty-due">至 {}</span>', formats.zh_date(due_on)) if due_on else ""
    return format_html('<span class="ty-clock">{}{}{}</span>', pill(light, word, icon_name), due, law(basis))
