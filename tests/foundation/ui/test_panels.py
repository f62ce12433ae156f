"""Panels of other apps on a page that does not know them."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.utils.html import format_html

from tests.foundation.ui.conftest import Ask
from tuoyu.foundation.access.actions import read
from tuoyu.foundation.ui import panels
from tuoyu.foundation.ui.panels import Panel, declare_panel, panels_for
from tuoyu.kernel.context import Ctx

HIDDEN = read("shelf.loan.list", "查看借阅")


def greet(_request: HttpRequest, ctx: Ctx, subject: object) -> str:
    return format_html("{}给{}", subject, ctx.actor.name)


@pytest.fixture(autouse=True)
def _own_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", panels.defaultdict(dict))
    monkeypatch.setattr(panels, "allowed", lambda _ctx, action: action != HIDDEN)


def test_panels_come_in_order_and_only_those_allowed(ask: Ask, visitor: Ctx) -> None:
    declare_panel("shelf.book", Panel("second", "第二", None, 20, greet))
    declare_panel("shelf.book", Panel("first", "第一", None, 10, greet))
    declare_panel("shelf.book", Panel("hidden", "看不见", HIDDEN, 5, greet))
    declare_panel("shelf.book", Panel("away", "不在", None, 1, lambda *_: None))
    drawn = panels_for(ask(), "shelf.book", visitor, "<书>")
    assert drawn.index("第一") < drawn.index("第二")
    assert "看不见" not in drawn
    assert "不在" not in drawn
    assert "&lt;书&gt;给访客" in drawn


def test_a_page_nobody_fills_is_empty(ask: Ask, visitor: Ctx) -> None:
    assert panels_for(ask(), "shelf.none", visitor, None) == ""


def test_a_name_is_declared_once() -> None:
    declare_panel("shelf.book", Panel("first", "第一", None, 10, greet))
    with pytest.raises(ValueError, match="twice"):
        declare_panel("shelf.book", Panel("first", "第一", None, 10, greet))
