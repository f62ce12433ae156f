"""``tuoyu plan``: JSON on stdout, sentences on stderr, never a stack trace."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tuoyu.entrypoints.cli.plan import run

CASES = Path(__file__).parents[2] / "registers" / "plans" / "cases"


def test_parse_prints_the_plan(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["parse", str(CASES / "02_labelled_lines.txt")]) == 0
    out, err = capsysbinary.readouterr()
    plan = json.loads(out)
    assert (plan["doc_no"], len(plan["tasks"])) == ("云政发〔2022〕8号", 4)
    assert err == b""


def test_a_text_without_tasks_is_no_error(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    for path in (tmp_path / "空.txt", CASES / "16_no_plan.txt"):
        assert run(["parse", str(path)]) == 0
        out, err = capsysbinary.readouterr()
        assert json.loads(out)["tasks"] == []
        assert "没有读出任务" in err.decode()


def test_standard_input(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    content = (CASES / "02_labelled_lines.txt").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run(["parse", "-"]) == 0
    assert len(json.loads(capsysbinary.readouterr().out)["tasks"]) == 4


def test_lint_lists_findings(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["lint", str(CASES / "14_only_responsible.txt")]) == 0
    assert "没有牵头单位" in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("argv", "code"), [([], 2), (["read", "x"], 2), (["parse", "没有这个文件.txt"], 1), (["parse", "."], 1)]
)
def test_mistakes_are_told_in_a_sentence(
    argv: list[str], code: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(argv) == code
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert "。" in err.decode() or "用法" in err.decode()


def test_no_framework_and_no_heavy_reader_is_loaded() -> None:
    code = (
        "import sys; from tuoyu.entrypoints.cli.plan import run; run(['parse', sys.argv[1]]);"
        "print([name for name in ('django', 'docx', 'pypdf', 'lxml', 'yaml', 'numpy') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(CASES / "02_labelled_lines.txt")], capture_output=True, check=True
    )
    assert done.stderr.decode().strip() == "[]"
