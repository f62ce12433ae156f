"""A parameter of the law and its dated values: frozen, typed, each value with its source."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tuoyu.foundation.policy.shapes import Record, Shape, Typed
from tuoyu.foundation.policy.words import UNVERIFIED, Confidence


@dataclass(frozen=True, slots=True)
class Source:
    """Which paper says so: title with document number, article, and an address where one is known."""

    title: str
    article: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.title} {self.article}"


@dataclass(frozen=True, slots=True)
class Value:
    """What one area lays down for a period. ``until`` is inclusive; ``None`` means until something new comes."""

    key: str
    area: str
    since: date
    until: date | None
    value: Typed
    shape: Shape
    source: Source
    confidence: Confidence
    note: str
    file: str
    fingerprint: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", self._fingerprint())

    @property
    def is_unverified(self) -> bool:
        """Screens mark such a value 待核实."""
        return self.confidence in UNVERIFIED

    @property
    def shown(self) -> str:
        """The value as a person reads it, with its unit."""
        return self.shape.show(self.value)

    def speaks_on(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def plain(self) -> Any:
        """The value in JSON's own types: decimals and dates as text."""
        return _plain(self.value)

    def _fingerprint(self) -> str:
        # Neither the end date nor the web address takes part: a later law ends this value, a link dies,
        # and yet the decisions made under the value were made under this very value.
        facts = [
            self.key,
            self.area,
            _plain(self.since),
            self.plain(),
            self.source.title,
            self.source.article,
        ]
        return digest(json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number of the law: its shape, the modules that read it, and all its values."""

    key: str
    label: str
    shape: Shape
    read_by: tuple[str, ...]
    description: str
    file: str
    values: tuple[Value, ...] = ()

    @property
    def unit(self) -> str:
        return self.shape.unit


def digest(text: str) -> str:
    """A stable name for a text, 47 characters; the algorithm is part of it, 160 of its bits are kept."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def _plain(value: Typed) -> Any:
    if isinstance(value, Record):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
