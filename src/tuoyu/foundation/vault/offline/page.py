"""One HTML file that judges statements without network: for a mother with a phone, years after we are gone."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tuoyu.foundation.vault.offline.frame import framed
from tuoyu.foundation.vault.words import (
    GENUINE,
    KINDS,
    NOBODY_NAMED,
    SAYINGS,
    UNNAMED_KIND,
    Kind,
    State,
)

PROMISE = "不用联网，内容不离开这台手机或电脑"
SCRIPTS = ("verify.js", "page.js")


def offline_page(keys: Mapping[str, Any], revocations: str | None, title: str) -> str:
    """The page with a published key set and the token of the newest revocation list (None: it says that it has none)."""
    data = {"keys": keys, "revocations": revocations, "words": _words()}
    facts = {
        "issuer": html.escape(str(keys.get("issuer") or NOBODY_NAMED)),
        # Nothing in a data block can end it or begin a comment.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
    return framed(Path(__file__).parent, SCRIPTS, title, PROMISE, facts)


def _words() -> dict[str, Any]:
    """The words of the judgement, as ``verify.js`` takes them."""
    return {
        "sayings": {reason: asdict(saying) for reason, saying in SAYINGS.items()},
        "states": {state.value: state.label for state in State},
        "genuine": sorted(GENUINE),
        "kinds": {name: _kind(kind) for name, kind in KINDS.items()},
        "unnamed": _kind(UNNAMED_KIND),
        "nobody": NOBODY_NAMED,
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {"title": kind.title, "labels": [list(pair) for pair in kind.labels.items()]}
