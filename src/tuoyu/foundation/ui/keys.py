"""Keys of rows as they come from a form or an address."""

from __future__ import annotations

# The largest has nineteen digits; Python refuses to read five thousand, and SQLite twenty.
_DIGITS = 18


def key_of(text: str) -> int:
    """The key that ``text`` writes; 0, which no row has, for whatever is none."""
    is_key = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if is_key else 0
