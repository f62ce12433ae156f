"""The backup file: whole or refused, and no part of it younger than what it has to fit."""

from __future__ import annotations

import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tuoyu.entrypoints.cli import archive
from tuoyu.entrypoints.cli.archive import ArchiveWrong, load_database, read_archive, write_archive
from tuoyu.foundation.room.environment import postgresql, sqlite

STAMP = "2026-11-23T09:50:00+00:00"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A data folder with a database of one row, a file, an anchor and keys."""
    folder = tmp_path / "data"
    for name, text in (("files/ab/cd", "文件"), ("anchors/heads.jsonl", "第一批\n"), ("keys.json", "{}")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with sqlite3.connect(folder / "tuoyu.sqlite3") as live:
        live.execute("CREATE TABLE thing (name TEXT)")
        live.execute("INSERT INTO thing VALUES ('䶮')")
    return folder


def database(house: Path) -> dict[str, Any]:
    return sqlite(str(house / "tuoyu.sqlite3"))


def test_what_was_written_is_read_back(house: Path, tmp_path: Path) -> None:
    digests = write_archive(tmp_path / "backup.tar.gz", house, database(house), STAMP)
    assert set(digests) == {"database", "files/ab/cd", "anchors/heads.jsonl", "keys.json"}
    unpacked = tmp_path / "unpacked"
    assert read_archive(tmp_path / "backup.tar.gz", unpacked)["made_at"] == STAMP
    load_database(sqlite(str(tmp_path / "new.sqlite3")), unpacked / "database")
    with sqlite3.connect(tmp_path / "new.sqlite3") as new:
        assert new.execute("SELECT name FROM thing").fetchall() == [("䶮",)]


def test_no_anchor_is_younger_than_the_database(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is sealed while the backup runs: a head that the dump does not know would look like a truncation."""
    dump = archive.dump_database

    def dump_while_sealing(live: dict[str, Any], target: Path) -> None:
        dump(live, target)
        (house / "anchors/heads.jsonl").write_text("第一批\n第二批\n", encoding="utf-8")

    monkeypatch.setattr(archive, "dump_database", dump_while_sealing)
    write_archive(tmp_path / "backup.tar.gz", house, database(house), STAMP)
    read_archive(tmp_path / "backup.tar.gz", tmp_path / "unpacked")
    assert (tmp_path / "unpacked/anchors/heads.jsonl").read_text(encoding="utf-8") == "第一批\n"


@pytest.mark.parametrize("cut", [10, 0.5, 0.9])
def test_a_broken_archive_is_refused(house: Path, tmp_path: Path, cut: float) -> None:
    path = tmp_path / "backup.tar.gz"
    write_archive(path, house, database(house), STAMP)
    content = path.read_bytes()
    path.write_bytes(content[: int(cut * len(content)) if cut < 1 else int(cut)])
    with pytest.raises(ArchiveWrong):
        read_archive(path, tmp_path / "unpacked")


def test_an_altered_member_is_refused(house: Path, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    write_archive(path, house, database(house), STAMP)
    unpacked = tmp_path / "altered"
    read_archive(path, unpacked)
    (unpacked / "keys.json").write_text('{"other": 1}', encoding="utf-8")
    with tarfile.open(path, "w:gz") as altered:
        altered.add(unpacked, ".")
    with pytest.raises(ArchiveWrong, match=r"keys\.json"):
        read_archive(path, tmp_path / "unpacked")


@pytest.mark.parametrize(
    ("url", "dsn"),
    [
        ("postgresql://tuoyu:p%40ss@db:5433/live", "postgresql://tuoyu@/live?host=db&port=5433"),
        (
            "postgresql://tuoyu@/live?host=/run/postgresql",
            "postgresql://tuoyu@/live?host=%2Frun%2Fpostgresql",
        ),
        (
            "postgresql://a@/live?host=d1,d2&sslmode=require",
            "postgresql://a@/live?host=d1%2Cd2&sslmode=require",
        ),
    ],
)
def test_the_server_is_named_without_the_password(url: str, dsn: str) -> None:
    """What stands on a command line is read by everybody on the machine."""
    settings = postgresql(url)
    assert archive._dsn(settings) == dsn
    assert archive._environment(settings).get("PGPASSWORD", "") == settings["PASSWORD"]
