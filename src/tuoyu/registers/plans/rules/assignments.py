"""Where a text says who does what: in brackets, on labelled lines, at the end of a paragraph, or in plain sentences."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from tuoyu.registers.plans.rules.roles import LABEL_WORDS, Assignment, read_roles
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.units import is_named_unit, split_units

_HINT = re.compile(r"牵头|责任|负责|配合|主办|承办|协办|落实|实施|参[加与]|完成单位|会同")
_BRACKET_MAX = 1500
_LINE_LABEL = re.compile(
    rf"(?:(?<=[\n。;,)\]\s])|^)(?:(?:{LABEL_WORDS.pattern})[ \t]*(?::|(?=[ \t\n]))|(?:牵头|主办|配合|协办|责任)[ \t]*:)"
)
_OWN_UNIT = re.compile(
    r"[各区市县省州旗]\S{0,12}?(?:局|委|办|厅|院|会|大队|中心|分局|政府|街镇|镇街|街道|(?<=各)[镇乡]{1,2}|部|社区)(?:、|,|$|\))"
)
_SPOKEN = re.compile(r"牵头|负责|由[^,]{2,30}会同")
_LINE = re.compile(r"\n[ \t]*([^\n:。]{2,60})(?=\n|$)")
_STOP = re.compile(r"[。\n]")
_BOOK = re.compile(r"《[^《》\n]{0,120}(?:《[^《》\n]{0,80}》[^《》\n]{0,80})*》")


def bracketed(folded: str) -> Iterator[tuple[int, int]]:
    """Outermost bracket pairs as (after the opening, before the closing); an unclosed one ends with its line."""
    depth, opened = 0, 0
    for match in re.finditer(r"[()\[\]\n]", folded):
        char = match[0]
        if char in "([":
            opened = opened if depth else match.end()
            depth += 1
        elif depth and (char == "\n" or depth == 1):
            yield opened, match.start()
            depth = 0
        elif depth:
            depth -= 1
    if depth:
        yield opened, len(folded)


def find_assignments(text: Text) -> list[Assignment]:
    """Every assignment with a bracket or a label, in order, none inside another."""
    folded = text.folded
    books = [match.span() for match in _BOOK.finditer(folded)]
    found = [given for given in _in_brackets(folded) if not inside(given.start, books)]
    taken = [(given.start - 1, given.end + 1) for given in found]
    found += _on_lines(folded, sorted(taken))
    return sorted(found, key=lambda given: given.start)


def inside(at: int, places: list[tuple[int, int]]) -> bool:
    """Does an offset lie in one of the places (sorted, apart)?"""
    index = bisect_right(places, (at, sys.maxsize)) - 1
    return index >= 0 and at < places[index][1]


def _in_brackets(folded: str) -> Iterator[Assignment]:
    for start, end in bracketed(folded):
        words = folded[start:end]
        if not 2 <= len(words) <= _BRACKET_MAX:
            continue
        if _HINT.search(words):
            given = read_roles(folded, start, end, share=0.6)
        elif _closes_paragraph(folded, end):
            given = _bare_list(folded, start, end)
        else:
            given = None
        if given:
            yield given


def _closes_paragraph(folded: str, end: int) -> bool:
    after = folded[end + 1 : end + 3].lstrip("。 ")
    return not after or after[0] == "\n"


def _bare_list(folded: str, start: int, end: int) -> Assignment | None:
    """``（区教育局、区民政局）`` closing a paragraph: nothing but units; strict where no full stop stands before."""
    is_apart = folded[start - 2 : start - 1] in "。;!" and "、" in folded[start:end]
    given = read_roles(folded, start, end, share=0.6 if is_apart else 1)
    if given is None or any(
        unit.end - unit.start < 3 and folded[unit.start] != "各" for _, unit in given.units
    ):
        return None
    if not is_apart and not _OWN_UNIT.match(folded, start, end):
        return None
    return replace(given, is_bare=True)


def _on_lines(folded: str, taken: list[tuple[int, int]]) -> Iterator[Assignment]:
    """Labels outside brackets; neighbours that follow each other directly are one assignment."""
    begun: int | None = None
    stop = 0
    for match in _LINE_LABEL.finditer(folded):
        is_header_cell = match.start() > 0 and folded[match.start() - 1] in "\t|" and match[0][-1] != ":"
        if is_header_cell or inside(match.start(), taken) or match.start() < stop:
            continue
        if begun is not None and folded[stop : match.start()].strip("。;,\n \t*"):
            yield from _read_line(folded, begun, stop)
            begun = None
        begun = match.start() if begun is None else begun
        stop = _list_end(folded, match.end())
    if begun is not None:
        yield from _read_line(folded, begun, stop)


def _list_end(folded: str, start: int) -> int:
    """End of a list that starts here: the full stop or line end, of the next line when this one is empty."""
    skipped = re.compile(r"[ \t:]*\n?[ \t]*").match(folded, start)
    at = skipped.end() if skipped else start
    end = _STOP.search(folded, at)
    last = end.start() if end else len(folded)
    while (
        skipped
        and "\n" in skipped[0]
        and (line := _LINE.match(folded, last))
        and _is_list(folded, *line.span(1))
    ):
        last = line.end()
    return last


def _is_list(folded: str, start: int, end: int) -> bool:
    """Nothing but units on a line."""
    units = split_units(folded, start, end)
    return bool(units) and all(is_named_unit(folded[unit.start : unit.end]) for unit in units)


def _read_line(folded: str, start: int, end: int) -> Iterator[Assignment]:
    given = read_roles(folded, start, end, share=0)
    has_colon = ":" in folded[start : start + 12]
    if given and (has_colon or all(is_named_unit(folded[unit.start : unit.end]) for _, unit in given.units)):
        yield given


def find_spoken(folded: str, start: int, end: int) -> Assignment | None:
    """``由区教育局牵头，区民政局等部门配合`` in a plain sentence between two offsets; strict about names."""
    for match in re.finditer(r"[^。;\n]{4,400}", folded[start:end]):
        sentence_start, sentence_end = start + match.start(), start + match.end()
        given = _opening_clauses(folded, sentence_start, sentence_end)
        if given:
            return given
    return None


def _opening_clauses(folded: str, start: int, end: int) -> Assignment | None:
    """Clauses from the first that says “牵头/负责” of named units, as long as they go on doing so."""
    best: Assignment | None = None
    clauses = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^,]+", folded[start:end])]
    for left, right in clauses:
        if best is None and not _SPOKEN.search(folded, left, right):
            continue
        begun = best.start if best else left
        led = re.compile(r"\s*由?[^,]{2,200}?(?:牵头(?:负责)?|负责(?!人|同志|制))").match(folded, left, right)
        stop = right if best or not led else led.end()
        given = read_roles(folded, begun, stop, share=1)
        if given is None:
            break
        best = given
    return best
