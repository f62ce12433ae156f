from __future__ import annotations

import errno
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.foundation.files.samples import PDF, PNG, TEXT
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.files import store
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import download_headers, open_file, store_file
from tuoyu.foundation.vault.classes import C1, C2, C3, DataClass
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def on_disk(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "content", [PDF, io.BytesIO(PDF), SimpleUploadedFile("x", PDF)], ids=["bytes", "stream", "upload"]
)
def test_store_file_keeps_the_bytes_under_their_digest(system_ctx: Ctx, root: Path, content: Any) -> None:
    stored = store_file(system_ctx, "../方案䶮.pdf", content, data_class=C1)
    assert (stored.name, stored.size, stored.media_type) == ("方案䶮.pdf", len(PDF), "application/pdf")
    assert on_disk(root) == [root / stored.digest[:2] / stored.digest[2:4] / stored.digest]
    with open_file(system_ctx, stored) as opened:
        assert opened.read() == PDF
    [entry] = Entry.objects.unscoped("test")
    assert (entry.verb, entry.object_title) == ("files.file.store", "方案䶮.pdf")


@pytest.mark.parametrize("data_class", [C2, C3])
def test_the_journal_does_not_repeat_the_name_of_a_personal_file(
    system_ctx: Ctx, root: Path, data_class: DataClass
) -> None:
    """People call the scan of a certificate after its holder; whoever reads the journal may not open it."""
    stored = store_file(system_ctx, "健康证-王小禾.pdf", PDF, data_class=data_class)
    [entry] = Entry.objects.unscoped("test")
    assert entry.object_title == f"文件 {stored.digest[:12]}"
    assert "王小禾" not in f"{entry.note}{entry.fields}"


def test_equal_content_lies_there_once_under_both_names(system_ctx: Ctx, root: Path) -> None:
    one = store_file(system_ctx, "一.pdf", PDF, data_class=C1)
    two = store_file(system_ctx, "二.pdf", PDF, data_class=C1)
    assert one.digest == two.digest
    assert one.pk != two.pk
    assert len(on_disk(root)) == 1


def test_refused_content_leaves_nothing(system_ctx: Ctx, root: Path) -> None:
    with pytest.raises(Refused) as refused:
        store_file(system_ctx, "方案.pdf", PNG, data_class=C1)
    assert refused.value.status == 422
    assert on_disk(root) == []
    assert StoredFile.objects.unscoped("test").count() == Entry.objects.unscoped("test").count() == 0


def test_a_stream_is_cut_off_at_the_limit(system_ctx: Ctx, root: Path) -> None:
    taken: list[int] = []

    class Endless:
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            while True:
                taken.append(1)
                yield bytes(1024 * 1024)

    with pytest.raises(Refused, match="超过 20 MB"):
        store_file(system_ctx, "大.pdf", Endless(), data_class=C1)
    assert len(taken) == 21
    assert on_disk(root) == []


def _full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil._ntuple_diskusage(100, 100, 0)  # type: ignore[attr-defined]
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _folder: usage)


def _full_at_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", fail)


@pytest.mark.parametrize("make_full", [_full_disk, _full_at_sync], ids=["before", "while writing"])
def test_a_full_disk_is_told_and_nothing_is_half_written(
    system_ctx: Ctx,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    make_full: Callable[[pytest.MonkeyPatch], None],
) -> None:
    kept = store_file(system_ctx, "一.pdf", PDF, data_class=C1)
    with monkeypatch.context() as patch:
        make_full(patch)
        with pytest.raises(Refused, match="存储空间不足") as refused:
            store_file(system_ctx, "台账.csv", TEXT, data_class=C1)
    assert refused.value.status == 409
    assert len(on_disk(root)) == 1
    assert open_file(system_ctx, kept).read() == PDF


def test_a_stream_that_breaks_leaves_nothing(system_ctx: Ctx, root: Path) -> None:
    class Broken:
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield PDF
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store_file(system_ctx, "方案.pdf", Broken(), data_class=C1)
    assert on_disk(root) == []


def test_altered_or_lost_bytes_are_not_handed_out(system_ctx: Ctx, root: Path) -> None:
    stored = store_file(system_ctx, "方案.pdf", PDF, data_class=C1)
    [path] = on_disk(root)
    path.write_bytes(PDF.replace(b"1.7", b"1.4"))
    with pytest.raises(Refused, match="丢失或被改动"):
        open_file(system_ctx, stored)
    again = store_file(system_ctx, "方案.pdf", PDF, data_class=C1)
    assert open_file(system_ctx, again).read() == open_file(system_ctx, stored).read() == PDF
    path.unlink()
    with pytest.raises(Refused):
        open_file(system_ctx, stored)


def test_personal_content_lies_encrypted_and_its_opening_is_journalled(system_ctx: Ctx, root: Path) -> None:
    stored = store_file(system_ctx, "名单.csv", TEXT, data_class=C3)
    [path] = on_disk(root)
    assert "五马街道".encode() not in path.read_bytes()
    assert path.name == f"{stored.digest}.child"
    assert open_file(system_ctx.for_purpose("核对名单"), stored).read() == TEXT
    last = Entry.objects.unscoped("test").order_by("-pk").first()
    assert last is not None
    assert (last.verb, last.purpose) == ("files.file.open", "核对名单")
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(bytes(sealed))
    with pytest.raises(Refused):
        open_file(system_ctx, stored)


def test_a_sealed_file_moved_under_another_digest_does_not_open(system_ctx: Ctx, root: Path) -> None:
    one = store_file(system_ctx, "一.csv", TEXT, data_class=C3)
    two = store_file(system_ctx, "二.csv", TEXT + b"more", data_class=C3)
    shutil.copyfile(store.path_of(root, one.digest, "child"), store.path_of(root, two.digest, "child"))
    with pytest.raises(Refused):
        open_file(system_ctx, two)


def test_a_record_falls_with_the_transaction_of_the_caller(system_ctx: Ctx) -> None:
    @transaction.atomic
    def fails_later() -> None:
        store_file(system_ctx, "方案.pdf", PDF, data_class=C1)
        raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fails_later()
    assert not StoredFile.objects.unscoped("test").exists()


def test_a_stored_file_is_neither_changed_nor_deleted(system_ctx: Ctx) -> None:
    stored = store_file(system_ctx, "方案.pdf", PDF, data_class=C1)
    with pytest.raises(TypeError):
        stored.save()
    with pytest.raises(TypeError):
        stored.delete()


def test_what_came_from_outside_is_handed_out_so_that_it_cannot_run(system_ctx: Ctx) -> None:
    stored = StoredFile(name='䶮";\r\nX: y.svg', size=3, media_type="image/svg+xml")
    headers = download_headers(stored, is_inline=True)
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E4%B6%AE%22%3B%0D%0AX%3A%20y.svg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    html = download_headers(StoredFile(name="a.html", size=3, media_type="text/html"), is_inline=True)
    assert html["Content-Disposition"].startswith("attachment")
    picture = StoredFile(name="a.png", size=3, media_type="image/png")
    assert download_headers(picture, is_inline=True)["Content-Disposition"].startswith("inline")
    assert download_headers(picture)["Content-Disposition"].startswith("attachment")
