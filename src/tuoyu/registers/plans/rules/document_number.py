"""A document's own number: it stands alone (in a field, on its line, at the head of the title), never in brackets behind
a 《…》 or after 根据."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuoyu.registers.plans.rules.head import Found, line_places
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.title import TITLE

_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{2,14}?)\s*[\[(]?\s*((?:19|20)\d\d)\s*年?\s*[\])]?\s*第?\s*(\d{1,4})\s*号"
)

_GLUED = re.compile(
    r"的通知[\u4e00-\u9fff]{2,8}[\[(]20\d\d[\])]\d{1,4}号$"
)  # a copy that lost its line breaks


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``温鹿政办〔2020〕64号`` → organ code, year, sequence."""

    code: str
    year: int
    seq: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.seq}号"


def parse_document_number(words: str) -> DocumentNumber | None:
    """Read a document number in any of its forms, also one whose brackets a web page lost (鄂政办发20208号)."""
    match = _NUMBER.search(Text.of(words).folded)
    if match is None:
        return None
    return DocumentNumber(match[1], int(match[2]), int(match[3]))


def _number_at(text: Text, start: int, end: int) -> Found | None:
    match = _NUMBER.search(text.folded, start, end)
    if match is None:
        return None
    code = re.sub(r"^(?:文件|文号|发文字号|字号|编号)|^.*(?:通知|意见|办法|方案|决定)(?=.{2})", "", match[1])
    return (
        str(DocumentNumber(code, int(match[2]), int(match[3]))),
        match.end() - (match.end() - match.start(1)) + len(match[1]) - len(code),
        match.end(),
    )


def own_number(text: Text, fields: dict[str, Found], head: int) -> Found | None:
    """The number of this document, not of one it cites."""
    if field := fields.get("doc_no"):
        found = _number_at(text, field[1], field[2])
        if found:
            return found
    for start, end in line_places(text.folded):
        match = _NUMBER.search(text.folded, start, end)
        if match is None:
            continue
        before = text.folded[start : match.start()].strip(" \t*:号文字发([")
        after = text.folded[match.end() : end].strip(" \t*]).")
        is_alone = not before and re.fullmatch(r"(?:\.?(?:pdf|docx?|wps|ofd))?|签发人.*", after)
        is_heading = (
            start < head
            and not re.search(r"[《》,。(]", before)
            and (
                _GLUED.search(text.folded, start, match.end())
                or (not before and TITLE.match(after))
                or (not after and (before.endswith("文件") or TITLE.match(before)))
            )
        )
        if is_alone or is_heading:
            return _number_at(text, match.start(), end)
    return None
