"""Every way of falsifying a journal that we could think of, thousands of times."""

from __future__ import annotations

import copy
import functools
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foundation.audit.journals import (
    FORGERS_KEY,
    MOMENT,
    OUR_KEY,
    Line,
    a_journal,
    entry,
    framed,
    sealed,
    written,
)
from tuoyu.foundation.audit.chain import ALGORITHMS, canonical_fast, chain_batch
from tuoyu.foundation.audit.verifier import walk
from tuoyu.foundation.audit.verifier.digests import ZERO, canonical, digest, entry_content, merkle_root
from tuoyu.foundation.audit.verifier.ed25519 import is_valid
from tuoyu.foundation.audit.verifier.walk import verify

BODY = a_journal()
ANCHORS = written([line for line in BODY if line["kind"] == "head"])
Tamper = Callable[[random.Random, list[Line]], list[Line]]


@pytest.fixture(autouse=True)
def _one_signature_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real check, remembered: most falsified journals end in the same head."""
    monkeypatch.setattr(walk, "is_valid", functools.cache(is_valid))


# --- falsifiers: each changes the body and leaves a proper header and end ------------------------------------------


def _entries(body: list[Line]) -> list[int]:
    return [at for at, line in enumerate(body) if line["kind"] == "entry"]


def _heads(body: list[Line]) -> list[int]:
    return [at for at, line in enumerate(body) if line["kind"] == "head"]


def _changed(dice: random.Random, line: Line, but: tuple[str, ...] = ("kind",)) -> None:
    key = dice.choice([key for key in line if key not in but])
    value = line[key]
    if isinstance(value, int):
        line[key] = value + dice.choice((-1, 1, 1000))
    elif value is None or value == "":
        line[key] = "x"
    else:
        at = dice.randrange(len(value))
        line[key] = value[:at] + chr((ord(value[at]) ^ 1) or 1) + value[at + 1 :]


def alter(dice: random.Random, body: list[Line]) -> list[Line]:
    _changed(dice, body[dice.choice(_entries(body))])
    return body


def alter_and_mend_digest(dice: random.Random, body: list[Line]) -> list[Line]:
    line = body[dice.choice(_entries(body))]
    _changed(dice, line, but=("kind", "entry_digest", "chain_digest", "algorithm"))
    line["entry_digest"] = digest("sha256", "entry", canonical(entry_content(line)))
    return body


def delete(dice: random.Random, body: list[Line]) -> list[Line]:
    del body[dice.choice(_entries(body))]
    return body


def delete_and_renumber(dice: random.Random, body: list[Line]) -> list[Line]:
    at = dice.choice(_entries(body)[:-1])
    del body[at]
    for line in body[at:]:
        if line["kind"] == "entry":
            line["position"] -= 1
    return body


def insert(dice: random.Random, body: list[Line]) -> list[Line]:
    at = dice.choice(_entries(body))
    body.insert(
        at, {**copy.deepcopy(body[at]), "note": "补记", "position": body[at]["position"] + dice.randrange(2)}
    )
    return body


def repeat(dice: random.Random, body: list[Line]) -> list[Line]:
    at = dice.randrange(len(body))
    body.insert(dice.randrange(len(body) + 1), copy.deepcopy(body[at]))
    return body


def reorder(dice: random.Random, body: list[Line]) -> list[Line]:
    one, two = dice.sample(range(len(body)), 2)
    body[one], body[two] = body[two], body[one]
    return body


def truncate(dice: random.Random, body: list[Line]) -> list[Line]:
    return body[: dice.randrange(len(body))]


def truncate_after_a_head(dice: random.Random, body: list[Line]) -> list[Line]:
    return body[: dice.choice(_heads(body)[:-1]) + 1]


def alter_head(dice: random.Random, body: list[Line]) -> list[Line]:
    _changed(dice, body[dice.choice(_heads(body))])
    return body


def delete_head(dice: random.Random, body: list[Line]) -> list[Line]:
    del body[dice.choice(_heads(body))]
    return body


def rewrite_tail(dice: random.Random, body: list[Line], key: object = None) -> list[Line]:
    """From some batch on: change, drop or add an entry, then compute every digest, root, link and signature anew."""
    batches: list[list[Line]] = [[]]
    for line in body:
        if line["kind"] == "head":
            batches.append([])
        else:
            batches[-1].append({k: v for k, v in line.items() if k not in {"entry_digest", "chain_digest"}})
    start = dice.randrange(len(batches) - 1)
    tail = [batch for batch in batches[start:] if batch]
    victim = dice.choice(tail)
    if dice.random() < 0.3 and len(victim) > 1:
        victim.pop(dice.randrange(len(victim)))
    elif dice.random() < 0.5:
        victim.append(entry(0, note="补记"))
    else:
        _changed(dice, dice.choice(victim), but=("kind", "position", "algorithm"))
    heads = [line for line in body if line["kind"] == "head"]
    kept = body[: _heads(body)[start - 1] + 1] if start else []
    position = heads[start - 1]["last_position"] if start else 0
    for line in (line for batch in tail for line in batch):
        position += 1
        line["position"] = position
    before = (heads[start - 1]["chain_digest"], heads[start - 1]) if start else (ZERO, None)
    return kept + sealed(tail, key or dice.choice((OUR_KEY, FORGERS_KEY)), before)  # type: ignore[arg-type]


def rewrite_tail_and_truncate(dice: random.Random, body: list[Line]) -> list[Line]:
    rewritten = rewrite_tail(dice, body)
    return rewritten[: dice.choice(_heads(rewritten)) + 1]


TAMPERS: tuple[Tamper, ...] = (
    *(alter, alter_and_mend_digest, delete, delete_and_renumber, insert, repeat, reorder, truncate),
    *(truncate_after_a_head, alter_head, delete_head, rewrite_tail, rewrite_tail_and_truncate),
)
TRIALS = 200


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
def test_every_falsification_is_found(tamper: Tamper) -> None:
    """13 ways × 200 = 2,600 falsified journals; each found."""
    dice = random.Random(tamper.__name__)
    missed = [trial for trial in range(TRIALS) if _is_missed(tamper(dice, copy.deepcopy(BODY)))]
    assert not missed


def _is_missed(body: list[Line]) -> bool:
    assert body != BODY
    return verify(written(framed(body)), ANCHORS).is_sound


def test_every_flipped_bit_of_the_file_is_found() -> None:
    """1,000 single bits anywhere after the header (its time of export is the exporter's word)."""
    dice = random.Random(1)
    lines = [line.encode("utf-8") for line in written(framed(BODY))]
    missed = []
    for _ in range(1_000):
        row = dice.randrange(1, len(lines))
        changed = bytearray(lines[row])
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        texts = [
            text.decode("utf-8", errors="replace")
            for text in (*lines[:row], bytes(changed), *lines[row + 1 :])
        ]
        if verify(texts, ANCHORS).is_sound:
            missed.append(bytes(changed))
    assert not missed


@pytest.mark.parametrize("tamper", [truncate_after_a_head, functools.partial(rewrite_tail, key=OUR_KEY)])
def test_without_anchors_truncation_and_rewriting_pass_and_the_report_says_so(tamper: Tamper) -> None:
    """Why the anchors exist: the chain alone is whole again."""
    report = verify(written(framed(tamper(random.Random(5), copy.deepcopy(BODY)))))
    assert report.is_sound
    assert "没有提供系统外的留底" in report.notices[0]


def test_a_sound_journal_is_sound() -> None:
    report = verify(written(framed(BODY)), ANCHORS)
    assert (report.problems, report.notices, report.entries, report.heads) == ([], [], 34, 5)
    assert report.last_anchor["number"] == 5


def test_one_alteration_is_told_once() -> None:
    body = copy.deepcopy(BODY)
    body[3]["note"] = "改"
    [problem] = verify(written(framed(body)), ANCHORS).problems
    assert problem.startswith("第 4 条日志（coordination.report.submit")
    assert "这条日志被改过" in problem


def test_algorithms_may_change_along_the_chain() -> None:
    body = a_journal((3, 4, 2), algorithm=lambda batch: ALGORITHMS[batch % 2])
    assert verify(written(framed(body))).is_sound
    body[4]["algorithm"] = "sha256"
    assert not verify(written(framed(body))).is_sound


def test_heads_after_the_last_anchor_are_named() -> None:
    report = verify(written(framed(BODY)), ANCHORS[:3])
    assert report.is_sound
    assert report.notices == ["第 4—5 批还没有系统外的留底。"]


@pytest.mark.parametrize(
    ("anchors", "is_sound"),
    [
        (ANCHORS + ANCHORS[2:4], True),
        ([*ANCHORS[:2], ANCHORS[2][:40], *ANCHORS[2:]], True),
        (ANCHORS[:2] + ANCHORS[3:], False),
        ([*ANCHORS, ANCHORS[0].replace("audit-1", "audit-2")], False),
        ([line.replace("audit-1", "audit-2") for line in ANCHORS], False),
    ],
    ids=["twice", "torn", "gap", "contradiction", "other key"],
)
def test_anchors_are_judged_too(anchors: list[str], is_sound: bool) -> None:
    assert verify(written(framed(BODY)), anchors).is_sound is is_sound


def test_an_entry_that_waits_too_long_for_its_seal_is_a_problem() -> None:
    def report(at: str) -> walk.Report:
        waiting = {**entry(0), "kind": "unsealed", "position": None, "at": at}
        return verify(written(framed([*BODY, waiting])), ANCHORS, unsealed_seconds=60)

    assert report(MOMENT).is_sound
    assert report("2021-06-15T09:29:30+08:00").unsealed == 1
    [problem] = report("2021-06-15T01:28:00+00:00").problems
    assert "一直没有固证，已过 120 秒" in problem


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"kind":"entry"}', '{"kind":"journal","kind":"end"}', "[" * 100_000]
)
def test_rubbish_is_told_line_by_line(text: str) -> None:
    report = verify([*written(framed(BODY))[:-1], text], ANCHORS)
    assert any("41 行" in problem for problem in report.problems)


def test_an_empty_file_is_not_a_sound_journal() -> None:
    assert verify([]).problems == ["文件没有结束行，后面的内容被截掉了。请重新导出。"]


# --- digests, chain, signatures ------------------------------------------------------------------------------------

VALUES = st.one_of(st.none(), st.integers(-(2**53), 2**53), st.text(st.characters(exclude_categories=["Cs"])))


@given(st.dictionaries(st.text(st.characters(codec="ascii"), min_size=1), VALUES))
def test_both_spellings_of_canonical_json_agree(content: dict[str, object]) -> None:
    assert canonical_fast(content) == canonical(content)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@settings(max_examples=20)
@given(contents=st.lists(st.binary(max_size=50), max_size=20))
def test_the_fast_chain_is_the_verifiers_chain(algorithm: str, contents: list[bytes]) -> None:
    chain, expected = ZERO, []
    for content in contents:
        own = digest(algorithm, "entry", content)
        chain = digest(algorithm, "chain", bytes.fromhex(chain), bytes.fromhex(own))
        expected.append((own, chain))
    assert chain_batch(algorithm, ZERO, contents) == expected


@given(st.lists(st.integers(0, 255), min_size=1, max_size=40), st.integers(0, 1000))
def test_a_merkle_root_depends_on_every_leaf_and_its_place(leaves: list[int], at: int) -> None:
    digests = [f"{leaf:064x}" for leaf in leaves]
    root = merkle_root("sha256", digests)
    changed = [*digests]
    changed[at % len(digests)] = "f" * 64
    assert merkle_root("sha256", changed) != root
    assert merkle_root("sha256", [*digests, digests[-1]]) != root
    assert (merkle_root("sha256", digests[::-1]) == root) is (digests == digests[::-1])


@settings(max_examples=25, deadline=None)
@given(message=st.binary(max_size=100), flip=st.integers(0, 64 * 8 - 1))
def test_the_small_ed25519_agrees_with_the_large_one(message: bytes, flip: int) -> None:
    public, signature = OUR_KEY.public_key().public_bytes_raw(), OUR_KEY.sign(message)
    assert is_valid(public, message, signature)
    flipped = bytearray(signature)
    flipped[flip // 8] ^= 1 << flip % 8
    assert not is_valid(public, message, bytes(flipped))
    assert not is_valid(public, message + b"!", signature)
    assert not is_valid(FORGERS_KEY.public_key().public_bytes_raw(), message, signature)
    assert not is_valid(public[:-1], message, signature)


# --- alone, away from the house ------------------------------------------------------------------------------------


@pytest.fixture
def alone(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The verifier copied to an empty folder and run without site packages."""
    source = Path(walk.__file__).parent
    shutil.copytree(source, tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", "-c", _RUN, str(tmp_path), *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False
        )

    return run


_RUN = "import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('verifier', run_name='__main__')"


def test_runs_alone_with_the_standard_library(
    alone: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "export.jsonl").write_text("\n".join(written(framed(BODY))), encoding="utf-8")
    (tmp_path / "short.jsonl").write_text("\n".join(written(framed(BODY[:8]))), encoding="utf-8")
    (tmp_path / "heads.jsonl").write_text("\n".join(ANCHORS), encoding="utf-8")
    good, short, missing = (
        alone("export.jsonl", "heads.jsonl"),
        alone("short.jsonl", "heads.jsonl"),
        alone("none"),
    )
    assert (good.returncode, short.returncode, missing.returncode, alone().returncode) == (0, 1, 2, 2)
    assert "核验通过" in good.stdout
    assert "末尾被截掉了" in short.stdout
    assert "文件打不开" in missing.stderr
