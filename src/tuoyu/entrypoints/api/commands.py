"""What is asked of tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IssueToken:
    """``scopes`` are codes of actions; ``days`` how long the token lives."""

    name: str
    post_id: int
    scopes: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class RevokeToken:
    token_id: int
