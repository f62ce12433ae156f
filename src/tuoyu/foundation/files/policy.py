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

    @property
    def max_bytes(self) -> int:
        return self.max_megabytes * 1024 * 1024


def files_policy_at(on: date, area: str) -> FilesPolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where a value is missing."""
    policy = current()
    return FilesPolicy(
        max_megabytes=policy.integer("files.max_megabytes", on, area),
        allowed_types=tuple(
            FileType(row.text("extension"), row.text("media_type"), row.text("label"))
            for row in policy.rows("files.allowed_types", on, area)
        ),
    )
