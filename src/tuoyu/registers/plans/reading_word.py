"""The words of a docx file in reading order. Automatic numbers, which Word does not store as text, are written out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCountingThousand",
)
# Word draws no more; the reader would lay out every column and count every level that a file names.
MOST_COLUMNS = 63
MOST_LEVELS = 9
_DIGITS = "零一二三四五六七八九"


def word_text(content: bytes) -> str:
    """Paragraphs as lines, table rows as tab-separated lines. Raises whatever a damaged package makes the reader raise."""
    document = Document(io.BytesIO(content))
    spans = (int(span.get(qn("w:val")) or 1) for span in document.element.iter(qn("w:gridSpan")))
    if max(spans, default=1) > MOST_COLUMNS:
        raise ValueError(f"a cell that spans more than {MOST_COLUMNS} columns")
    numbers = _Numbers(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += _rows(block)
        else:
            lines.append(numbers.prefix(block) + block.text.replace("\t", "  "))
    return "\n".join(lines)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        seen: list[Any] = []
        cells: list[str] = []
        for cell in row.cells:
            is_merged = any(cell._tc is one for one in seen)
            seen.append(cell._tc)
            cells.append("" if is_merged else _cell_text(cell.paragraphs))
        if sum(bool(cell) for cell in cells) == 1 and cells[0]:
            cells = cells[:1]
        yield "\t".join(cells)


def _cell_text(paragraphs: list[Paragraph]) -> str:
    text = ""
    for paragraph in paragraphs:
        words = re.sub(r"\s+", " ", paragraph.text).strip()
        glue = " " if text and words and text[-1] not in "、，；。：,;" else ""
        text += glue + words
    return text


def _written(value: int, form: str) -> str:
    """A list number in its form; only the forms official papers use."""
    if form in _CHINESE and 0 < value < 100:
        tens, ones = divmod(value, 10)
        head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return head + (_DIGITS[ones] if ones else "")
    if form == "decimalEnclosedCircle" and 0 < value <= 20:
        return chr(0x245F + value)
    return str(value)


class _Numbers:
    """Counts automatic numbering: by list, level by level, a deeper level starting anew under each number above it."""

    def __init__(self, document: Any) -> None:
        self._counts: dict[str, list[int]] = {}
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")),
            None,
        )
        if part is not None:
            self._read(part.element)

    def _read(self, root: Any) -> None:
        for abstract in root.iter(qn("w:abstractNum")):
            levels = {}
            for level in abstract.iter(qn("w:lvl")):
                form, text, start = (level.find(qn(f"w:{name}")) for name in ("numFmt", "lvlText", "start"))
                values = [one.get(qn("w:val")) if one is not None else None for one in (form, text, start)]
                levels[int(level.get(qn("w:ilvl")))] = (
                    values[0] or "decimal",
                    values[1] or "",
                    int(values[2] or 1),
                )
            self._levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.iter(qn("w:num")):
            self._abstract[number.get(qn("w:numId"))] = number.find(qn("w:abstractNumId")).get(qn("w:val"))

    def prefix(self, paragraph: Paragraph) -> str:
        """The number Word would show before this paragraph; empty when it has none, or only a bullet."""
        place = self._place(paragraph)
        if place is None or not paragraph.text.strip():
            return ""
        abstract, level = place
        levels = self._levels[abstract]
        counts = self._counts.setdefault(abstract, [])
        while len(counts) <= level:
            counts.append(levels.get(len(counts), ("", "", 1))[2] - 1)
        counts[level] += 1
        del counts[level + 1 :]
        form, text, _ = levels[level]
        if form in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", lambda match: self._at(counts, levels, int(match[1]) - 1), text)

    def _at(self, counts: list[int], levels: dict[int, tuple[str, str, int]], level: int) -> str:
        if level >= len(counts) or level not in levels:
            return ""
        return _written(counts[level], levels[level][0])

    def _place(self, paragraph: Paragraph) -> tuple[str, int] | None:
        own = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        style = paragraph.style.element.pPr if own is None and paragraph.style is not None else None
        properties = own if own is not None else (style.numPr if style is not None else None)
        if properties is None or properties.numId is None:
            return None
        abstract = self._abstract.get(str(properties.numId.val), "")
        level = properties.ilvl.val if properties.ilvl is not None else 0
        is_known = level < MOST_LEVELS and level in self._levels.get(abstract, {})
        return (abstract, level) if is_known else None
