"""The frame of pages that work from a disk, without network: one file with its own style and script.

It is handed out as a download (the site's own pages forbid inline script). Its policy allows its own style and script by
their digests and nothing else, so it cannot send anywhere what it is shown.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from tuoyu.foundation.vault.words import filled

_HERE = Path(__file__).parent


def framed(
    folder: Path, scripts: Sequence[str], title: str, promise: str, facts: Mapping[str, str] | None = None
) -> str:
    """One file out of the ``page.html``, ``page.css`` and ``scripts`` of a folder.

    ``facts`` fill the ``{names}`` of the page and are markup already; ``title`` and ``promise`` are texts.
    """
    style = _text(_HERE / "frame.css") + _text(folder / "page.css")
    script = "\n".join(("", *(_text(folder / name) for name in scripts)))
    return filled(
        _text(_HERE / "frame.html"),
        {
            "title": html.escape(title),
            "promise": html.escape(promise),
            "policy": f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'",
            "style": style,
            "body": filled(_text(folder / "page.html"), facts or {}),
            "script": script,
        },
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}"
