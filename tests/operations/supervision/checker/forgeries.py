"""What a forger, a bad line or a careless editor would make of a draw."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tuoyu.operations.supervision.rules.drawing.file import finished, frozen_digest, whole_digest, written
from tuoyu.operations.supervision.rules.drawing.lottery import commitment

Document = dict[str, Any]


def sealed_again(document: Document) -> bytes:
    """With a closing digest that fits, as a forger would."""
    return written({**document, "digest": whole_digest(document)})


def drawn_again(document: Document) -> bytes:
    """Frozen, sealed and drawn anew: only what the rules themselves forbid is left to be found."""
    document = {**document, "frozen": frozen_digest(document)}
    secrets = {row["department"]: row["secret"] for row in document["openings"]}
    for row in document["commitments"]:
        row["digest"] = commitment(document["frozen"], row["department"], secrets.get(row["department"], ""))
    return written(finished(document))


Change = Callable[[Document], Any]
FORGERIES: dict[str, Change] = {
    "pool renamed": lambda d: d["objects"][0].update(name="别的园"),
    "pool shortened": lambda d: d["objects"].pop(),
    "object doubled": lambda d: d["objects"].append(d["objects"][3]),
    "inspector doubled": lambda d: d["inspectors"].append(d["inspectors"][3]),
    "stratum doubled": lambda d: d["rules"]["strata"].append(d["rules"]["strata"][0]),
    "crew doubled": lambda d: d["rules"]["crews"].append(d["rules"]["crews"][0]),
    "stratum unknown": lambda d: [row.update(stratum="none") for row in d["objects"][:3]],
    "department of an inspector unknown": lambda d: d["inspectors"][0].update(department="none"),
    "recusal of nobody": lambda d: d["recusals"].extend(
        {"inspector": code, "object": "o9", "reason": "无"} for code in ("z", "b", "b")
    ),
    "share too large": lambda d: d["rules"]["strata"][0].update(share=10_001),
    "share enormous": lambda d: d["rules"]["strata"][0].update(share=2**53 - 1),
    "crew empty": lambda d: [row.update(size=0) for row in d["rules"]["crews"]],
    "crew too large": lambda d: d["rules"]["crews"][0].update(size=99),
    "recused too many": lambda d: d["recusals"].extend(
        {"inspector": f"P{at:04}", "object": thing, "reason": "回避"}
        for thing in ("J000009", "J000002")
        for at in range(9)
    ),
    "secret swapped": lambda d: d["openings"][0].update(secret=d["openings"][1]["secret"]),
    "secret opened twice": lambda d: d["openings"].append({**d["openings"][0], "secret": "0" * 64}),
    "sealed twice": lambda d: d["commitments"].append({**d["commitments"][0], "digest": "0" * 64}),
    "never sealed": lambda d: d["commitments"].pop(0),
    "nobody sealed": lambda d: d["commitments"].clear(),
    "stranger": lambda d: [
        row.append({**row[0], "department": "gongan"}) for row in (d["commitments"], d["openings"])
    ],
    "opening removed": lambda d: d["openings"].pop(),
    "openings removed": lambda d: d["openings"].clear(),
    "absence hidden": lambda d: d.update(absent=["market"]),
    "absence moved": lambda d: (d["openings"].pop(1), d.update(absent=["fire"])),
    "opened before all had sealed": lambda d: d["openings"][2].update(at="2026-11-02T12:30:00+08:00"),
    "sealed before the pool was frozen": lambda d: d["commitments"][1].update(at="2026-11-02T08:59:59+08:00"),
    "opened too late": lambda d: d["openings"][1].update(at="2026-11-03T17:00:01+08:00"),
    "quorum raised": lambda d: d["rules"].update(quorum=4),
    "quorum of none": lambda d: d["rules"].update(quorum=0),
    "beacon added": lambda d: d.update(beacon="a" * 64),
    "beacon removed": lambda d: d["rules"].update(beacon={"name": "公共", "round": 2**53 - 1}),
    "seed replaced": lambda d: d.update(seed="b" * 64),
    "result swapped": lambda d: d["result"].insert(0, d["result"].pop()),
    "result shortened": lambda d: d["result"].pop(),
    "result lengthened": lambda d: d["result"].append(d["result"][0]),
    "result emptied": lambda d: d["result"].clear(),
    "inspectors of a result swapped": lambda d: d["result"][1]["inspectors"].reverse(),
    "frozen replaced": lambda d: d.update(frozen="c" * 64),
    "version": lambda d: d.update(format="tuoyu-draw/2"),
    "a key missing": lambda d: d["rules"].pop("area"),
    "a key added": lambda d: d["objects"][1].update({"it's": 1, "5": 2}),
    "a number as text": lambda d: d["rules"].update(quorum="2"),
    "a truth as number": lambda d: d["rules"].update(quorum=True),
    "a number too large": lambda d: d["rules"].update(quorum=2**53),
    "a number below nothing": lambda d: d["rules"].update(quorum=-1),
    "a list as table": lambda d: d.update(objects={}),
    "a table as list": lambda d: d.update(rules=[]),
    "null": lambda d: d.update(result=None),
    "text empty": lambda d: d["rules"].update(title=""),
    "text of 400 marks": lambda d: d["rules"].update(title="👶" * 400),
    "text too long": lambda d: d["rules"].update(title="字" * 401),
    "text with a line end": lambda d: d["rules"].update(title="a\nb"),
    "text with a separator": lambda d: d["rules"].update(title="a\u2028b\u0085<script>"),
    "code with a line end": lambda d: d["objects"][0].update(id="o\n"),
    "code of another script": lambda d: d["absent"].append("部门"),
    "moment elsewhere": lambda d: d["rules"].update(open_by="2026-11-21T17:00:00Z"),
    "digest in capitals": lambda d: d.update(seed=d["seed"].upper()),
}
# (what, what stands in the file, what is written instead)
SPELLINGS: list[tuple[str, bytes, bytes]] = [
    ("key doubled", b'"absent":[]', b'"absent":[],"absent":[]'),
    ("inner key doubled", b'"quorum":1', b'"quorum":1,"quorum":1'),
    ("key doubled by an escape", b'"quorum":1', b'"quorum":1,"quoru\\u006d":1'),
    ("escape", b'"seed":"', b'"se\\u0065d":"'),
    ("slash", b"tuoyu-draw/1", b"tuoyu-draw\\/1"),
    ("surrogates", "👶".encode(), b"\\ud83d\\udc76"),
    ("half a pair", "👶".encode(), b"\\ud83d"),
    ("bad escape", "👶".encode(), b"\\x41"),
    ("control character", "👶".encode(), b"\x01"),
    ("delete", "👶".encode(), b"\x7f"),
    ("half a pair in bytes", "👶".encode(), b"\xed\xa0\xbd"),
    ("float", b'"quorum":1', b'"quorum":1.0'),
    ("exponent", b'"quorum":1', b'"quorum":1e0'),
    ("minus nothing", b'"quorum":1', b'"quorum":-0'),
    ("leading nought", b'"quorum":1', b'"quorum":02'),
    ("plus", b'"quorum":1', b'"quorum":+2'),
    ("half a float", b'"quorum":1', b'"quorum":1.'),
    ("enormous", b'"quorum":1', b'"quorum":9007199254740993'),
    ("more digits than Python reads", b'"quorum":1', b'"quorum":' + b"9" * 4301),
    ("as many digits as Python reads", b'"quorum":1', b'"quorum":' + b"9" * 4300),
    ("not a number", b'"quorum":1', b'"quorum":NaN'),
    ("infinity", b'"quorum":1', b'"quorum":-Infinity'),
    ("comma too many", b'"absent":[]', b'"absent":[],'),
    ("space", b'"absent":[]', b'"absent": []'),
    ("wide space", b'"absent":[]', '"absent":\u00a0[]'.encode()),
]
ODD_KEYS = [
    "it's",
    'a"b',
    "'\"",
    "a\\b",
    "\n\x00\x7f",
    "\u3000\xa0\u200b\xad",
    "\ud800",
    "👶" * 50,
    "",
    "__proto__",
    "\U000e0001",
]


def forged(document: Document) -> Iterator[tuple[str, bytes]]:
    """Every forgery three ways: clumsy, with a digest that fits, and wholly made anew where it still has the parts."""
    for what, change in FORGERIES.items():
        changed = copy.deepcopy(document)
        change(changed)
        yield what, written(changed)
        yield f"{what}, sealed again", sealed_again(changed)
        try:
            yield f"{what}, drawn again", drawn_again(changed)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue  # Such a document cannot be drawn from at all.


def oddly_spelt(document: Document) -> Iterator[tuple[str, bytes]]:
    """The same or nearly the same JSON, written otherwise."""
    content = written(document)
    for what, old, new in SPELLINGS:
        assert old in content, what
        yield what, content.replace(old, new, 1)
    yield "seed cut", content.replace(document["seed"].encode(), document["seed"][:-1].encode())
    yield "last line end", content + b"\n"
    yield "something follows", content + b"{}"
    yield "byte order mark", b"\xef\xbb\xbf" + content
    yield "cut", content[: len(content) // 2]
    yield "indented", json.dumps(document, ensure_ascii=False, indent=1).encode()
    yield "ASCII", json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    yield (
        "unsorted",
        json.dumps(dict(reversed(document.items())), ensure_ascii=False, separators=(",", ":")).encode(),
    )
    for key in ODD_KEYS:
        yield f"key {key!r}", json.dumps({**document, key: 1}).encode()
    for content in (
        b"",
        b" ",
        b"null",
        b"[]",
        b'"x"',
        b"NaN",
        b"{}",
        b"[" * 100_000,
        b'{"format":1}',
        b"\xff",
        b"{,}",
        b'{"a":1,}',
    ):
        yield f"{content[:12]!r}", content


def damaged(content: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """One byte changed, lost or added, at places that are the same every time."""
    chance = random.Random(20261126)
    for number in range(count):
        at, byte = chance.randrange(len(content)), chance.choice(b'\x00"{}[],:019azA\\ \xe4\xff')
        end = at + chance.choice((0, 1, 1, 1))
        yield (
            f"damage {number} at {at}",
            content[:at] + bytes([byte])[: chance.choice((0, 1, 1, 1))] + content[end:],
        )
