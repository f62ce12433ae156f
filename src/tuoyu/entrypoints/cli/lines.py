"""Standard input as lines, whoever wrote them: UTF-8 with or without a mark, any line end, broken bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator

_MARK = b"\xef\xbb\xbf"


def input_lines() -> Iterator[str]:
    """Lines of standard input without their ends, as they come in; bytes that are no UTF-8 become ``�``."""
    for number, raw in enumerate(sys.stdin.buffer):
        line = raw.removeprefix(_MARK) if number == 0 else raw
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", errors="replace")


def in_one_field(text: str) -> str:
    """Text that cannot break a line or a column of the answer: control characters are written as ``\\t``, ``\\x00``."""
    if text.isprintable():
        return text
    return "".join(
        mark if ord(mark) >= 0x20 and mark != "\x7f" else mark.encode("unicode_escape").decode()
        for mark in text
    )
