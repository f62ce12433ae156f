"""Rewriting the journal in the database itself, digests recomputed: whoever lacks the key of the house is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from tests.attacks.forger import rewrite_tail
from tuoyu.entrypoints.cli.audit import run
from tuoyu.foundation.audit.export import export as write_export
from tuoyu.foundation.audit.sealer import seal
from tuoyu.foundation.audit.services import journal
from tuoyu.kernel.context import Ctx

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings: LazySettings, tmp_path: Path, system_ctx: Ctx, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three sealed batches of four entries."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("tuoyu.entrypoints.cli.audit._open_house", lambda: system_ctx.now)
    for batch in range(3):
        for each in range(4):
            journal(system_ctx, "people.user.add", note=f"{batch}.{each}")
        seal(system_ctx.now)
    return tmp_path


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_journal_is_sound(house: Path) -> None:
    assert run(["verify"]) == 0


@pytest.mark.parametrize("column", ["actor_name", "verb", "note", "at", "object_id", "result", "purpose"])
@pytest.mark.parametrize("position", [1, 6, 12])
def test_a_changed_column_is_found(house: Path, position: int, column: str) -> None:
    value = "2021-01-01 00:00:00+00:00" if column == "at" else "x"
    sql(f"UPDATE audit_entry SET {column} = %s WHERE position = %s", value, position)
    assert run(["verify"]) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry WHERE position = 5",
        "DELETE FROM audit_entry WHERE position > 8",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head WHERE number = 3",
        "UPDATE audit_entry SET position = NULL WHERE position = 7",
        "UPDATE audit_entry SET position = 13 WHERE position = 12",
        "UPDATE audit_head SET anchored_at = NULL, merkle_root = chain_digest WHERE number = 2",
    ],
)
def test_removed_and_moved_rows_are_found(house: Path, statement: str) -> None:
    sql(statement)
    assert run(["verify"]) == 1


def test_an_emptied_journal_is_found(house: Path) -> None:
    sql("DELETE FROM audit_entry")
    sql("DELETE FROM audit_head")
    assert run(["verify"]) == 1


@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_tail_rewritten_and_signed_with_a_foreign_key_is_found(house: Path, first: int) -> None:
    rewrite_tail(first, note="没有这回事")
    assert run(["verify"]) == 1


@pytest.mark.parametrize("first", [1, 3])
def test_it_is_found_where_nothing_is_kept_outside(
    house: Path, first: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Found wanting: a head brings its own public key along, so a fresh key made every signature right."""
    monkeypatch.setenv("TUOYU_ANCHOR_DIR", "none")
    assert run(["verify"]) == 0
    rewrite_tail(first, note="没有这回事")
    assert run(["verify"]) == 1
    assert "别的密钥" in capsys.readouterr().out


def test_batches_after_the_last_anchor_cannot_be_signed_by_a_stranger(house: Path) -> None:
    """Between an act and its anchor lies up to a minute: in it, too, only the key of the house signs."""
    anchors = house / "anchors/heads.jsonl"
    kept = anchors.read_text(encoding="utf-8").splitlines()
    anchors.write_text("\n".join(kept[:2]) + "\n", encoding="utf-8")
    assert run(["verify"]) == 0
    rewrite_tail(3, note="没有这回事")
    assert run(["verify"]) == 1


def test_the_same_holds_for_an_exported_file(house: Path, tmp_path: Path, system_ctx: Ctx) -> None:
    anchors = house / "anchors/heads.jsonl"
    two = tmp_path / "two.jsonl"
    two.write_text("\n".join(anchors.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    rewrite_tail(3, note="没有这回事")
    export = tmp_path / "export.jsonl"
    write_export(export, system_ctx.now)
    assert run(["verify", "--file", str(export), "--anchors", str(two)]) == 1
