"""The words of a web page: blocks become lines, table cells are parted by tabs, scripts and styles are dropped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SKIPPED = frozenset(
    {"script", "style", "head", "noscript", "svg", "template", "select", "button", "nav", "footer", "iframe"}
)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "section",
        "article",
        "header",
        "dl",
        "dt",
        "dd",
        "hr",
        "pre",
    }
    | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "tbody", "thead", "form", "ucapcontent"}
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipped: list[str] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        if tag in _SKIPPED:
            self._skipped.append(tag)
        elif tag == "tr":
            self._cells = 0
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self._cells += 1
            self.parts.append("\t" if self._cells > 1 else "")
        elif tag in _BLOCKS:
            self.parts.append(" " if self._cells and tag != "table" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
        elif tag in ("tr", "table"):
            self._cells = 0
            self.parts.append("\n")
        elif tag in _BLOCKS and not self._cells:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(re.sub(r"\s*\n\s*|[\r\t]+", " " if data.isascii() else "", data))


def page_text(content: bytes) -> str:
    """The text of a page in UTF-8 (the reader of a process of its own)."""
    return html_text(content.decode("utf-8"))


def html_text(page: str) -> str:
    """The text of a page. Damaged markup is read as far as it goes."""
    words = _Words()
    words.feed(page)
    words.close()
    lines = (
        re.sub(r"[ \xa0\u3000]*\t[ \xa0\u3000]*", "\t", line).strip(" \xa0\u3000")
        for line in "".join(words.parts).split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
