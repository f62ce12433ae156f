"""``tuoyu backup`` and ``tuoyu restore``: an installation comes back whole, or not at all."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.entrypoints.conftest import Tuoyu

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def archive(demonstration: Path, tuoyu: Tuoyu, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backup") / "tuoyu.tar.gz"
    done = tuoyu(demonstration, "backup", target)
    assert done.returncode == 0, done.stderr
    assert "已备份到" in done.stdout
    return target


def counted(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "tuoyu.sqlite3") as database:
        tables = ("audit_entry", "coordination_report", "people_user", "files_storedfile")
        return [database.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]


def opened(archive: Path) -> Members:
    with tarfile.open(archive, "r:gz") as source:
        return {
            member.name: file.read()
            for member in source.getmembers()
            if (file := source.extractfile(member)) is not None
        }


def closed(members: Members, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target


def test_backup_is_readable_by_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    manifest = json.loads(opened(archive)["manifest.json"])
    assert set(manifest["sha256"]) == set(opened(archive)) - {"manifest.json"}
    assert "database" in manifest["sha256"]


def test_restore_brings_everything_back(
    demonstration: Path, archive: Path, tuoyu: Tuoyu, tmp_path: Path
) -> None:
    done = tuoyu(tmp_path / "new", "restore", archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert counted(tmp_path / "new") == counted(demonstration)
    files = {
        path.relative_to(demonstration) for path in (demonstration / "files").rglob("*") if path.is_file()
    }
    assert files
    assert all((tmp_path / "new" / path).exists() for path in files)
    # And what came back works: the journal is verified, the keys fit.
    assert tuoyu(tmp_path / "new", "doctor").returncode == 0


def test_restore_does_not_overwrite_unless_told(archive: Path, tuoyu: Tuoyu, tmp_path: Path) -> None:
    assert tuoyu(tmp_path, "restore", archive).returncode == 0
    refused = tuoyu(tmp_path, "restore", archive)
    assert refused.returncode == 1
    assert "加 --force" in refused.stderr
    assert tuoyu(tmp_path, "restore", archive, "--force").returncode == 0


def _alter_database(members: Members) -> None:
    members["database"] = members["database"][:-1] + b"X"


def _drop_member(members: Members) -> None:
    del members[next(name for name in members if name.startswith("files/"))]


def _forget_manifest(members: Members) -> None:
    del members["manifest.json"]


def _spoil_manifest(members: Members) -> None:
    members["manifest.json"] = b"{"


def _add_member(members: Members) -> None:
    members["files/ab/added"] = b"not in the manifest"


def _climb_out(members: Members) -> None:
    members["../escaped"] = b"outside"


@pytest.mark.parametrize(
    "alter", [_alter_database, _drop_member, _forget_manifest, _spoil_manifest, _add_member, _climb_out]
)
def test_restore_refuses_an_altered_archive_and_writes_nothing(
    archive: Path, tuoyu: Tuoyu, tmp_path: Path, alter: Callable[[Members], None]
) -> None:
    members = opened(archive)
    alter(members)
    folder = tmp_path / "new"
    refused = tuoyu(folder, "restore", closed(members, tmp_path / "altered.tar.gz"))
    assert refused.returncode == 1, refused.stdout
    assert "没有恢复成功" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (folder / "tuoyu.sqlite3").exists()
    assert not (folder / "files").exists()
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00broken"])
def test_restore_refuses_what_is_no_archive(tuoyu: Tuoyu, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tar.gz").write_bytes(content)
    refused = tuoyu(tmp_path / "new", "restore", tmp_path / "x.tar.gz")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert tuoyu(tmp_path / "new", "restore", tmp_path / "missing.tar.gz").returncode == 1


def test_backup_into_a_folder_that_cannot_be_written_says_so(
    demonstration: Path, tuoyu: Tuoyu, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    failed = tuoyu(demonstration, "backup", tmp_path / "file" / "x.tar.gz")
    assert failed.returncode == 1
    assert "没有备份成功" in failed.stderr
