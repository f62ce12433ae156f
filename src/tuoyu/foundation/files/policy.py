"""Typed view of the parameters of files: how large, of which types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class FileType:
    """``extension`` without the dot, in lower case."""

    extension: str
    media_type: str
    label: str


@dataclass(frozen=True, slots=True)
class FilesPolicy:
    max_megabytes: int
    allowed_types: tuple[FileType, ...]
    # What is taken beside them where the file is a photo: kept as it is, though few browsers draw it.
    photo_types: tuple[FileType, ...]

    @property
    def max_bytes(self) -> int:
        return self.max_megabytes * 1024 * 1024


def files_policy_at(on: date, area: str) -> FilesPolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where a value is missing."""
    policy = current()
    return FilesPolicy(
        max_megabytes=policy.integer("files.max_megabytes", on, area),
        allowed_types=_types("files.allowed_types", on, area),
        photo_types=_types("files.photo_types", on, area),
    )


def _types(key: str, on: date, area: str) -> tuple[FileType, ...]:
    rows = current().rows(key, on, area)
    return tuple(FileType(row.text("extension"), row.text("media_type"), row.text("label")) for row in rows)
