"""What the shell around every page needs. No statement of its own: it reads what ``request.ctx`` already holds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.ui import formats, nav
from tuoyu.foundation.ui.fragments import fragment
from tuoyu.foundation.ui.words import Mode
from tuoyu.kernel.context import Ctx

MODE_COOKIE = "ty_mode"


@dataclass(frozen=True, slots=True)
class ShellFacts:
    """Set as ``request.shell_facts`` by a middleware that keeps them in memory.

    ``district`` is the short name of the district; ``day_state`` 工作日, 休息日 or 暂定; ``journal_head`` the digest
    of the newest sealed head and ``journal_at`` when it was sealed.
    """

    district: str = ""
    day_state: str = ""
    journal_head: str = ""
    journal_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post in the user menu."""

    post_id: int
    unit: str
    role: str
    is_delegated: bool


class Shell:
    """Lazy face of the shell: a part is computed when a template names it, so error pages ask for nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _ctx(self) -> Ctx | None:
        return getattr(self._request, "ctx", None)

    @cached_property
    def facts(self) -> ShellFacts:
        found = getattr(self._request, "shell_facts", None)
        return found if isinstance(found, ShellFacts) else ShellFacts()

    @cached_property
    def groups(self) -> tuple[nav.NavGroup, ...]:
        counts: Mapping[str, int] = getattr(self._request, "shell_counts", None) or {}
        return nav.nav_for(self._ctx, self._request.path, dict(counts)) if self._ctx else ()

    @property
    def face(self) -> tuple[Hashable, ...]:
        """All that the shell shows in this request: two shells with the same face look the same."""
        facts = self.facts.district, self.facts.journal_head, self.facts.journal_at
        return self.name, self.is_signed_in, self.posts, self.groups, self.today, self.modes, facts

    @property
    def rail(self) -> SafeString:
        return fragment("ui/_rail.html", groups=self.groups, district=self.facts.district)

    @property
    def tabs(self) -> SafeString:
        return fragment("ui/_tabs_bottom.html", links=nav.tabs_of(self.groups))

    @property
    def footer(self) -> SafeString:
        facts = self.facts
        return fragment(
            "ui/_footer.html",
            version=_version(),
            head=facts.journal_head[:12],
            sealed=formats.zh_moment(facts.journal_at) if facts.journal_at else "",
        )

    @property
    def search_url(self) -> str:
        return nav.address("site:search")

    @property
    def sign_out_url(self) -> str:
        return nav.address("site:sign-out")

    @property
    def posts_url(self) -> str:
        """The page where a person chooses the post to act in."""
        return nav.address("site:posts")

    @property
    def security_url(self) -> str:
        return nav.address("site:security")

    @property
    def today(self) -> str:
        """11月23日（周一） · 工作日"""
        if self._ctx is None:
            return ""
        return " · ".join(part for part in (formats.zh_date(self._ctx.today), self.facts.day_state) if part)

    @property
    def is_demo(self) -> bool:
        return bool(getattr(settings, "TUOYU_DEMO", False))

    @property
    def name(self) -> str:
        return self._ctx.actor.name if self._ctx else ""

    @property
    def is_signed_in(self) -> bool:
        return bool(self._ctx and self._ctx.actor.user_id)

    @cached_property
    def posts(self) -> tuple[PostLine, ...]:
        matrix = role_matrix() if self._ctx and self._ctx.actor.posts else None
        if matrix is None or self._ctx is None:
            return ()
        return tuple(
            PostLine(post.post_id, post.unit_name, matrix.label(post.role), bool(post.delegated_from))
            for post in self._ctx.actor.posts
        )

    @property
    def post_line(self) -> str:
        """The post acted in, for the user menu: 区卫生健康局 · 经办人"""
        return f"{self.posts[0].unit} · {self.posts[0].role}" if self.posts else "没有有效岗位"

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """The modes of drawing chosen by cookie; anything unknown in it is ignored."""
        chosen = self._request.COOKIES.get(MODE_COOKIE, "").split("+")
        return tuple(str(mode) for mode in Mode if str(mode) in chosen)


@cache
def _version() -> str:
    return version("tuoyu")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request)}
