"""``tuoyu items``: the library as a department reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tuoyu.entrypoints.cli.main import main
from tuoyu.foundation.policy.paths import policy_dir


def rows(told: str) -> list[list[str]]:
    return [line.split("\t") for line in told.splitlines()]


def test_a_department_lists_what_it_owns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items", "list", "--department", "消防", "--on", "2026-11-26"]) == 0
    head, *lines = rows(capsys.readouterr().out)
    assert head[2] == "主管部门"
    assert len(lines) > 10
    assert {line[2] for line in lines} == {"消防"}
    assert all(len(line) == len(head) for line in lines)
    assert len({line[0] for line in lines}) == len(lines)


def test_a_home_is_asked_less_than_a_centre(capsys: pytest.CaptureFixture[str]) -> None:
    asked = {}
    for form in ("home", "centre"):
        assert main(["items", "list", "--form", form, "--on", "2026-11-26"]) == 0
        asked[form] = {line[0] for line in rows(capsys.readouterr().out)[1:]}
    assert "REG-020" in asked["home"] - asked["centre"]
    assert len(asked["home"]) < len(asked["centre"])


def test_before_its_day_an_item_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items", "list", "--form", "home", "--on", "2023-10-15"]) == 0
    assert "REG-020" not in capsys.readouterr().out


def test_what_is_not_verified_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items", "list", "--domain", "medicine", "--on", "2026-11-26"]) == 0
    assert "待核实" in capsys.readouterr().out


def test_the_shipped_library_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items", "check"]) == 0
    assert "没有问题" in capsys.readouterr().err


def test_a_fault_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(policy_dir(), folder)
    table = folder / "tables" / "inspection" / "fire.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("FIRE-001,消防,", "FIRE-001,消防|公安,"), encoding="utf-8"
    )
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(folder))
    assert main(["items", "check"]) == 1
    assert "FIRE-001：有两个以上的主管部门" in capsys.readouterr().out
    table.write_text("code\n", encoding="utf-8")
    # Another folder, because a library is read once.
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(folder.rename(tmp_path / "again")))
    assert main(["items", "list"]) == 1
    assert "没有这一列" in capsys.readouterr().err
