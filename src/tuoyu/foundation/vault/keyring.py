"""The key file: data keys by purpose, index keys by column, signing keys. Pure (files only, no framework).

Shape (JSON, mode 0600, kept apart from the database and from its backups)::

    {"version": 1,
     "data":    {purpose: {"active": key id, "keys": {key id: {"algorithm", "key"}}}},
     "signing": {purpose: {"active": key id, "keys": {key id: {"algorithm", "key", "since"?: day}}}},
     "index":   {column:  {"algorithm", "key"}}}

Keys are made on first use. Several processes may do so at once: a lock file serialises them, the file is re-read under
the lock and replaced as a whole, so a reader sees the old file or the new one, never half of it.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

FILE_MODE = 0o600


class KeyMissing(LookupError):
    """The key file does not hold the key that a value names."""


@dataclass(frozen=True, slots=True)
class Key:
    key_id: str
    algorithm: str
    material: bytes

    def __repr__(self) -> str:
        return f"Key({self.key_id}, {self.algorithm})"


def key_file(data_dir: Path) -> Path:
    """Where the keys are: ``TUOYU_KEYS_FILE``, else ``keys.json`` in the data folder."""
    named = os.environ.get("TUOYU_KEYS_FILE")
    return Path(named) if named else data_dir / "keys.json"


class Keyring:
    """Reads and extends one key file. ``make`` gives fresh key material for an algorithm."""

    def __init__(self, path: Path, make: Callable[[str], bytes]) -> None:
        self._path = path
        self._make = make
        self._stamp: tuple[int, int] | None = None
        self._content: dict[str, Any] = _empty()
        self._keys: dict[tuple[str, str], Key] = {}

    def active(self, section: str, purpose: str, algorithm: str) -> Key:
        """The key that new values of ``purpose`` are written with; made with ``algorithm`` when there is none."""
        ring = self._read()[section].get(purpose)
        if ring is None:
            ring = self._change(lambda content: self._first(content[section], purpose, algorithm))
        return self.key(section, ring["active"])

    def key(self, section: str, key_id: str) -> Key:
        """The key of that id. Raises ``KeyMissing``."""
        found = self._keys.get((section, key_id))
        if found is None:
            self._load()
            found = self._keys.get((section, key_id))
        if found is None:
            raise KeyMissing(
                f"密钥文件里没有编号为“{key_id}”的密钥（{self._path}）。请从密钥备份恢复该文件，不要新建。"
            )
        return found

    def index(self, column: str, algorithm: str) -> Key:
        """The blind-index key of a column: it never changes, or every index value would have to be made again."""
        entry = self._read()["index"].get(column)
        if entry is None:
            entry = self._change(lambda content: self._first_index(content["index"], column, algorithm))
        return _key(column, entry)

    def renew(self, section: str, purpose: str, algorithm: str, *, since: date | None = None) -> Key:
        """Add a key and make it active; older keys stay, to read what they wrote. ``since``: its first day."""

        def add(content: dict[str, Any]) -> dict[str, Any]:
            ring: dict[str, Any] = content[section].setdefault(purpose, {"active": "", "keys": {}})
            self._extend(ring, purpose, algorithm)
            if since is not None:
                ring["keys"][ring["active"]]["since"] = since.isoformat()
            return ring

        return self.key(section, self._change(add)["active"])

    def purposes(self, section: str) -> list[str]:
        """The purposes that have keys, sorted."""
        return sorted(self._read()[section])

    def terms(self, section: str, purpose: str) -> list[tuple[str, str, str]]:
        """(key id, first day, last day) of every key of ``purpose``, oldest first; an empty day is no bound.

        The first key has no first day: nothing was signed before it. A key ends on the day its successor begins.
        """
        keys = self._read()[section].get(purpose, {"keys": {}})["keys"]
        begins = [*((key_id, entry.get("since", "")) for key_id, entry in keys.items()), ("", "")]
        return [(key_id, since, following) for (key_id, since), (_, following) in pairwise(begins)]

    def _first(self, rings: dict[str, Any], purpose: str, algorithm: str) -> dict[str, Any]:
        if purpose in rings:  # Another process was quicker.
            return rings[purpose]  # type: ignore[no-any-return]
        rings[purpose] = {"active": "", "keys": {}}
        return self._extend(rings[purpose], purpose, algorithm)

    def _extend(self, ring: dict[str, Any], purpose: str, algorithm: str) -> dict[str, Any]:
        # The tail tells apart two first keys: where the key file was lost and made anew, old values name the lost one.
        key_id = f"{purpose}-{len(ring['keys']) + 1}-{secrets.token_hex(2)}"
        ring["keys"][key_id] = self._fresh(algorithm)
        ring["active"] = key_id
        return ring

    def _first_index(self, entries: dict[str, Any], column: str, algorithm: str) -> dict[str, Any]:
        return entries.setdefault(column, self._fresh(algorithm))  # type: ignore[no-any-return]

    def _fresh(self, algorithm: str) -> dict[str, str]:
        return {"algorithm": algorithm, "key": base64.b64encode(self._make(algorithm)).decode("ascii")}

    def _read(self) -> dict[str, Any]:
        # Another process may have renewed a key: from then on nothing new may be written with the old one.
        if self._stamp is None or self._stamp != self._stamp_on_disk():
            self._load()
        return self._content

    def _stamp_on_disk(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    def _load(self) -> None:
        stamp = self._stamp_on_disk()
        if stamp is None:
            return
        self._content = {**_empty(), **json.loads(self._path.read_text(encoding="utf-8"))}
        self._stamp = stamp
        self._keys = {
            (section, key_id): _key(key_id, entry)
            for section in ("data", "signing")
            for ring in self._content[section].values()
            for key_id, entry in ring["keys"].items()
        }

    def _change(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        with self._locked():
            self._load()
            result = change(self._content)
            self._write()
            self._load()
        return result

    def _write(self) -> None:
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._content, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(
            self._path.with_name(f"{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, FILE_MODE
        )
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _empty() -> dict[str, Any]:
    return {"version": 1, "data": {}, "signing": {}, "index": {}}


def _key(key_id: str, entry: dict[str, str]) -> Key:
    return Key(key_id, entry["algorithm"], base64.b64decode(entry["key"]))
