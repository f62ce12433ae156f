"""The text layer of a PDF, page by page."""

from __future__ import annotations

import io

from pypdf import PdfReader

MAX_PAGES = 400


def pdf_text(content: bytes) -> str | None:
    """The words of the first pages; None when a password locks it. Raises whatever a damaged file makes the reader raise."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return None
    pages = (reader.pages[at] for at in range(min(len(reader.pages), MAX_PAGES)))
    return "\n".join(page.extract_text() for page in pages)
