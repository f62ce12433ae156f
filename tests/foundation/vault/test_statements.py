"""Signed statements: every state, told rightly under mutation, silent under hostility."""

from __future__ import annotations

import json
import zlib
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foundation.vault.statement_world import ALPHABET, ISSUER, RECEIPT, TODAY, World
from tuoyu.foundation.vault import sm2_signing
from tuoyu.foundation.vault.provider import SoftwareProvider
from tuoyu.foundation.vault.statements import (
    NotAStatement,
    State,
    fact_lines,
    issue_statement,
    judge,
    published_keys,
    read,
)
from tuoyu.foundation.vault.statements.tokens import MOST_CONTENT, digest_of, encoded, message_of

EXPECTED = {
    "valid": State.VALID,
    "valid, no end": State.VALID,
    "valid, old key": State.VALID,
    "last day": State.VALID,
    "expired": State.EXPIRED,
    "revoked": State.REVOKED,
    "revoked and expired": State.REVOKED,
    "not yet": State.NOT_YET,
    "other content": State.ALTERED,
    "other signature": State.FORGED,
    "stranger under our name": State.FORGED,
    "stranger": State.UNKNOWN_KEY,
    "after its term": State.FORGED,
    "before its term": State.FORGED,
    "other kind": State.VALID,
    "the list itself": State.VALID,
    "braces in a fact": State.VALID,
    "long, much repeated": State.VALID,
    "hardly packed": State.VALID,
    "cut": State.UNREADABLE,
    "nothing": State.UNREADABLE,
    "zero signature": State.FORGED,
}
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_every_state(world: World) -> None:
    cases = dict(world.cases())
    assert cases.keys() == EXPECTED.keys()
    found = {what: judge(token, world.keys, world.list, TODAY) for what, token in cases.items()}
    assert {what: judgement.state for what, judgement in found.items()} == EXPECTED
    for what, judgement in found.items():
        assert judgement.sentence, what
        assert judgement.next_step, what
        genuine = judgement.state in {State.VALID, State.EXPIRED, State.REVOKED, State.NOT_YET}
        assert (judgement.statement is not None) is genuine, f"{what}: only what is genuine is shown"
    assert "机构终止服务" in found["revoked"].sentence
    assert found["after its term"].reason == "out_of_term"


def test_a_receipt_fits_a_qr_code_and_comes_back_whole(world: World) -> None:
    token = world.receipt()
    assert len(token) < 900
    assert read(token).content == RECEIPT
    labels = [label for label, _ in fact_lines("filing.receipt", RECEIPT)]
    assert labels[:3] == ["备案编号", "机构名称", "统一社会信用代码"]
    assert dict(fact_lines("filing.receipt", RECEIPT))["班型与托位"] == "乳儿班 10；托小班 30；托大班 40"


def test_without_a_genuine_list_it_says_that_revocation_was_not_checked(world: World) -> None:
    token = world.receipt(number="9901012026000011")
    forged = world.issue("revocations", {"as_of": "2026-11-25", "revoked": {}}, signer="stranger-1-cccc")
    no_list = world.receipt()
    for revocations, state in (
        (None, None),
        (forged, State.FORGED),
        (no_list, State.UNREADABLE),
        ("x", State.UNREADABLE),
    ):
        judgement = judge(token, world.keys, revocations, TODAY)
        assert (judgement.state, judgement.reason) == (State.VALID, "valid_unlisted")
        assert (judgement.as_of, judgement.list_state) == ("", state)
        assert "没有核对" in judgement.sentence


def test_a_revocation_counts_from_its_day(world: World) -> None:
    token = world.receipt(number="9901012026000011")
    assert judge(token, world.keys, world.list, date(2026, 11, 19)).state is State.VALID
    assert judge(token, world.keys, world.list, date(2026, 11, 20)).state is State.REVOKED


def test_a_list_with_an_entry_out_of_form_is_not_used(world: World) -> None:
    for entry in ("2026-11-20", {"on": "2026-11-20"}, {"on": "昨天", "reason": ""}):
        broken = world.issue("revocations", {"as_of": "2026-11-24", "revoked": {"1": entry}})
        assert judge(world.receipt(), world.keys, broken, TODAY).list_state is State.UNREADABLE


def told_apart(token: str, at: int, mark: str) -> State:
    """What a token with ``mark`` instead of the character at ``at`` must be judged."""
    starts = [index for index, each in enumerate(token) if each == "."]
    if at <= starts[0] or at in starts or mark not in ALPHABET:
        return State.UNREADABLE
    if at < starts[1]:
        return State.ALTERED
    return State.UNKNOWN_KEY if starts[2] < at < starts[3] else State.FORGED


@pytest.mark.parametrize("shift", [1, 2, 32, 33])
def test_every_character_changed_is_told_rightly(world: World, shift: int) -> None:
    """Each position of a valid token, four other characters each: about 2,500 mutants, none of them valid."""
    token = world.receipt()
    for at, old in enumerate(token):
        mark = ALPHABET[(ALPHABET.find(old) + shift) % 64]
        mutant = token[:at] + mark + token[at + 1 :]
        assert judge(mutant, world.keys, world.list, TODAY).state is told_apart(token, at, mark), (at, mark)


@pytest.mark.parametrize("turn", [0, 3])
def test_flipped_bits_are_told_rightly(world: World, turn: int) -> None:
    token = world.receipt()
    for at, old in enumerate(token):
        mark = chr(ord(old) ^ 1 << (at + turn) % 7)
        mutant = token[:at] + mark + token[at + 1 :]
        assert judge(mutant, world.keys, world.list, TODAY).state is told_apart(token, at, mark), (at, mark)


def test_cut_doubled_moved_and_padded_is_never_valid(world: World) -> None:
    token = world.receipt()
    for at in range(len(token)):
        for mutant in (
            token[:at],
            token[at + 1 :],
            token[:at] + token[at] + token[at:],
            token[:at] + " " + token[at:],
        ):
            assert judge(mutant, world.keys, None, TODAY).state is not State.VALID
    for mutant in (
        token + "=",
        token + "\n",
        " " + token,
        token.lower(),
        token + "." + token,
        token.replace("T", "Ｔ", 1),
    ):
        assert judge(mutant, world.keys, None, TODAY).state is State.UNREADABLE


def test_another_packing_of_the_same_content_is_altered(world: World) -> None:
    """Deflate knows many spellings of a content; the one that was signed counts."""
    _, payload, digest, key_id, signature = world.receipt().split(".")
    plain = json.dumps({"content": RECEIPT, "kind": "filing.receipt"}, ensure_ascii=False).encode()
    packer = zlib.compressobj(0, zlib.DEFLATED, -15)
    other = encoded(packer.compress(plain) + packer.flush())
    assert other != payload
    token = ".".join(("TY1", other, digest, key_id, signature))
    assert judge(token, world.keys, None, TODAY).state is State.ALTERED


@settings(max_examples=150, deadline=None)
@given(
    token=st.text(max_size=80) | st.from_regex(r"TY1\.[A-Za-z0-9_-]{1,9}\.[A-Za-z0-9_-]{43}\.[a-z]{1,3}\.[A-Za-z0-9_-]{86}", fullmatch=True),
    keys=json_like | st.fixed_dictionaries({"issuer": json_like, "keys": st.lists(json_like)}),
    revocations=st.none() | st.text(max_size=30),
)  # fmt: skip
def test_hostile_input_is_judged_and_never_raises(token: str, keys: Any, revocations: str | None) -> None:
    assert judge(token, keys, revocations, TODAY).state in {State.UNREADABLE, State.UNKNOWN_KEY}


@settings(max_examples=100, deadline=None)
@given(payload=st.binary(max_size=200), content=json_like)
def test_whatever_a_key_of_ours_signed_is_judged_without_raising(
    world: World, payload: bytes, content: Any
) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(json.dumps(content).encode()) + packer.flush()
    for raw in (payload, packed):
        assert judge(signed(world, raw), world.keys, signed(world, raw), TODAY).state is State.UNREADABLE


def signed(world: World, raw: bytes) -> str:
    text, key_id = encoded(raw), "receipt-2-bbbb"
    signature = sm2_signing.sign(world.private[key_id], message_of(key_id, digest_of(text)))
    return f"TY1.{text}.{digest_of(text)}.{key_id}.{encoded(signature)}"


def packed_bytes(plain: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(plain) + packer.flush()


def test_a_bomb_is_not_unpacked(world: World) -> None:
    bomb = packed_bytes(b'{"content":{"issued_on":"2026-01-01","x":"' + b"0" * (64 * MOST_CONTENT))
    assert len(bomb) < 100_000
    token = signed(world, bomb)
    with pytest.raises(NotAStatement, match="too large"):
        read(token)
    assert judge(token, world.keys, None, TODAY).state is State.UNREADABLE


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"kind":"x","content":{}}',
        b'{"kind":1,"content":{"issued_on":"2026-06-01"}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01"},"more":1}',
        b'{"kind":"x","content":{"issued_on":"2026-6-1"}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","valid_until":"never"}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","number":7}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","n":1.5}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","n":NaN}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","n":null}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","n":9007199254740993}}',
        b'{"kind":"x","content":{"issued_on":"2026-06-01","n":[[[[[[[1]]]]]]]}}',
    ],
)  # fmt: skip
def test_what_is_signed_and_no_statement_is_unreadable(world: World, plain: bytes) -> None:
    assert judge(signed(world, packed_bytes(plain)), world.keys, None, TODAY).state is State.UNREADABLE


def test_what_follows_the_packed_content_is_refused(world: World) -> None:
    token = signed(world, packed_bytes(b'{"content":{"issued_on":"2026-06-01"},"kind":"x"}') + b"more")
    assert judge(token, world.keys, None, TODAY).state is State.UNREADABLE


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"issued_on": "2026-02-30"},
        {"issued_on": "25.11.2026"},
        {"issued_on": date(2026, 1, 1)},
        {"issued_on": "2026-01-01", "n": 1.5},
        {"issued_on": "2026-01-01", "n": None},
        {"issued_on": "2026-01-01", "n": True},
        {"issued_on": "2026-01-01", "n": 2**53},
        {"issued_on": "2026-01-01", "number": 17},
        {"issued_on": "2026-01-01", "valid_until": "长期"},
        {"issued_on": "2026-01-01", "n": "\ud800"},
        {"issued_on": "2026-01-01", "n": [[[[[[[[1]]]]]]]]},
    ],
)
def test_what_cannot_be_carried_is_not_signed(world: World, content: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        world.issue("filing.receipt", content)


def test_the_installation_issues_and_publishes(software: SoftwareProvider) -> None:
    token = issue_statement("receipt", "filing.receipt", RECEIPT)
    keys = published_keys(ISSUER, ["receipt", "draw"])
    assert [key["id"].split("-")[0] for key in keys["keys"]] == ["receipt", "draw"]
    assert json.loads(json.dumps(keys)) == keys
    assert judge(token, keys, None, TODAY).is_valid
    assert "material" not in json.dumps(keys)
    private = json.loads(Path(software.keyring._path).read_text())["signing"]["receipt"]["keys"]
    assert all(entry["key"] not in json.dumps(keys) for entry in private.values())


def test_after_a_renewal_old_receipts_stay_valid_and_the_old_key_signs_nothing_new(
    software: SoftwareProvider,
) -> None:
    from tuoyu.foundation.vault.provider import SM2
    from tuoyu.foundation.vault.statements import issue

    before = issue_statement("receipt", "filing.receipt", RECEIPT)
    old = software.active_signing_key("receipt", SM2)
    software.renew_signing("receipt", SM2, date(2026, 6, 1))
    after = issue_statement("receipt", "filing.receipt", {**RECEIPT, "issued_on": "2026-06-01"})
    stolen = issue("filing.receipt", {**RECEIPT, "issued_on": "2026-06-02"}, old, partial(software.sign, old))
    keys = published_keys(ISSUER, ["receipt"])
    states = [judge(token, keys, None, TODAY).state for token in (before, after, stolen)]
    assert states == [State.VALID, State.VALID, State.FORGED]
