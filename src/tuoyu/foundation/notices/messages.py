"""What crosses a port, and how it may go wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """``key`` is the same when a message is sent again, for providers that can tell. ``mobile`` is empty for groups."""

    key: str
    text: str
    mobile: str = ""

    def __repr__(self) -> str:
        return f"Message({self.key!r})"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side said when it took the message."""

    text: str


class ChannelTroubleError(Exception):
    """The message was not taken; the sentence says why. ``is_final``: trying again will not help."""

    def __init__(self, sentence: str, *, is_final: bool = False) -> None:
        self.is_final = is_final
        super().__init__(sentence)
