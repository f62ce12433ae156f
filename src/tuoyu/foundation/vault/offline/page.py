"""One HTML file that judges statements without network: for a mother with a phone, years after we are gone.

It is handed out as a download (the site's own pages forbid inline script). Its policy allows its own style and script by
their digests and nothing else, so it cannot send anywhere what it is shown.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tuoyu.foundation.vault.words import (
    GENUINE,
    KINDS,
    NOBODY_NAMED,
    SAYINGS,
    UNNAMED_KIND,
    Kind,
    State,
    filled,
)

_HERE = Path(__file__).parent


def offline_page(keys: Mapping[str, Any], revocations: str | None, title: str) -> str:
    """The page with a published key set and the token of the newest revocation list (None: it says that it has none)."""
    style = _text("page.css")
    script = f"\n{_text('verify.js')}\n{_text('page.js')}"
    data = {"keys": keys, "revocations": revocations, "words": _words()}
    issuer = keys.get("issuer") or NOBODY_NAMED
    return filled(
        _text("page.html"),
        {
            "title": html.escape(title),
            "issuer": html.escape(str(issuer)),
            "policy": f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'",
            "style": style,
            "script": script,
            # Nothing in a data block can end it or begin a comment.
            "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        },
    )


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


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}"
