"""``tuoyu draw verify``: what a citizen sees."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.operations.supervision.draws import sound_draw
from tuoyu.entrypoints.cli.main import main
from tuoyu.operations.supervision.rules.drawing.file import whole_digest, written


def test_a_sound_draw_is_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "draw.json"
    file.write_bytes(written(sound_draw(absent=("fire",))))
    assert main(["draw", "verify", str(file)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("抽取可以重复，结果属实。")
    assert "没有公开密数的部门：区消防救援大队" in told
    assert "✗" not in told


def test_a_forged_draw_is_named_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = sound_draw()
    document["result"].pop()
    document["digest"] = whole_digest(document)
    file = tmp_path / "draw.json"
    file.write_bytes(written(document))
    assert main(["draw", "verify", str(file)]) == 1
    told = capsys.readouterr().out
    assert told.startswith("这份抽取文件对不上。")
    assert "✗ 应当抽出" in told
    assert "请从公布的网址重新取文件" in told


def test_a_file_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written(sound_draw()))))
    assert main(["draw", "verify", "-"]) == 0
    assert "结果属实" in capsys.readouterr().out


def test_a_missing_file_and_a_missing_verb_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", "verify", str(tmp_path / "none.json")]) == 1
    assert "打不开" in capsys.readouterr().err
    assert main(["draw"]) == 2
