"""Pieces of text: what stands in a text is asked for by pieces that the text has."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.search.texts import texts
from tuoyu.foundation.search.pairs import (
    MOST_PIECES,
    MOST_WORDS,
    fold,
    pairs_of,
    pieces_of,
    text_of,
    words_of,
    written,
)

fields = st.lists(texts, min_size=1, max_size=4)


def has(value: str, text: str) -> bool:
    """Does the index, as either database keeps it, hold every piece of the text?"""
    held = value.partition("\n")[0].split()
    return all(
        any(word.startswith(piece.word) for word in held) if piece.is_prefix else piece.word in held
        for piece in pieces_of(words_of(text))
    )


@given(fields, st.data())
def test_every_part_of_a_text_is_found_by_its_pieces(columns: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(columns))
    start = data.draw(st.integers(0, len(text)))
    part = text[start : start + data.draw(st.integers(0, 8))]
    assert has(pairs_of(columns), part)


@given(fields)
def test_a_value_is_words_and_folded_fields(columns: list[str]) -> None:
    words, _, text = pairs_of(columns).partition("\n")
    assert re.fullmatch(r"([A-Z]{6}([A-Z]{3})?( |$))*", words)
    assert words.split() == sorted(set(words.split()))
    assert text == text_of(pairs_of(columns)) == "".join(fold(field) + "\n" for field in columns)
    assert not re.search(r"[A-Z\x00]", text)


def test_what_is_folded_and_what_is_not() -> None:
    assert fold("ＡＢｃ１２　（托）\x00") == "abc12 (托)"
    assert fold("ÄßİΣ䶮𬭼區") == "ÄßİΣ䶮𬭼區"
    assert words_of(" 托育\u3000Ａ１  ") == ["托育", "a1"]
    assert len(words_of("甲 " * 40)) == MOST_WORDS
    assert len(pieces_of(["甲乙丙丁" * 40])) <= MOST_PIECES


def test_a_tail_of_a_number_asks_for_threes() -> None:
    words = [(piece.word, piece.is_prefix) for piece in pieces_of(["8812"])]
    assert words == [(written("881"), False), (written("812"), False)]
    assert [piece.is_prefix for piece in pieces_of(["88"])] == [True]
    assert [piece.is_prefix for piece in pieces_of(["育"])] == [True]
    assert [(piece.word, piece.is_prefix) for piece in pieces_of(["路12"])] == [
        (written("路1"), False),
        (written("12"), True),
    ]


def test_pieces_have_no_letters_that_a_database_folds() -> None:
    """Every character, also those outside of the first plane, is three capitals."""
    for character in "a0托䶮𬭼\U0010ffff%_\\'\"":
        assert re.fullmatch("[A-Z]{3}", written(character))
