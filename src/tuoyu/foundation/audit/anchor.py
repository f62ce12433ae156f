"""Where the heads go outside: a port. A file on another disk today; mail or another unit's API by one more adapter.

An anchor protects only if whoever can change the database cannot change it: mount the folder append-only, or on
another machine (docs/security.md). An anchor may be told the same head twice; it never forgets one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

FILE_NAME = "heads.jsonl"


class Anchor(Protocol):
    def publish(self, line: str) -> None:
        """Keep one head (a JSON line) outside. Raises ``OSError`` when it could not be kept."""

    def lines(self) -> list[str]:
        """All heads kept so far, oldest first."""


class FileAnchor:
    """Appends to ``heads.jsonl`` in a folder; the line is on the disk when ``publish`` returns."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def publish(self, line: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)
        try:
            # A line torn by a power cut must not swallow the next one.
            start = "\n" if _is_torn(descriptor) else ""
            os.write(descriptor, f"{start}{line}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lines(self) -> list[str]:
        if not self.path.exists():
            return []
        return self.path.read_text(encoding="utf-8", errors="replace").splitlines()


class NullAnchor:
    """No outside: truncation cannot be found, and every report says so."""

    def publish(self, line: str) -> None:
        """Keep nothing."""

    def lines(self) -> list[str]:
        return []


class RecordingAnchor:
    """The twin for tests."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def publish(self, line: str) -> None:
        self.kept.append(line)

    def lines(self) -> list[str]:
        return list(self.kept)


def anchor_for(data_dir: Path) -> Anchor:
    """The anchor of this installation: folder ``TUOYU_ANCHOR_DIR`` ("none" for no anchor), else in the data folder."""
    named = os.environ.get("TUOYU_ANCHOR_DIR", "")
    if named == "none":
        return NullAnchor()
    return FileAnchor(Path(named) if named else data_dir / "anchors")


def _is_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
