"""From a paper and its content to a PDF. Pure: the same content gives the same bytes, whatever the clock says.

The PDF is PDF/A-3u (ISO 19005-3): fonts inside, text that can be searched, files attached, made to be kept.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import typst

from tuoyu.foundation.papers.fonts import FoundFonts, demand_fonts
from tuoyu.foundation.papers.paper import NO_PROOF, Paper, Proof
from tuoyu.foundation.papers.policy import Seal
from tuoyu.foundation.papers.qr import QrDrawing, TooMuchForQrError, draw_qr
from tuoyu.foundation.papers.values import plain, plain_text
from tuoyu.foundation.papers.words import (
    CHARACTER_MISSING,
    CHARACTER_NEXT_STEP,
    QR_NEXT_STEP,
    QR_TOO_LONG,
)
from tuoyu.kernel.verdict import Refused

# Templates may read below the package, and nothing else on this machine.
_ROOT = Path(__file__).resolve().parents[2]
_STANDARD: list[typst.PDFStandard] = ["a-3u"]
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# One compiler, kept warm; it may be used by one thread at a time.
_PRESS = threading.Lock()


def render_paper(
    paper: Paper, content: Mapping[str, object], *, seal: Seal | None = None, proof: Proof = NO_PROOF
) -> bytes:
    """The PDF of a paper. ``content`` is what its template reads as ``data``: text, whole numbers, dates, lists, mappings.

    Without a seal, or with one without a picture, the place of the seal says （盖章）.
    Raises ``Refused`` (409) where fonts or a character are missing, or the QR text is too long; ``typst.TypstError`` where
    the template is at fault.
    """
    found = demand_fonts()
    inputs = {
        "content": json.dumps(plain(content), ensure_ascii=False),
        "page": json.dumps(_page(paper, found, seal, proof), ensure_ascii=False),
    }
    template = paper.template_path.read_bytes()
    try:
        with _PRESS:
            pdf = _compiler(found).compile(template, format="pdf", sys_inputs=inputs, pdf_standards=_STANDARD)
    except typst.TypstError as error:
        raise _refusal(error) or error from None
    if not isinstance(pdf, bytes):
        raise TypeError("the typesetter gave no single document")
    return pdf


def _page(paper: Paper, found: FoundFonts, seal: Seal | None, proof: Proof) -> dict[str, object]:
    """What ``official.typ`` needs beside the content."""
    qr = _qr(proof.qr_text)
    return {
        "title": plain_text(paper.title),
        "fonts": found.families,
        "seal": seal.drawing if seal else "",
        "line": plain_text(proof.line),
        "qr": qr.svg,
        "qr-modules": qr.modules,
        "statement": proof.statement,
    }


def _qr(text: str) -> QrDrawing:
    if not text:
        return QrDrawing("", 0)
    try:
        return draw_qr(text)
    except TooMuchForQrError:
        size = len(text.encode("utf-8"))
        raise Refused.because("papers.qr", QR_TOO_LONG.format(size=size), next_step=QR_NEXT_STEP) from None


@lru_cache(maxsize=1)
def _compiler(found: FoundFonts) -> typst.Compiler:
    return typst.Compiler(root=_ROOT, font_paths=found.fonts, ignore_system_fonts=True)


def _refusal(error: typst.TypstError) -> Refused | None:
    """A character that no font has is something to tell; anything else is a fault of the template."""
    match = _MISSING.search(error.message)
    if not match:
        return None
    text = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), match[1])
    codes = " ".join(f"U+{ord(character):04X}" for character in text)
    sentence = CHARACTER_MISSING.format(character=text, code=codes)
    return Refused.because("papers.character", sentence, next_step=CHARACTER_NEXT_STEP)
