"""``tuoyu demo``: prepared once, quick the second time, and never over somebody's real data."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.entrypoints.conftest import Tuoyu


def test_demo_prepares_everything(demonstration: Path, tuoyu: Tuoyu) -> None:
    assert (demonstration / "tuoyu.sqlite3").stat().st_size > 100_000
    assert (demonstration / "static").is_dir()
    # Keys are readable by their owner alone.
    assert (demonstration / "secret_key").stat().st_mode & 0o077 == 0


def test_demo_keeps_its_data_the_second_time(demonstration: Path, tuoyu: Tuoyu, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(demonstration, folder)
    before = (folder / "tuoyu.sqlite3").read_bytes()
    again = tuoyu(folder, "demo", "--prepare-only")
    assert (again.returncode, again.stderr) == (0, "")
    assert "正在生成" not in again.stdout
    assert (folder / "tuoyu.sqlite3").read_bytes() == before


def test_demo_leaves_a_folder_of_others_alone(tuoyu: Tuoyu, tmp_path: Path) -> None:
    (tmp_path / "tuoyu.sqlite3").write_text("真实数据")
    for arguments in (("--prepare-only",), ("--prepare-only", "--reset")):
        refused = tuoyu(tmp_path, "demo", *arguments)
        assert refused.returncode == 1
        assert "不是演示用的数据" in refused.stderr
    assert (tmp_path / "tuoyu.sqlite3").read_text() == "真实数据"
