"""``tuoyu doctor``: every line says what stands, and what to do where something does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typst

from tests.entrypoints.conftest import Tuoyu
from tuoyu.entrypoints.cli.doctor import Finding, check_fonts
from tuoyu.foundation.papers import fonts


@pytest.fixture
def folder(demonstration: Path, tmp_path: Path) -> Path:
    shutil.copytree(demonstration, tmp_path / "demo", ignore=shutil.ignore_patterns("static"))
    return tmp_path / "demo"


def test_doctor_finds_a_sound_installation(folder: Path, tuoyu: Tuoyu) -> None:
    found = tuoyu(folder, "doctor")
    assert found.returncode == 0, found.stdout
    for name in (
        "Python",
        "数据库",
        "政策参数",
        "节假日安排",
        "磁盘空间",
        "公文字体",
        "密钥 secret_key",
        "后台任务",
    ):
        assert f" {name}：" in found.stdout
    # Nobody is working in the background, and that is a warning, no fault.
    assert "! 后台任务：没有在运行的后台进程" in found.stdout


def test_doctor_names_keys_that_others_may_read(folder: Path, tuoyu: Tuoyu) -> None:
    (folder / "secret_key").chmod(0o644)
    found = tuoyu(folder, "doctor")
    assert found.returncode == 1
    assert "✗ 密钥 secret_key：权限是 644，应为 600" in found.stdout


def test_doctor_names_a_database_that_is_behind(tuoyu: Tuoyu, tmp_path: Path) -> None:
    found = tuoyu(tmp_path, "doctor")
    assert found.returncode == 1
    assert "tuoyu manage migrate" in found.stdout
    assert "Traceback" not in found.stderr


def test_doctor_names_a_database_that_does_not_answer(folder: Path, tuoyu: Tuoyu) -> None:
    found = tuoyu(folder, "doctor", TUOYU_DATABASE_URL="postgresql://nobody:x@127.0.0.1:1/none")
    assert found.returncode == 1
    assert "请检查 TUOYU_DATABASE_URL" in found.stdout
    assert "Traceback" not in found.stderr


def test_doctor_names_the_fonts_of_papers_or_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)

    def said(present: list[str]) -> Finding:
        monkeypatch.setattr(
            fonts, "find_fonts", lambda: fonts.FoundFonts(nothing, fonts.chosen_families(present))
        )
        [finding] = check_fonts()
        return finding

    bare = said(["DejaVu Sans"])
    assert bare.is_ok is None
    assert "fonts-noto-cjk" in bare.sentence
    free = said(["Noto Serif CJK SC"])
    assert free.is_ok
    assert free.sentence.startswith("正文用 Noto Serif CJK SC，标题用 Noto Serif CJK SC；公文规范要求仿宋")
    assert said(["FangSong", "FZXiaoBiaoSong-B05S"]).sentence == "正文用 FangSong，标题用 FZXiaoBiaoSong-B05S"


def test_doctor_takes_no_arguments(folder: Path, tuoyu: Tuoyu) -> None:
    assert tuoyu(folder, "doctor", "now").returncode == 2
