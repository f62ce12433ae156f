"""A sheet lists its columns once; template, reading, dry run, export and data dictionary all follow from it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.words import ColumnKind

# (value, label): what is stored and what people write. Either is accepted when reading.
Choices: TypeAlias = tuple[tuple[str, str], ...]


class WrongValue(ValueError):
    """What a ``parse`` of a column raises: what is expected instead, without a full stop."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. ``key`` names the value in code, ``label`` heads the column, ``aliases`` are other heads people write.

    ``parse`` turns the text that passed ``kind`` into the value wanted (a month, a code) or raises ``WrongValue``.
    ``minimum``, ``maximum`` bound numbers; ``places`` bounds decimals; ``max_length`` bounds text.
    """

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    is_required: bool = False
    choices: Choices = ()
    help: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    max_length: int = 200
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 4
    parse: Callable[[Any], Any] | None = None

    @property
    def expected(self) -> str:
        """What belongs into the column, in words."""
        if self.kind is ColumnKind.CHOICE:
            return words.not_offered([label for _, label in self.choices])
        return words.EXPECTED.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``code`` is app.noun. ``identity`` are the keys that together name a row at its source; none: the whole row.

    ``passes_over_unknown``: columns nobody asked for are left unread (whole exports of other systems) and not refused.
    """

    code: str
    title: str
    columns: tuple[SheetColumn, ...]
    identity: tuple[str, ...] = ()
    most_rows: int = 5000
    passes_over_unknown: bool = False

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        heads = [head for column in self.columns for head in (column.label, *column.aliases)]
        if len(set(keys)) != len(keys) or len(set(heads)) != len(heads):
            raise ValueError(f"sheet {self.code}: a key or a head stands twice")
        if set(self.identity) - set(keys):
            raise ValueError(f"sheet {self.code}: identity names unknown keys")

    def column(self, key: str) -> SheetColumn:
        return next(column for column in self.columns if column.key == key)

    @property
    def labels(self) -> list[str]:
        return [column.label for column in self.columns]

    def dictionary(self) -> list[tuple[str, ...]]:
        """The data dictionary: one line a column, under ``words.DICTIONARY_HEAD``."""
        return [
            (
                column.label,
                column.kind.label,
                words.YES if column.is_required else words.NO,
                "、".join(label for _, label in column.choices),
                column.help or column.expected,
                column.example,
                column.key,
            )
            for column in self.columns
        ]


@dataclass(frozen=True, slots=True)
class RowError:
    """One cell that cannot be taken. ``column`` is its label, empty when the row as a whole is meant."""

    line: int
    column: str
    value: str
    expected: str

    @property
    def sentence(self) -> str:
        return words.row_sentence(self.line, self.column, self.value, self.expected)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that was read: its line in the file and its values by key (None where a cell is empty).

    ``cells`` are the texts as they stand in the file, by key, for handing the row back.
    """

    line: int
    values: Mapping[str, Any]
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a file holds, before anything is written. ``errors`` are sorted by line."""

    rows: tuple[SheetRow, ...]
    errors: tuple[RowError, ...] = ()
    name: str = field(default="")

    @property
    def is_ok(self) -> bool:
        return not self.errors
