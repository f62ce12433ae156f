"""The tokens in a file that a stranger sent. Named to ``files.apart``, which runs it in a process of its own."""

from __future__ import annotations

from tuoyu.foundation.vault.statements import tokens_in


def tokens_of(content: bytes) -> list[str]:
    """The tokens of a PDF, a text, JSON; what it is, its first bytes say."""
    return tokens_in("", content)
