"""One HTML file that repeats a published draw without network: for a citizen with a phone.

It is handed out as a download (the site's own pages forbid inline script). Its policy allows its own style and script by
their digests and nothing else, so it cannot send anywhere what it is shown.
"""

from __future__ import annotations

import base64
import hashlib
import html
from pathlib import Path

from tuoyu.foundation.vault.words import filled

TITLE = "核对双随机抽查"
_HERE = Path(__file__).parent


def checker_page(title: str = TITLE) -> str:
    """The whole file."""
    style = _text("page.css")
    script = "\n".join(("", _text("reading.js"), _text("check.js"), _text("page.js")))
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    return filled(
        _text("page.html"),
        {"title": html.escape(title), "policy": policy, "style": style, "script": script},
    )


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}"
