"""The worked example of docs/recipes/verify-a-receipt.md, recomputed without a line of ours (and once more with ours)."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from gmssl import sm3 as their_sm3
from gmssl.sm2 import CryptSM2, default_ecc_table

from tuoyu.foundation.vault.statements import State, judge

RECIPE = (Path(__file__).resolve().parents[3] / "docs/recipes/verify-a-receipt.md").read_text(
    encoding="utf-8"
)


def block(language: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)\n```", RECIPE, re.DOTALL)
    assert len(found) == 1, language
    return str(found[0])


def value(name: str) -> str:
    found = re.search(rf"\| {name} \| `([0-9a-f]+)` \|", RECIPE)
    assert found, name
    return found[1]


def sm3(data: bytes) -> str:
    return str(their_sm3.sm3_hash(list(data)))


def unbase(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


TOKEN, LIST, KEYS = block("token"), block("list"), json.loads(block("json"))


def test_every_value_of_the_example() -> None:
    name, payload, digest, key_id, signature = TOKEN.split(".")
    assert (name, key_id) == ("TY1", KEYS["keys"][0]["id"])
    assert zlib.decompress(unbase(payload), -15).decode() == block("payload")
    assert sm3(payload.encode()) == unbase(digest).hex() == value("digest")
    message = f"tuoyu.statement.1\n{key_id}\n{digest}".encode()
    assert message.hex() == value("message")
    public, curve = KEYS["keys"][0]["public"], default_ecc_table
    za = sm3(b"\x00\x80" + b"1234567812345678" + bytes.fromhex(curve["a"] + curve["b"] + curve["g"] + public))
    assert za == value("Z_A")
    assert sm3(bytes.fromhex(za) + message) == value("e")
    assert unbase(signature).hex() == value("r") + value("s")
    assert CryptSM2("", "04" + public).verify(value("r") + value("s"), bytes.fromhex(value("e")))


def changed(part: int) -> str:
    parts = TOKEN.split(".")
    parts[part] = ("A" if parts[part][0] != "A" else "B") + parts[part][1:]
    return ".".join(parts)


@pytest.mark.parametrize(
    ("token", "today", "state"),
    [
        (TOKEN, date(2026, 11, 25), State.VALID),
        (TOKEN, date(2026, 3, 1), State.NOT_YET),
        (TOKEN, date(2029, 3, 1), State.VALID),
        (TOKEN, date(2029, 3, 2), State.EXPIRED),
        (changed(1), date(2026, 11, 25), State.ALTERED),
        (changed(4), date(2026, 11, 25), State.FORGED),
    ],
)
def test_every_answer_of_the_example(token: str, today: date, state: State) -> None:
    judgement = judge(token, KEYS, LIST, today)
    assert (judgement.state, judgement.as_of) == (state, "2026-11-24")


def test_the_states_are_named_as_on_screen() -> None:
    labels: list[Any] = [state.label for state in State]
    assert [label for label in labels if label not in RECIPE] == []
