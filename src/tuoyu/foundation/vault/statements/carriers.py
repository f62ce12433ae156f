"""Where a token stands: alone, in an address, in a text, in JSON, in a PDF. None of its characters is ever escaped there.

Reads files of strangers for the command line and the person in front of it; a server that is sent files by the public
reads PDFs apart (``files.apart``), since a hostile one can keep its reader busy.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress

MOST_BYTES = 20 * 1024 * 1024
ATTACHMENT = "statement.txt"
_COMPLETE = re.compile(
    r"TY1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])"
)
_BEGUN = re.compile(r"TY1\.[A-Za-z0-9_.-]*")


def tokens_in(name: str, content: bytes) -> list[str]:
    """The tokens in a file, in their order, each once. Complete ones, if any; else what at least begins like one."""
    if len(content) > MOST_BYTES:
        return []
    if name.lower().endswith(".pdf") or content.startswith(b"%PDF-"):
        return tokens_of(_pdf_texts(content))
    return tokens_of([content.decode("utf-8", errors="replace")])


def tokens_of(texts: list[str]) -> list[str]:
    """The same over texts. A token broken by line ends (a narrow column, a message) is put together again."""
    for text in texts:
        if found := _COMPLETE.findall(text):
            return list(dict.fromkeys(found))
    for text in texts:
        if found := _COMPLETE.findall(re.sub(r"\s+", "", text)):
            return list(dict.fromkeys(found))
    return list(dict.fromkeys(begun for text in texts for begun in _BEGUN.findall(text)))


def _pdf_texts(content: bytes) -> list[str]:
    """The attachment, the keywords, the pages, the surest place first; last the bytes, for a file that is damaged."""
    texts: list[str] = []
    with suppress(Exception):  # pypdf raises whatever it stumbles over; what it found before that counts.
        texts.extend(_pdf_places(content))
    return [*texts, content.decode("latin-1")]


def _pdf_places(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - half of the start-up time of a command that seldom meets a PDF

    reader = PdfReader(io.BytesIO(content))
    for name, contents in reader.attachments.items():
        if name == ATTACHMENT:
            yield from (each.decode("utf-8", errors="replace") for each in contents)
    if reader.metadata is not None:
        yield str(reader.metadata.get("/Keywords", ""))
    for page in reader.pages:
        yield page.extract_text()
