from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tuoyu.foundation.audit import sealer
from tuoyu.foundation.audit.anchor import FileAnchor, RecordingAnchor
from tuoyu.foundation.audit.export import export, export_lines
from tuoyu.foundation.audit.models import Entry, Head
from tuoyu.foundation.audit.queries import journal_state
from tuoyu.foundation.audit.sealer import anchor_heads, seal
from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.audit.verifier.walk import Report, verify
from tuoyu.kernel.context import Ctx

VERB = "tests.thing.change"


@pytest.fixture(autouse=True)
def anchors(monkeypatch: pytest.MonkeyPatch) -> RecordingAnchor:
    recorder = RecordingAnchor()
    monkeypatch.setattr(sealer, "anchor_for", lambda _folder: recorder)
    monkeypatch.setattr(sealer, "BATCH", 10)
    return recorder


def write(ctx: Ctx, count: int) -> None:
    for number in range(count):
        journal(ctx, VERB, note=f"𬭼{number}")


def checked(ctx: Ctx, anchors: RecordingAnchor) -> Report:
    return verify(export_lines(ctx.now), anchors.lines())


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_seals_in_batches_and_anchors_each_head(system_ctx: Ctx, anchors: RecordingAnchor) -> None:
    write(system_ctx, 25)
    assert seal(system_ctx.now) == 25
    assert seal(system_ctx.now) == 0
    write(system_ctx, 3)
    assert seal(system_ctx.now + timedelta(minutes=1)) == 3
    report = checked(system_ctx, anchors)
    assert (report.problems, report.notices, report.entries, report.heads) == ([], [], 28, 4)
    assert [json.loads(line)["last_position"] for line in anchors.lines()] == [10, 20, 25, 28]
    positions = Entry.objects.unscoped("test").order_by("pk").values_list("position", flat=True)
    assert list(positions) == list(range(1, 29))


@pytest.mark.django_db
def test_a_row_that_commits_late_gets_a_late_place(system_ctx: Ctx, anchors: RecordingAnchor) -> None:
    write(system_ctx, 3)
    late = Entry.objects.unscoped("test").order_by("pk").first()
    assert late is not None
    values = {field.attname: getattr(late, field.attname) for field in Entry._meta.concrete_fields}
    sql("DELETE FROM audit_entry WHERE id = %s", late.pk)
    seal(system_ctx.now)
    Entry(**values).save(force_insert=True)
    seal(system_ctx.now)
    assert Entry.objects.unscoped("test").get(pk=late.pk).position == 3
    assert checked(system_ctx, anchors).is_sound


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET note = 'x' WHERE position = 7",
        "UPDATE audit_entry SET user_id = 99 WHERE position = 12",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE position = 12",
        "DELETE FROM audit_entry WHERE position = 7",
        "DELETE FROM audit_entry WHERE position > 10",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET position = NULL WHERE position = 25",
        "UPDATE audit_entry SET position = 0 WHERE position = 25",
        "UPDATE audit_entry SET position = 26 WHERE position = 25",
        "DELETE FROM audit_head WHERE number = 3",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET merkle_root = chain_digest WHERE number = 2",
        "UPDATE audit_head SET signature = '' WHERE number = 3",
    ],
)
def test_a_hand_in_the_database_is_seen(system_ctx: Ctx, anchors: RecordingAnchor, statement: str) -> None:
    write(system_ctx, 25)
    seal(system_ctx.now)
    sql(statement)
    assert checked(system_ctx, anchors).problems


@pytest.mark.django_db
def test_a_truncated_journal_that_goes_on_is_seen(system_ctx: Ctx, anchors: RecordingAnchor) -> None:
    write(system_ctx, 25)
    seal(system_ctx.now)
    sql("DELETE FROM audit_entry WHERE position > 10")
    sql("DELETE FROM audit_head WHERE number > 1")
    write(system_ctx, 30)
    seal(system_ctx.now)
    assert any(
        "整体重写" in problem or "不同的留底" in problem for problem in checked(system_ctx, anchors).problems
    )


@pytest.mark.django_db
def test_the_chain_goes_on_in_another_algorithm(
    system_ctx: Ctx, anchors: RecordingAnchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(system_ctx, 3)
    seal(system_ctx.now)
    monkeypatch.setenv("TUOYU_DIGEST", "sm3")
    write(system_ctx, 3)
    seal(system_ctx.now)
    assert set(Entry.objects.unscoped("test").values_list("algorithm", flat=True)) == {"sha256", "sm3"}
    assert checked(system_ctx, anchors).is_sound
    monkeypatch.setenv("TUOYU_DIGEST", "md5")
    write(system_ctx, 1)
    with pytest.raises(ValueError, match="只能是 sha256、sm3"):
        seal(system_ctx.now)


@pytest.mark.django_db
def test_an_anchor_out_of_reach_is_made_good_later(
    system_ctx: Ctx, anchors: RecordingAnchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(RecordingAnchor):
        def publish(self, line: str) -> None:
            raise OSError("away")

    write(system_ctx, 3)
    with monkeypatch.context() as patch:
        patch.setattr(sealer, "anchor_for", lambda _folder: Away())
        with pytest.raises(OSError, match="away"):
            seal(system_ctx.now)
    assert checked(system_ctx, anchors).entries == 3
    write(system_ctx, 12)
    seal(system_ctx.now)
    assert Head.objects.unscoped("test").filter(anchored_at__isnull=True).count() == 0
    assert checked(system_ctx, anchors).is_sound
    assert anchor_heads(system_ctx.now, anchors) == 0


@pytest.mark.django_db
def test_the_state_shows_the_gap_to_the_last_anchor(system_ctx: Ctx, anchors: RecordingAnchor) -> None:
    assert journal_state(system_ctx).gap_seconds == 0
    write(system_ctx, 5)
    seal(system_ctx.now)
    assert journal_state(system_ctx).gap_seconds == 0
    write(system_ctx, 2)
    later = Ctx(system_ctx.actor, system_ctx.now + timedelta(seconds=90), "r", system_ctx.area)
    state = journal_state(later)
    assert (state.sealed, state.unsealed, state.gap_seconds) == (5, 2, 90)
    Head.objects.unscoped("test").update(anchored_at=None)
    assert journal_state(later).gap_seconds == 90


@pytest.mark.django_db
def test_an_export_is_complete_or_absent(
    system_ctx: Ctx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anchors: RecordingAnchor
) -> None:
    write(system_ctx, 12)
    seal(system_ctx.now)
    write(system_ctx, 1)
    file = tmp_path / "export.jsonl"
    assert export(file, system_ctx.now) == 17
    with file.open(encoding="utf-8") as lines:
        report = verify(lines, anchors.lines())
    assert (report.is_sound, report.unsealed) == (True, 1)
    before = file.read_bytes()
    monkeypatch.setattr("tuoyu.foundation.audit.export.head_line", lambda _head: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(file, system_ctx.now)
    assert (file.read_bytes(), len(list(tmp_path.iterdir()))) == (before, 1)


def test_a_torn_line_does_not_swallow_the_next(tmp_path: Path) -> None:
    anchor = FileAnchor(tmp_path / "anchors")
    assert anchor.lines() == []
    anchor.publish('{"number":1}')
    with anchor.path.open("a") as file:
        file.write('{"num')
    anchor.publish('{"number":2}')
    assert anchor.lines() == ['{"number":1}', '{"num', '{"number":2}']


@pytest.mark.django_db(transaction=True)
def test_writers_and_two_sealers_at_once(system_ctx: Ctx, anchors: RecordingAnchor) -> None:
    """PostgreSQL: rows commit out of order while two sealers run; nothing is lost, doubled or out of chain."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; see the test with processes")
    is_over = threading.Event()

    def writer() -> None:
        for _ in range(15):
            with transaction.atomic():
                write(system_ctx, 4)
        connection.close()

    def sealing() -> None:
        while not is_over.is_set():
            seal(system_ctx.now)
        connection.close()

    writers = [threading.Thread(target=writer) for _ in range(4)]
    sealers = [threading.Thread(target=sealing) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    is_over.set()
    for thread in sealers:
        thread.join()
    seal(system_ctx.now)
    report = checked(system_ctx, anchors)
    assert (report.problems, report.entries, report.unsealed) == ([], 240, 0)
