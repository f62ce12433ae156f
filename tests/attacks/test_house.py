"""The house as its machine sees it: who may read what it writes, what it says of itself, whose database it opens."""

from __future__ import annotations

import os
import stat
import tarfile
from pathlib import Path

import pytest
from django.test import Client

from tuoyu.entrypoints.api.schemas import ReportIn, ReportQuery
from tuoyu.entrypoints.cli import demo
from tuoyu.entrypoints.cli.archive import ArchiveWrong, read_archive, write_archive
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import download_headers
from tuoyu.foundation.room.environment import data_dir, sqlite


@pytest.fixture
def _open_handed() -> object:
    """The mask most machines have: what is made is readable by all, unless the house says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_open_handed")
def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUOYU_DATA_DIR", str(tmp_path / "data"))
    assert mode(data_dir()) == 0o700


@pytest.mark.usefixtures("_open_handed")
@pytest.mark.parametrize("left_over", [False, True])
def test_a_backup_with_keys_is_readable_by_its_owner_alone(tmp_path: Path, left_over: bool) -> None:
    data, target = tmp_path / "data", tmp_path / "backup.tar.gz"
    data.mkdir()
    (data / "keys.json").write_text("{}", encoding="ascii")
    if left_over:
        (tmp_path / ".backup.tar.gz.partial").write_text("", encoding="ascii")
    write_archive(target, data, sqlite(str(data / "tuoyu.sqlite3")), "2026-11-23")
    assert mode(target) == 0o600
    with tarfile.open(target) as archive:
        assert "keys.json" in archive.getnames()


def test_a_demonstration_never_opens_a_configured_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its folder may be empty while the database of the installation is not."""
    monkeypatch.setenv("TUOYU_DATA_DIR", str(tmp_path / "empty"))
    monkeypatch.setenv("TUOYU_DATABASE_URL", "postgresql://tuoyu@127.0.0.1/tuoyu")
    assert demo.run(["--prepare-only"]) == 1
    assert "TUOYU_DATABASE_URL" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/", "/api/docs", "/api/v1/plan", "/static/none.css"])
def test_no_answer_may_stand_in_a_frame(path: str) -> None:
    response = Client().get(path)
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_page_from_outside_is_handed_over_as_text() -> None:
    stored = StoredFile(name="佐证.html", size=3, media_type="text/html")
    for is_inline in (False, True):
        headers = download_headers(stored, is_inline=is_inline)
        assert headers["Content-Type"] == "text/plain"
        assert headers["Content-Disposition"].startswith("attachment")
        assert headers["Content-Disposition"].endswith(".html.txt")


@pytest.mark.parametrize("month", ["0000-01", "0001-13", "2026-00", "２０２６-01"])
def test_a_month_that_no_calendar_has_is_refused(month: str) -> None:
    with pytest.raises(ValueError, match="month"):
        ReportQuery.model_validate({"month": month})
    with pytest.raises(ValueError, match="month"):
        ReportIn.model_validate({"task_no": 1, "month": month, "summary": "进展"})


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_backup_with_a_link_is_not_unpacked(tmp_path: Path, kind: bytes) -> None:
    target = tmp_path / "backup.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        strange = tarfile.TarInfo("files/ab")
        strange.type, strange.linkname = kind, "database"
        archive.addfile(strange)
    with pytest.raises(ArchiveWrong, match="不是普通文件"):
        read_archive(target, tmp_path / "unpacked")
    assert not (tmp_path / "unpacked").exists()
