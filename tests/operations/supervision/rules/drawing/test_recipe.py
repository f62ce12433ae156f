"""The worked examples of docs/recipes/verify-a-draw.md are sound draws, and every value of the table stands in the first."""

from __future__ import annotations

import hashlib
import re

from tests.house.tree import ROOT
from tuoyu.operations.supervision.rules.drawing.checking import check_file
from tuoyu.operations.supervision.rules.drawing.file import finished, parsed

TEXT = (ROOT / "docs" / "recipes" / "verify-a-draw.md").read_text(encoding="utf-8")
FILE, SECOND = re.findall(r"```draw\n(.+?)\n```", TEXT, re.DOTALL)


def h(*lines: str) -> str:
    return hashlib.sha256("\n".join(("tuoyu-draw/1", *lines)).encode()).hexdigest()


def test_the_example_holds() -> None:
    verdict = check_file(FILE.encode("utf-8"))
    assert verdict.is_ok, verdict.failures
    assert parsed(FILE.encode())["absent"] == ["market"]


def test_the_second_example_holds_and_only_with_its_recusals() -> None:
    verdict = check_file(SECOND.encode("utf-8"))
    assert verdict.is_ok, verdict.failures
    draw = parsed(SECOND.encode())
    assert {crew["size"] for crew in draw["rules"]["crews"]} == {1, 2}
    assert draw["beacon"]
    apart = {(row["inspector"], row["object"]) for row in draw["recusals"]}
    assert not [
        seat for seat in draw["result"] for who in seat["inspectors"] if (who, seat["object"]) in apart
    ]
    assert finished(draw | {"recusals": []})["result"] != draw["result"]


def test_every_value_of_the_table_is_recomputed() -> None:
    draw = parsed(FILE.encode("utf-8"))
    told = dict(re.findall(r"^\| (.+?) \| `([0-9a-f]{64})` \|$", TEXT, re.MULTILINE))
    secret, seed = draw["openings"][0]["secret"], draw["seed"]
    assert told == {
        "frozen": draw["frozen"],
        "secret of `health`": secret,
        "its commitment": h("commit", draw["frozen"], "health", secret),
        "seed": h(
            "seed",
            draw["frozen"],
            f"health {secret}",
            "market -",
            f"fire {draw['openings'][1]['secret']}",
            "beacon -",
        ),
        **{f"ticket of `{name}`": h("object", seed, name) for name in ("J000002", "J000005")},
        **{f"ticket of `{name}`, round 1": h("inspector", seed, "1", name) for name in ("P0000", "P0003")},
    }
