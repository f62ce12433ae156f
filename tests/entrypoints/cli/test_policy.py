from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tuoyu.entrypoints.cli.policy import run

KEY = "deadlines.registration_push"
AT = ["--on", "2026-11-23", "--area", "330302"]


@pytest.fixture(autouse=True)
def _own_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUOYU_POLICY_DIR", "TUOYU_EXTRA_DISTRICTS", "TUOYU_DISTRICT"):
        monkeypatch.delenv(name, raising=False)


def test_show_says_value_source_and_who_spoke(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", KEY, *AT]) == 0
    shown = capsys.readouterr().out
    for part in (
        "5个工作日",
        "温鹿政办〔2020〕64号 三（五）20",
        "由区县 330302 规定",
        "自 2021-02-01 至 2031-01-31",
        "历次取值",
    ):
        assert part in shown
    assert "待核实" not in shown


def test_show_marks_what_is_not_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "people.idle_minutes", *AT]) == 0
    assert "取值：30分钟（待核实）" in capsys.readouterr().out


def test_show_json_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", KEY, *AT, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["key"], shown["area"], shown["is_unverified"]) == (KEY, "330302", False)
    assert (shown["value"]["length"], shown["value"]["unit"]) == (5, "working_days")
    assert shown["fingerprint"] == shown["history"][0]["fingerprint"]


def test_show_without_a_key_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{KEY}\t登记信息推送卫健部门\t时限" in lines
    assert run(["show", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(lines)


@pytest.mark.parametrize(
    ("argv", "code", "sentence"),
    [
        (["show", "no.such", *AT], 1, "没有名为 no.such 的政策参数"),
        (["show", KEY, "--on", "2019-01-01", "--area", "330302"], 1, "在 2019-01-01 对区划 330302 没有规定"),
        (["show", KEY, "--on", "2026-02-30"], 2, "“2026-02-30”不是日期"),
        (["show", KEY, "--area", "3303"], 2, "“3303”不是区划代码"),
        (["show", KEY, "--when", "now"], 2, "用法"),
        ([], 2, "用法"),
        (["check", "/nowhere"], 1, "目录“/nowhere”不存在"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], argv: list[str], code: int, sentence: str
) -> None:
    assert run(argv) == code
    output = capsys.readouterr()
    assert sentence in output.err
    assert output.out == ""


def test_check_prints_one_problem_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "policy"
    (folder / "base/parameters").mkdir(parents=True)
    (folder / "base/parameters/law.yaml").write_text(
        "parameters:\n  a.b: {label: 甲}\n  c.d: 5\n", encoding="utf-8"
    )
    assert run(["check", str(folder)]) == 1
    output = capsys.readouterr()
    assert sum(line.startswith("policy/base/parameters/law.yaml：") for line in output.out.splitlines()) == 2
    assert f"共 {len(output.out.splitlines())} 处问题" in output.err


def test_no_framework_is_loaded() -> None:
    program = "import sys; from tuoyu.entrypoints.cli.policy import run; run(['show']); sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
