"""Who acts, when, in which request: handed to every service, query and rule that needs to know.

Only entry points and the worker build a ``Ctx``; nobody below looks at a clock or at a request.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tuoyu.kernel.words import LabelledEnum

CHINA = ZoneInfo("Asia/Shanghai")


class ActorKind(LabelledEnum):
    PERSON = "person", "人员"
    CLIENT = "client", "接口"
    JOB = "job", "后台任务"
    SYSTEM = "system", "系统"
    VISITOR = "visitor", "访客"


@dataclass(frozen=True, slots=True)
class PostRef:
    """A role held in a unit today. ``area`` is the division code of the unit; ``delegated_from`` a post id or 0."""

    post_id: int
    unit_id: int
    unit_name: str
    role: str
    area: str
    delegated_from: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    name: str
    user_id: int | None = None
    posts: tuple[PostRef, ...] = ()
    # Actions a token was narrowed to; empty means all that the posts allow.
    scopes: frozenset[str] = frozenset()

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(post.unit_id for post in self.posts)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.posts)


@dataclass(frozen=True, slots=True)
class Ctx:
    """``now`` is an aware moment; ``area`` the division the installation serves; ``purpose`` a stated reason to look."""

    actor: Actor
    now: datetime
    request_id: str
    area: str
    purpose: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("ctx.now must be an aware moment")

    @property
    def today(self) -> date:
        """The civil date in China, whatever zone ``now`` is written in."""
        return self.now.astimezone(CHINA).date()

    def for_purpose(self, purpose: str) -> Ctx:
        return replace(self, purpose=purpose)


VISITOR = Actor(ActorKind.VISITOR, "访客")
