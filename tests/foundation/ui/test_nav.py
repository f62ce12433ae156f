"""The rail shows what a post allows, and where one is."""

from __future__ import annotations

import pytest

from tuoyu.foundation.access.actions import Action, read
from tuoyu.foundation.ui import nav
from tuoyu.foundation.ui.nav import NavItem, PublicItem, declare_nav, nav_for, tabs_of
from tuoyu.kernel.context import Ctx

SECRET = read("shelf.book.list", "查看图书")


@pytest.fixture(autouse=True)
def _own_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", {})
    monkeypatch.setattr(nav, "allowed", lambda _ctx, action: action != SECRET)


def labels(ctx: Ctx, path: str = "/") -> list[str]:
    return [link.label for group in nav_for(ctx, path) for link in group.links]


def test_entries_stand_in_the_order_of_the_rail(visitor: Ctx) -> None:
    declare_nav(
        [
            NavItem("设置", "单位", "building", "people:unit-list"),
            NavItem("", "样式", "star", "ui:gallery", order=2),
            NavItem("", "安全", "lock", "site:security", order=1),
        ]
    )
    assert labels(visitor) == ["安全", "样式", "单位"]


def test_what_no_post_allows_is_not_shown(visitor: Ctx) -> None:
    other: Action = read("shelf.desk.list", "查看书桌")
    declare_nav(
        [NavItem("", "图书", "book", "ui:gallery", SECRET), NavItem("", "书桌", "book", "ui:offline", other)]
    )
    assert labels(visitor) == ["书桌"]


def test_the_longest_address_is_here_and_badges_are_counted(visitor: Ctx) -> None:
    declare_nav(
        [
            NavItem("", "样式", "star", "ui:gallery", tab=1),
            NavItem("", "离线", "cloud-off", "ui:offline"),
        ]
    )
    links = {
        link.label: link
        for group in nav_for(visitor, "/ui/offline/x/", {"ui:gallery": 7})
        for link in group.links
    }
    assert (links["样式"].is_here, links["离线"].is_here) == (False, True)
    assert links["样式"].count == 7
    assert [link.label for link in tabs_of(nav_for(visitor))] == ["样式"]


def test_the_bar_of_a_phone_holds_the_three_lowest_ranks(visitor: Ctx) -> None:
    declare_nav(
        [
            NavItem("", "甲", "star", "ui:gallery", order=1, tab=4),
            NavItem("", "乙", "star", "ui:offline", order=2, tab=2),
            NavItem("", "丙", "star", "site:security", order=3),
            NavItem("业务", "丁", "star", "site:inbox", tab=1),
            NavItem("设置", "戊", "star", "site:cockpit", tab=3),
        ]
    )
    assert [link.label for link in tabs_of(nav_for(visitor))] == ["丁", "乙", "戊"]


def test_wrong_declarations_are_refused() -> None:
    with pytest.raises(ValueError, match="no group"):
        declare_nav([NavItem("杂项", "甲", "star", "ui:gallery")])
    declare_nav([NavItem("", "甲", "star", "ui:gallery")])
    declare_nav([NavItem("", "甲", "star", "ui:gallery")])
    with pytest.raises(ValueError, match="twice"):
        declare_nav([NavItem("", "乙", "star", "ui:gallery")])


def test_an_entry_without_route_stays_away_and_is_told_to_the_log(
    visitor: Ctx, caplog: pytest.LogCaptureFixture
) -> None:
    nav.address.cache_clear()
    declare_nav([NavItem("", "甲", "star", "nowhere:at-all")])
    assert labels(visitor) == []
    assert "nowhere:at-all" in caplog.text


def test_public_entries_stand_in_their_order_and_say_where_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_public", {})
    nav.declare_public(
        [
            PublicItem("样式", "star", "ui:gallery", order=2),
            PublicItem("安全", "lock", "site:security", order=1),
        ]
    )
    first, second = nav.public_links("/ui/anything/")
    assert (first.label, second.label) == ("安全", "样式")
    assert (first.is_here, second.is_here) == (False, True)
    with pytest.raises(ValueError, match="declared twice"):
        nav.declare_public([PublicItem("别的", "lock", "site:security")])
