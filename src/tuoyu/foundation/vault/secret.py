"""A personal value on its way through the program: it shows its mask, and opens only when asked to. Pure.

``str()``, ``format()``, templates and logs get the mask; ``repr()`` (tracebacks) gets nothing at all; JSON and pickle
refuse. A value from the database is not even decrypted until somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from tuoyu.foundation.vault.masks import masked

DAMAGED = "〔密文无法打开〕"


class Unreadable(Exception):
    """A stored value does not open: moved from another row or column, altered, or its key is not at hand."""


class Secret:
    """A sensitive text. ``stored`` is its form in the database when it came from there, else empty."""

    __slots__ = ("_opener", "_plain", "place", "stored")

    def __init__(
        self, plain: str | None, *, stored: str = "", place: str = "", opener: Callable[[], str] | None = None
    ) -> None:
        if not isinstance(plain, str) and opener is None:
            raise TypeError("a Secret wants a text, or something that opens it")
        self._plain = plain
        self._opener = opener
        self.stored = stored
        self.place = place

    @classmethod
    def of(cls, value: str | Secret) -> Secret:
        return value if isinstance(value, Secret) else cls(value)

    def reveal(self) -> str:
        """The whole value. Whoever calls this journals it. Raises ``Unreadable``."""
        if self._plain is None and self._opener is not None:
            self._plain = self._opener()
        return self._plain or ""

    def __str__(self) -> str:
        try:
            return masked(self.reveal())
        except Unreadable:
            # A list with one damaged row must still open; the damage is shown in its place, ``reveal`` tells why.
            return DAMAGED

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __bool__(self) -> bool:
        return bool(self.stored) or bool(self._plain)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Secret):
            return (bool(self.stored) and self.stored == other.stored) or self.reveal() == other.reveal()
        if isinstance(other, str):
            return self.reveal() == other if other else not self
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> Secret:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a Secret is not pickled: it must not rest in a cache, a session or a job")
