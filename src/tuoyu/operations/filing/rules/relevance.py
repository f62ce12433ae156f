"""Does a registered scope mean childcare under three? Words decide; where they only hint, a person does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tuoyu.kernel.characters import half_width, simplified, without_blanks
from tuoyu.operations.filing.words import Relevance


@dataclass(frozen=True, slots=True)
class ScopeWord:
    """``is_sure``: this word alone says that it is childcare."""

    word: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Judged:
    relevance: Relevance
    note: str


def relevance_of(name: str, scope: str, words: Iterable[ScopeWord]) -> Judged:
    """The words are looked for in the scope, then in the name; a sure word in the scope decides."""
    plain_scope, plain_name = plain_form(scope), plain_form(name)
    hints = []
    for each in words:
        word = plain_form(each.word)
        if word in plain_scope and each.is_sure:
            return Judged(Relevance.YES, f"经营（业务）范围含“{each.word}”")
        if word in plain_scope:
            hints.append(f"范围含“{each.word}”")
        elif word in plain_name:
            hints.append(f"名称含“{each.word}”")
    if hints:
        return Judged(Relevance.LIKELY, "；".join(hints[:3]))
    return Judged(Relevance.NO, "范围和名称都没有托育用语")


def plain_form(text: str) -> str:
    """A text as words are looked for in it: without blanks, half-width, simplified."""
    return simplified(half_width(without_blanks(text)))
