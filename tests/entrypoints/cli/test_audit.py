from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.foundation.audit.journals import a_journal, framed, written
from tuoyu.entrypoints.cli.audit import run
from tuoyu.foundation.audit.services import journal
from tuoyu.kernel.context import Ctx

BODY = a_journal()


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A sound export and its anchors."""
    export, anchors = tmp_path / "export.jsonl", tmp_path / "heads.jsonl"
    export.write_text("\n".join(written(framed(BODY))), encoding="utf-8")
    anchors.write_text(
        "\n".join(written([line for line in BODY if line["kind"] == "head"])), encoding="utf-8"
    )
    return str(export), str(anchors)


def test_verify_a_file(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--file", files[0], "--anchors", files[1]]) == 0
    shown = capsys.readouterr().out
    for part in ("日志 34 条，固证 5 批", "链尾：第 34 条", "最近一次系统外留底：第 5 批", "核验通过"):
        assert part in shown
    assert run(["verify", "--file", files[0]]) == 0
    assert "没有提供系统外的留底" in capsys.readouterr().out


def test_verify_finds_a_truncated_file(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[0]).write_text("\n".join(written(framed(BODY[:8]))), encoding="utf-8")
    assert run(["verify", "--file", files[0], "--anchors", files[1]]) == 1
    assert "末尾被截掉了" in capsys.readouterr().out


def test_files_that_cannot_be_used_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--file", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl”不能读写" in capsys.readouterr().err
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    assert run(["verify", "--file", str(tmp_path / "picture.png")]) == 1
    assert "不是日志导出文件" in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv", [[], ["prove"], ["verify", "--file"], ["verify", "--anchors", "x"], ["export"]]
)
def test_a_wrong_command_gets_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(argv) == 2
    assert "用法" in capsys.readouterr().err


@pytest.mark.django_db
def test_seal_export_and_verify_the_live_journal(
    system_ctx: Ctx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUOYU_ANCHOR_DIR", str(tmp_path / "outside"))
    journal(system_ctx, "tests.thing.change")
    assert run(["verify"]) == 1
    assert "一直没有固证" in capsys.readouterr().out
    assert run(["seal"]) == 0
    assert run(["verify"]) == 0
    export, anchors = str(tmp_path / "export.jsonl"), str(tmp_path / "outside" / "heads.jsonl")
    assert run(["export", export]) == 0
    assert run(["verify", "--file", export, "--anchors", anchors]) == 0
    assert run(["export", str(tmp_path / "no" / "such" / "folder.jsonl")]) == 1


def test_verifying_a_file_loads_no_framework(files: tuple[str, str]) -> None:
    script = (
        "import sys; from tuoyu.entrypoints.cli.audit import run; code = run(sys.argv[1:]);"
        "sys.exit(9 if 'django' in sys.modules else code)"
    )
    command = [sys.executable, "-c", script, "verify", "--file", files[0], "--anchors", files[1]]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
