"""What is looked up in the text index: short pieces of text, written as words no database takes apart.

Both databases index words, and Chinese is written without any: one holds a whole sentence for a word, the other splits
where its tables of characters end. So the pieces are made here. Of every place in a text: the character and its right
neighbour, or three characters where all are Latin letters or digits (two of those say too little about a code of
eighteen). A piece is written in capitals, three letters a character, so that a shorter piece is a prefix of a longer one.
Different characters may share their letters: what the index finds is looked at again, letter by letter (``holds``).

The column keeps both: ``WORDS\\nfolded first field\\nfolded second field\\n``. The words are capitals and spaces, and
neither occurs in what a person looks for (folded, split at blanks), so one look into the whole column is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Three letters for one character.
LETTERS: Final = 26
CODES: Final = LETTERS**3
# A search of more words or pieces is narrowed by the first ones; the look afterwards asks for all words.
MOST_WORDS: Final = 6
MOST_PIECES: Final = 24
BETWEEN: Final = "\n"
_ALNUM: Final = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
# At every place of a text, without moving on: ``_length`` characters from there.
_PIECES: Final = re.compile("(?=([0-9a-z]{3}|..))", re.DOTALL)
_FOLDED: Final[dict[int, int | None]] = (
    {0x3000: 0x20, 0: None}
    | {code: code + 32 for code in range(0x41, 0x5B)}
    | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of the index, or (``is_prefix``) how it begins."""

    word: str
    is_prefix: bool = False


def fold(text: str) -> str:
    """Half-width, A–Z lower case, without NUL; nothing else changes. ``ＡＢ托育　Ｃ`` → ``ab托育 c``."""
    return text.translate(_FOLDED)


def words_of(text: str) -> list[str]:
    """What a person looks for, folded, word by word."""
    return fold(text).split()[:MOST_WORDS]


def pairs_of(texts: Iterable[str]) -> str:
    """The value of a search column over these fields (its layout is told above)."""
    folded = "".join([fold(text) + BETWEEN for text in texts])
    words = set(map(_word, set(_PIECES.findall(folded))))
    words.discard("")
    return " ".join(sorted(words)) + BETWEEN + folded


def text_of(value: str) -> str:
    """The folded fields in a value of a search column."""
    return value.partition(BETWEEN)[2]


def pieces_of(words: Iterable[str]) -> list[Piece]:
    """What must stand in the index where all of these (folded) words stand in the text."""
    found = {piece: None for word in words for piece in _pieces_of_word(word)}
    return list(found)[:MOST_PIECES]


def written(piece: str) -> str:
    """Three capitals for each character."""
    return "".join(map(_three_letters, piece))


@lru_cache(maxsize=1 << 17)
def _word(piece: str) -> str:
    """The word of a piece; none where it begins between words."""
    return "" if piece[0] in " \n" else written(piece)


@lru_cache(maxsize=CODES)
def _three_letters(character: str) -> str:
    high, low = divmod(ord(character) % CODES, LETTERS)
    return "".join(chr(65 + digit) for digit in (*divmod(high, LETTERS), low))


def _length(text: str, at: int) -> int:
    return 3 if len(text) > at + 2 and _ALNUM.issuperset(text[at : at + 3]) else 2


def _pieces_of_word(word: str) -> list[Piece]:
    pieces = [Piece(written(word[at : at + _length(word, at)])) for at in range(len(word) - 1)]
    if not _ALNUM.issuperset(word[-2:]):
        return pieces or [Piece(written(word), is_prefix=True)]
    # The last letters or digits may go on in the text; three of them said it already.
    if len(word) > 2 and word[-3] in _ALNUM:
        return pieces[:-1]
    return [*pieces[:-1], Piece(written(word[-2:]), is_prefix=True)]
