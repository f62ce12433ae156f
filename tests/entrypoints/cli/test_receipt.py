"""``tuoyu receipt``, as a shell sees it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.foundation.vault.statement_world import ISSUER, World
from tuoyu.entrypoints.cli.main import main
from tuoyu.foundation.vault.provider import ED25519, SM2, SoftwareProvider

WORLD = World()
ON = ("--on", "2026-11-25")


@dataclass
class Told:
    code: int
    out: str
    err: str


Tell = Callable[..., Told]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tell:
    """Runs the command in an installation that published the keys of the invented issuer."""
    monkeypatch.setenv("TUOYU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TUOYU_PUBLIC_KEYS", str(tmp_path / "public_keys.json"))
    (tmp_path / "public_keys.json").write_text(json.dumps(WORLD.keys, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "revoked.txt").write_text(WORLD.list, encoding="ascii")

    def run(*argv: object, stdin: str = "") -> Told:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(["receipt", *map(str, argv)])
        return Told(code, *capsys.readouterr())

    return run


def test_a_valid_receipt_with_its_facts(tell: Tell, tmp_path: Path) -> None:
    told = tell("verify", "-", *ON, "--revoked", tmp_path / "revoked.txt", stdin=WORLD.receipt())
    assert (told.code, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[0] == "有效"
    for line in (
        "托育机构备案回执",
        "备案编号：9901012026000017",
        "班型与托位：乳儿班 10；托小班 30；托大班 40",
    ):
        assert line in lines
    assert lines[-1] == "撤销名单截至：2026-11-24"


@pytest.mark.parametrize(
    "what", ["expired", "revoked", "not yet", "other content", "stranger", "zero signature", "cut"]
)
def test_each_state_on_the_first_line(tell: Tell, tmp_path: Path, what: str) -> None:
    words = {
        "expired": "已过有效期",
        "revoked": "已撤销",
        "not yet": "尚未生效",
        "other content": "内容被改动",
        "stranger": "密钥未知",
        "zero signature": "伪造",
        "cut": "不是完整的凭证",
    }
    token = dict(WORLD.cases())[what]
    told = tell("verify", "-", *ON, "--revoked", tmp_path / "revoked.txt", stdin=f"回执 {token}")
    assert (told.code, told.out.splitlines()[0], told.err) == (1, words[what], "")


def test_a_file_without_any_statement(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("没有", encoding="utf-8")
    told = tell("verify", tmp_path / "a.txt", *ON)
    assert (told.code, told.out.splitlines()[0]) == (1, "不是完整的凭证")


def test_of_several_the_worst_comes_first(tell: Tell) -> None:
    cases = dict(WORLD.cases())
    told = tell("verify", "-", *ON, stdin=f"{cases['valid']}\n{cases['expired']}\n")
    assert (told.code, told.out.splitlines()[0]) == (1, "已过有效期")
    assert "\n\n有效\n" in told.out


def test_a_fact_cannot_write_a_line_of_its_own(tell: Tell) -> None:
    told = tell("verify", "-", *ON, stdin=WORLD.receipt(name="甲\n备案编号：1", number="2"))
    assert "机构名称：甲\\n备案编号：1" in told.out.splitlines()


def test_a_list_that_is_not_genuine_stops_the_check(tell: Tell, tmp_path: Path) -> None:
    forged = WORLD.issue("revocations", {"as_of": "2026-11-25", "revoked": {}}, signer="stranger-1-cccc")
    (tmp_path / "forged.txt").write_text(forged, encoding="ascii")
    told = tell("verify", "-", *ON, "--revoked", tmp_path / "forged.txt", stdin=WORLD.receipt())
    assert (told.code, told.out) == (1, "")
    assert "不能用（伪造）" in told.err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": 1}', "\x00", "[" * 50_000])
def test_a_key_file_that_is_none_is_named(tell: Tell, tmp_path: Path, content: str) -> None:
    (tmp_path / "k.json").write_text(content, encoding="utf-8")
    told = tell("verify", "-", "--keys", tmp_path / "k.json", stdin=WORLD.receipt())
    assert (told.code, told.out) == (1, "")
    assert "k.json" in told.err


def test_missing_files_are_named(tell: Tell, tmp_path: Path) -> None:
    assert "none.json" in tell("verify", "-", "--keys", tmp_path / "none.json").err
    told = tell("verify", tmp_path / "none.pdf")
    assert told.code == 1
    assert "none.pdf" in told.err


@pytest.mark.parametrize(
    "argv",
    [[], ["verify"], ["verify", "-", "--on", "yesterday"], ["keys"], ["forge"], ["verify", "-", "--nothing"]],
)
def test_wrong_usage(tell: Tell, argv: list[str]) -> None:
    told = tell(*argv)
    assert (told.code, told.out) == (2, "")
    assert "tuoyu receipt" in told.err


def test_the_keys_of_the_installation_are_printed_and_no_secret(tell: Tell, tmp_path: Path) -> None:
    assert tell("keys", "--issuer", ISSUER).code == 1
    assert not (tmp_path / "data").exists()
    software = SoftwareProvider(tmp_path / "data" / "keys.json")
    software.active_signing_key("receipt", SM2)
    software.active_signing_key("audit", ED25519)
    told = tell("keys", "--issuer", ISSUER)
    published = json.loads(told.out)
    assert (told.code, published["issuer"]) == (0, ISSUER)
    assert [(key["id"].split("-")[0], key["from"], key["to"]) for key in published["keys"]] == [
        ("receipt", None, None)
    ]
    stored = json.loads((tmp_path / "data" / "keys.json").read_text())["signing"]
    assert all(entry["key"] not in told.out for ring in stored.values() for entry in ring["keys"].values())
    assert tell("keys", "--issuer", ISSUER, "--purpose", "audit").code == 1


def test_a_key_is_renewed_from_a_day(tell: Tell, tmp_path: Path) -> None:
    software = SoftwareProvider(tmp_path / "data" / "keys.json")
    old = software.active_signing_key("receipt", SM2)
    assert tell("renew", "draw").code == 1
    told = tell("renew", "receipt", "--on", "2026-12-01")
    assert told.code == 0
    keys = json.loads(tell("keys", "--issuer", ISSUER).out)["keys"]
    assert [(key["from"], key["to"]) for key in keys] == [(None, "2026-12-01"), ("2026-12-01", None)]
    assert keys[0]["id"] == old
    assert keys[1]["id"] in told.out


def test_loads_no_framework() -> None:
    line = "import sys, tuoyu.entrypoints.cli.receipt; print([m for m in ('django', 'pypdf', 'polars') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
