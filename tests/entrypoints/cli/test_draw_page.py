"""``tuoyu draw page``: the checker on standard output, without a framework."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tuoyu.entrypoints.cli.main import main
from tuoyu.operations.supervision.checker.page import checker_page


def test_prints_the_page_in_utf_8() -> None:
    program = "import sys; from tuoyu.entrypoints.cli.main import main; sys.exit(main(['draw', 'page', '--title', '核对<2026>']))"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"}
    )
    assert (ended.returncode, ended.stdout.decode("utf-8")) == (0, checker_page("核对<2026>"))


def test_loads_no_framework() -> None:
    program = """
import sys
from tuoyu.entrypoints.cli.main import main
main(["draw", "page"])
heavy = {"django", "numpy", "polars", "ninja"} & set(sys.modules)
sys.exit(f"loaded {heavy}" if heavy else 0)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_explains_itself_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "page", "--help"]) == 0
    assert "离线核对抽取文件的网页" in capsys.readouterr().out
