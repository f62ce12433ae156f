"""``tuoyu incidents``: the check of the tree, and the page that a phone keeps."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tuoyu.entrypoints.cli.main import main
from tuoyu.foundation.policy.paths import policy_dir


def test_the_tree_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["incidents", "check"]) == 0
    assert "都对得上" in capsys.readouterr().err


def test_a_broken_tree_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(policy_dir(), tmp_path / "policy")
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(tmp_path / "policy"))
    tree = tmp_path / "policy" / "tables" / "incidents" / "tree.yaml"
    sound = tree.read_text(encoding="utf-8")
    tree.write_text(sound.replace("next: medicine_grave", "next: medicine_light"), encoding="utf-8")
    from tuoyu.operations.supervision import tree_files

    tree_files._tree_at.cache_clear()
    assert main(["incidents", "check"]) == 1
    assert "medicine_grave：没有一条路走到这里" in capsys.readouterr().out
    tree.write_text(sound.replace("kind: death", "kind: war"), encoding="utf-8")
    tree_files._tree_at.cache_clear()
    assert main(["incidents", "check"]) == 1
    assert "war" in capsys.readouterr().err


def test_the_page_is_written_whole_and_without_a_framework() -> None:
    program = """
import sys
from tuoyu.entrypoints.cli.main import main
code = main(["incidents", "page", "--area", "330302"])
heavy = {"django", "numpy", "polars", "ninja"} & set(sys.modules)
sys.exit(f"loaded {heavy}" if heavy else code)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
    page = ended.stdout.decode("utf-8")
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "tel:120" in page
