"""Targets: the figures a plan promises or caps, each with its year and, inside a task, its task.

A year holds from “到2025年” to the end of its paragraph, and for the points of a list that the paragraph opens.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from tuoyu.registers.plans.rules.assignments import bracketed, inside
from tuoyu.registers.plans.rules.document import Years
from tuoyu.registers.plans.rules.indicators import read_indicators
from tuoyu.registers.plans.rules.metrics import RATE, SEAM, metric_name, split_subjects
from tuoyu.registers.plans.rules.numerals import DATE
from tuoyu.registers.plans.rules.outline import line_starts, read_outline
from tuoyu.registers.plans.rules.parsed import ParsedTarget, ParsedTask
from tuoyu.registers.plans.rules.promises import Clause, is_promise, targets_of, unit_of, verb_of
from tuoyu.registers.plans.rules.quantities import Figure, figures
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.words import Op

_YEAR = re.compile(
    r"(?P<mark>到|至|截至)?(?<![较比从自])(?P<year>20\d\d)年(?P<edge>年?[底末])?(?P<by>之?以?前)?"
    r"(?!\d{1,2}月\d{1,2}日|第|版|以来|起|的?\d(?!\d?(?:月|季度)|岁|[\-—~－–至]\d{1,2}周?岁))(?:[\d一二三四]{1,2}(?:月|季度)底?前?)?(?P<comma>,)?"
)
_FIVE_YEARS = re.compile(r"十(?P<which>[三四五六])五[”\"]?(?:规划)?(?:时期|期间|期?末|末期)")
_MASKED = re.compile(rf"《[^》\n]{{0,200}}》|{DATE}|[\u4e00-\u9fff]{{2,12}}[\[(]?20\d\d[\])]?第?\d{{1,4}}号")
_PAST = re.compile(
    r"^(?:[^。:,]{0,10})(?:背景|发展基础|现实基础|工作基础|基本情况|现状|取得的?成[效绩]|主要成[效绩]|面临(?:的)?(?:形势|问题|挑战|机遇)|存在(?:的)?(?:问题|不足))"
)
_STANDING = ("工作日", "日", "天", "小时", "分钟", "个月", "周")
_QUALITY = re.compile(
    r"(?:得到|有|实现)?(?:明显|显著|大幅度?|稳步|持续|不断|进一步|逐步|有效|较大幅度)"
    r"(?:提[高升]|上升|增[加长]|下降|降低|扩大|改善)(?=[,;。!\n]|$)"
)
_SENTENCE = re.compile(r"[^。!?]{1,1500}[。!?]?")
_APART = re.compile(r"[,;。:!?\n\t|]")
_HEADING = re.compile(r"[ #*]*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\x01+)")
_AGAIN = 20  # promises of one number that are compared by name
_BRACKET_MAX = 800
_NEAR = 120  # characters around a figure that may name what it measures


def read_targets(text: Text, tasks: tuple[ParsedTask, ...], years: Years) -> tuple[ParsedTarget, ...]:
    """Every target in order of appearance; one said twice in the same words counts once.

    What stands under 发展基础, 存在问题 and the like, or is said of a year before the document's own, is no promise.
    """
    in_tables = read_indicators(text, years.own)
    passed_over = sorted({*(place for _, place in in_tables), *_looking_back(text)})
    reader = _Reader(text, tasks)
    for start, end in _paragraphs(text.folded):
        if not inside(start, passed_over):
            reader.read_paragraph(start, end)
    found = [*(_dated(one, years) for one in reader.found), *(one for one, _ in in_tables)]
    once: dict[tuple[object, ...], list[ParsedTarget]] = {}
    for one in sorted(found, key=lambda one: one.span.start if one.span else 0):
        said = once.setdefault(_key(one), [])
        is_past = one.year is not None and one.year < (years.own or 0)
        if not is_past and not any(_is_same(one, before) for before in said[-_AGAIN:]):
            said.append(one)
    kept = [one for said in once.values() for one in said]
    return tuple(sorted(kept, key=lambda one: one.span.start if one.span else 0))


def _looking_back(text: Text) -> Iterator[tuple[int, int]]:
    """Chapters on how things stand, not on what shall be."""
    for node in read_outline(text):
        if _PAST.search(text.folded[node.body : min(node.end, node.body + 24)].split("\n", 1)[0]):
            yield node.start, node.tree_end


def _dated(one: ParsedTarget, years: Years) -> ParsedTarget:
    """A figure without a year in the goals of a plan for one year is that year's, unless it is a standing rule."""
    is_rule = one.unit in _STANDING or one.unit.startswith(("元", "万元", "亿元")) or "/" in one.unit
    return one if one.year or one.task or is_rule or not years.only else replace(one, year=years.only)


def _key(one: ParsedTarget) -> tuple[object, ...]:
    return (one.year, one.op, one.value, one.unit, one.task)


def _is_same(one: ParsedTarget, before: ParsedTarget) -> bool:
    """The same words, or within a task the same thing named at greater or lesser length (改造母婴室, 改造标准化母婴室)."""
    if one.task is None or one.metric == before.metric:
        return one.metric == before.metric
    short, long = sorted((one.metric, before.metric), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short)


def _masked(folded: str) -> str:
    """The text with titles of other papers, their numbers, dates and brackets blanked, offsets unchanged."""
    masked = _MASKED.sub(lambda match: "\x01" * len(match[0]), folded)
    pieces, at = [], 0
    for start, end in bracketed(masked):
        if end - start <= _BRACKET_MAX and masked[end : end + 1] in (")", "]"):
            pieces += [masked[at : start - 1], "\x01" * (end + 2 - start)]
            at = end + 1
    return "".join([*pieces, masked[at:]])


def _paragraphs(folded: str) -> Iterator[tuple[int, int]]:
    starts = line_starts(folded)
    for at, after in zip(starts, [*starts[1:], len(folded) + 1], strict=True):
        if folded[at : after - 1].strip():
            yield at, min(after, len(folded))


class _Reader:
    """Walks the text and remembers the year in force and, within a sentence, the last measure and verb."""

    def __init__(self, text: Text, tasks: tuple[ParsedTask, ...]) -> None:
        self.found: list[ParsedTarget] = []
        self._text = text
        self._masked = _masked(text.folded)
        self._reaches = _reaches(tasks)
        self._year: int | None = None
        self._paragraph_year: int | None = None
        self._list_year: int | None = None
        self._metric = ""
        self._verb = ""
        self._figure_end = -1

    def read_paragraph(self, start: int, end: int) -> None:
        """Read ``start:end``; a heading ends the list that an earlier paragraph opened."""
        words = self._masked[start:end]
        if _HEADING.match(words):
            self._list_year = None
        self._paragraph_year = self._list_year
        for match in _SENTENCE.finditer(words):
            self._read_sentence(start + match.start(), start + match.end())
        if words.rstrip().endswith(":"):
            self._list_year = self._paragraph_year

    def _read_sentence(self, start: int, end: int) -> None:
        self._metric, self._verb, self._figure_end = "", "", -1
        self._year = self._paragraph_year
        taken = self._read_pairs(start, end)
        events: list[tuple[int, int, Figure | re.Match[str]]] = [
            (figure.start, 1, figure) for figure in figures(self._masked, start, end)
        ]
        for pattern in (_YEAR, _FIVE_YEARS):
            events += [(match.start(), 0, match) for match in pattern.finditer(self._masked, start, end)]
        events += [(match.start(), 2, match) for match in _QUALITY.finditer(self._masked, start, end)]
        for at, _, event in sorted(events, key=lambda one: one[:2]):
            if isinstance(event, re.Match):
                self._read_match(start, event)
            elif not any(left <= at < right for left, right in taken):
                self._read_figure(start, end, event)

    def _read_match(self, start: int, match: re.Match[str]) -> None:
        if match.re is _YEAR:
            self._year = int(match["year"])
            if match["mark"] or match["edge"] or match["comma"] or match["by"]:
                self._paragraph_year = self._year
        elif match.re is _FIVE_YEARS:
            self._year = self._paragraph_year = 2020 + 5 * "三四五六".index(match["which"])
        elif self._year is not None:
            left = self._clause_start(start, match.start())
            names = [name for name in split_subjects(self._masked[left : match.start()]) if RATE.search(name)]
            found = [ParsedTarget(name, Op.QUALITATIVE, None, match[0], self._year) for name in names]
            self._add(found, left, match.end())

    def _read_figure(self, start: int, end: int, figure: Figure) -> None:
        clause = self._clause(start, end, figure)
        if not is_promise(clause):
            return
        self._figure_end = figure.end
        self._add(targets_of(clause, figure.year or self._year), figure.start, figure.end)
        self._verb = verb_of(clause)

    def _clause(self, start: int, end: int, figure: Figure) -> Clause:
        masked = self._masked
        left = self._clause_start(start, figure.start)
        is_next = left <= self._figure_end <= figure.start
        left = self._figure_end if is_next else left
        semicolon = max(start, masked.rfind(";", start, figure.start) + 1)
        return Clause(
            figure=figure,
            sentence=masked[start:end],
            segment=masked[semicolon : figure.start],
            subject=masked[left : figure.start],
            after=masked[figure.end : end],
            metric=self._metric,
            verb=self._verb,
            is_next=is_next and bool(self._verb),
        )

    def _clause_start(self, start: int, at: int) -> int:
        """After the last comma or the like before an offset, not before ``start``, and near."""
        start = max(start, at - _NEAR)
        return max([start, *(match.end() for match in _APART.finditer(self._masked, start, at))])

    def _add(self, found: list[ParsedTarget], start: int, end: int) -> None:
        at = bisect_right(self._reaches, (start, len(self._masked), 0)) - 1
        task = self._reaches[at][2] if at >= 0 and start < self._reaches[at][1] else None
        for one in found:
            span = self._text.span(start, end)
            self.found.append(
                ParsedTarget(one.metric, one.op, one.value, one.unit, one.year, task, one.note, span)
            )
            self._metric = one.metric

    def _read_pairs(self, start: int, end: int) -> list[tuple[int, int]]:
        """``A、B分别达到95%、90%以上``, ``2025年、2030年分别达到80%、90%``: matched one by one. Returns what is read."""
        taken = []
        for match in re.finditer("分别", self._masked[start:end]):
            at = start + match.start()
            left = self._clause_start(start, at)
            limit = min(end, at + _NEAR)
            if not re.search(r"\d|百分之", self._masked[at:limit]):
                continue
            stop = _APART.search(self._masked, at, limit)
            values = list(figures(self._masked, at + 2, stop.start() if stop else limit))
            if len(values) < 2:
                continue
            pairs = self._pairs(self._masked[left:at], values, start, left, at)
            op = values[-1].op if values[-1].post else values[0].op
            for name, year, value in pairs:
                unit = unit_of(value, name, "")
                self._add([ParsedTarget(name, op, value.value, unit, year)], value.start, value.end)
            if pairs:
                taken.append((left, values[-1].end))
        return taken

    def _pairs(
        self, subject: str, values: list[Figure], start: int, left: int, at: int
    ) -> list[tuple[str, int | None, Figure]]:
        """(measure, year, value): several years of one measure, or several measures in one year."""
        years = [int(said) for said in re.findall(r"(20\d\d)年", subject)]
        if len(years) == len(values):
            parts = re.split(r"(?:到|至|在)?20\d\d年(?:底|末)?", subject)
            name = metric_name(parts[0]) or metric_name(parts[-1]) or self._metric
            return [(name, said, value) for said, value in zip(years, values, strict=True) if name]
        names = [name for name in map(metric_name, SEAM.split(metric_name(subject))) if name]
        names = names if len(names) == len(values) else split_subjects(subject)
        if len(names) == len(values):
            year = self._year_before(start, at)
            return [(name, year, value) for name, value in zip(names, values, strict=True)]
        years = [int(said) for said in re.findall(r"(20\d\d)年", self._masked[start:left])]
        if len(names) == 1 and len(years) == len(values):
            return [(names[0], said, value) for said, value in zip(years, values, strict=True)]
        return []

    def _year_before(self, start: int, end: int) -> int | None:
        said = [int(match["year"]) for match in _YEAR.finditer(self._masked, start, end)]
        return said[-1] if said else self._year


def _reaches(tasks: tuple[ParsedTask, ...]) -> list[tuple[int, int, int]]:
    """Where each task's words begin and end, in order of the text."""
    reaches = []
    for task in tasks:
        places = [task.spans[name] for name in ("title", "clause") if name in task.spans]
        if places:
            reaches.append((min(span.start for span in places), max(span.end for span in places), task.no))
    return sorted(reaches)
