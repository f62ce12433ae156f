"""The rail on the left: every app declares its entries once; a person sees those that a post allows."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import allowed
from tuoyu.foundation.ui.words import NAV_GROUPS
from tuoyu.kernel.context import Actor, Ctx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. ``group`` is a word of ``NAV_GROUPS``; ``action`` None means everybody who is signed in.

    ``tab`` puts it also into the bar at the bottom of a phone: the lowest ranks of what a person may open, three at most.
    """

    group: str
    label: str
    icon: str
    url_name: str
    action: Action | None = None
    order: int = 0
    tab: int = 0


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as it is drawn: with its address, whether it is the present page, and how much waits there."""

    label: str
    icon: str
    url: str
    is_here: bool
    count: int
    tab: int = 0


@dataclass(frozen=True, slots=True)
class PublicItem:
    """An entry of the pages that need no account; all of them stand at the bottom of a phone, so there are few."""

    label: str
    icon: str
    url_name: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class NavGroup:
    label: str
    links: tuple[NavLink, ...]


_items: dict[str, NavItem] = {}
_public: dict[str, PublicItem] = {}


def declare_nav(items: Iterable[NavItem]) -> None:
    for item in items:
        if item.group not in NAV_GROUPS:
            raise ValueError(
                f"nav {item.url_name}: no group {item.group!r}; words.NAV_GROUPS has {NAV_GROUPS}"
            )
        if _items.setdefault(item.url_name, item) != item:
            raise ValueError(f"nav {item.url_name} is declared twice")
    _entries.cache_clear()


def declare_public(items: Iterable[PublicItem]) -> None:
    for item in items:
        if _public.setdefault(item.url_name, item) != item:
            raise ValueError(f"public entry {item.url_name} is declared twice")


def nav_items(ctx: Ctx) -> tuple[NavItem, ...]:
    """The entries the actor may open, in the order of the rail."""
    return _entries(ctx.actor, ctx.area)


@lru_cache(maxsize=512)
def _entries(actor: Actor, area: str) -> tuple[NavItem, ...]:
    """Menus follow from posts and roles alone, whatever the moment; what a room declares, it declares at the start."""
    ctx = Ctx(actor, datetime.min.replace(tzinfo=UTC), "", area)
    mine = [item for item in _items.values() if item.action is None or allowed(ctx, item.action)]
    return tuple(sorted(mine, key=lambda item: (NAV_GROUPS.index(item.group), item.order, item.label)))


def nav_for(ctx: Ctx, path: str = "", counts: dict[str, int] | None = None) -> tuple[NavGroup, ...]:
    """The rail of this actor. ``counts`` are badges by ``url_name``; the longest address that starts ``path`` is here."""
    items = [(item, url) for item in nav_items(ctx) if (url := address(item.url_name))]
    here = max((url for _, url in items if _leads(url, path)), key=len, default="")
    groups: dict[str, list[NavLink]] = {}
    for item, url in items:
        count = (counts or {}).get(item.url_name, 0)
        link = NavLink(item.label, item.icon, url, url == here, count, item.tab)
        groups.setdefault(item.group, []).append(link)
    return tuple(NavGroup(label, tuple(links)) for label, links in groups.items())


def public_links(path: str) -> tuple[NavLink, ...]:
    """The entries of the public pages in their order; the longest address that starts ``path`` is here."""
    items = [
        (item, url)
        for item in sorted(_public.values(), key=lambda item: (item.order, item.label))
        if (url := address(item.url_name))
    ]
    here = max((url for _, url in items if _leads(url, path)), key=len, default="")
    return tuple(NavLink(item.label, item.icon, url, url == here, 0) for item, url in items)


def tabs_of(groups: tuple[NavGroup, ...]) -> tuple[NavLink, ...]:
    tabs = (link for group in groups for link in group.links if link.tab)
    return tuple(sorted(tabs, key=lambda link: link.tab)[:3])


@lru_cache(maxsize=256)
def address(url_name: str) -> str:
    """The path of a route without arguments; empty (and told to the log once) where the installation has no such route."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        log.warning("nav: no route named %s", url_name)
        return ""


def _leads(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
