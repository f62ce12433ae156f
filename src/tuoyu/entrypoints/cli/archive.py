"""The backup file: one tar.gz with the database, the files, the keys and the anchors, and a manifest of digests."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

MANIFEST = "manifest.json"
DATABASE = "database"
# What an installation cannot be brought back without, besides the database.
FILES, ANCHORS = "files", "anchors"
FOLDERS = (FILES, ANCHORS)
SINGLE_FILES = ("secret_key", "keys.json")


class ArchiveWrong(Exception):
    """The archive is incomplete or was altered; the sentence names the member."""


def write_archive(target: Path, data_dir: Path, database: dict[str, Any], stamp: str) -> dict[str, str]:
    """Write the archive beside ``target`` and move it there when it is whole. Returns member → SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    with tempfile.TemporaryDirectory() as folder:
        # In this order, because the house stays open: no anchor may be younger than the database, no file older.
        early, dump = Path(folder) / "early", Path(folder) / DATABASE
        if (data_dir / ANCHORS).exists():
            shutil.copytree(data_dir / ANCHORS, early / ANCHORS)
        dump_database(database, dump)
        digests: dict[str, str] = {}
        # Keys and personal data lie in it: nobody else on the machine may read it, not even while it is written.
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        with tarfile.open(partial, "w:gz", compresslevel=6) as archive:
            for path, name in [(dump, DATABASE), *_members(early, ANCHORS), *_members(data_dir, FILES)]:
                archive.add(path, name, recursive=False)
                digests[name] = file_digest(path)
            manifest = {"made_at": stamp, "engine": database["ENGINE"], "sha256": digests}
            _add_text(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    partial.replace(target)
    return digests


def read_archive(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into an empty folder and hold every member against the manifest. Raises ``ArchiveWrong``."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            # A backup holds plain files and folders alone. Links are how an archive writes outside of its folder, and the filter of
            # Python before 3.11.13 lets some pass.
            if strange := next(
                (member.name for member in archive if not (member.isreg() or member.isdir())), ""
            ):
                raise ArchiveWrong(f"备份里的“{strange}”不是普通文件，可能被人动过手脚，没有恢复。")
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ArchiveWrong(f"“{source.name}”不是完整的备份文件（{error}）。") from error
    manifest = _read_manifest(source, folder / MANIFEST)
    digests: dict[str, str] = manifest["sha256"]
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if added := sorted(found - set(digests)):
        raise ArchiveWrong(f"备份里的“{added[0]}”不在清单里，是后来加进去的，不能恢复。请换一份备份。")
    for name, digest in digests.items():
        if name not in found or file_digest(folder / name) != digest:
            raise ArchiveWrong(f"备份里的“{name}”缺失或被改动，不能恢复。请换一份备份。")
    return manifest


def _read_manifest(source: Path, path: Path) -> dict[str, Any]:
    if not path.exists():
        raise ArchiveWrong(f"“{source.name}”里没有清单 {MANIFEST}，不是本系统的备份。")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        is_sound = isinstance(manifest["sha256"], dict) and isinstance(manifest["made_at"], str)
    except (ValueError, KeyError, TypeError):
        is_sound = False
    if not is_sound:
        raise ArchiveWrong(f"备份里的清单 {MANIFEST} 被改动，不能恢复。请换一份备份。")
    return dict(manifest)


def dump_database(database: dict[str, Any], target: Path) -> None:
    """A consistent copy while the system runs: SQLite's online backup, or ``pg_dump`` in its custom format."""
    if database["ENGINE"].endswith("sqlite3"):
        with sqlite3.connect(database["NAME"]) as live, sqlite3.connect(target) as copy:
            live.backup(copy)
        return
    command = ["pg_dump", "--format=custom", f"--file={target}", f"--dbname={_dsn(database)}"]
    subprocess.run(command, check=True, env=_environment(database))


def load_database(database: dict[str, Any], source: Path) -> None:
    """Put the copy in the place of the database. Nobody may be using it."""
    if database["ENGINE"].endswith("sqlite3"):
        with sqlite3.connect(source) as copy, sqlite3.connect(database["NAME"]) as live:
            copy.backup(live)
        return
    command = [
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={_dsn(database)}",
    ]
    subprocess.run([*command, str(source)], check=True, env=_environment(database))


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _members(root: Path, folder: str) -> Iterator[tuple[Path, str]]:
    """What a folder under ``root`` holds, and the single files beside it."""
    for name in SINGLE_FILES:
        if (root / name).exists():
            yield root / name, name
    for path in sorted((root / folder).rglob("*")):
        if path.is_file():
            yield path, str(path.relative_to(root))


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode("utf-8")
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _dsn(database: dict[str, Any]) -> str:
    """Without the password, which would stand in the list of processes; ``_environment`` carries it."""
    place = {"host": database["HOST"] or "localhost", "port": database["PORT"], **database["OPTIONS"]}
    query = urlencode({name: value for name, value in place.items() if value})
    return f"postgresql://{quote(database['USER'], safe='')}@/{quote(database['NAME'], safe='')}?{query}"


def _environment(database: dict[str, Any]) -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else dict(os.environ)
