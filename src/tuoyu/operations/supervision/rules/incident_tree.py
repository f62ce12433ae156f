"""The question tree of incidents: a few taps to whether, to whom and how fast to report. Walked the same by ``incident_page/tree.js``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tuoyu.foundation.policy.words import UNVERIFIED, Confidence
from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.incidents import HOTLINES, STREET, SUPERVISOR, IncidentKind

MOST_TAPS = 6
W = TypeVar("W", bound=LabelledEnum)


class TreeWrong(ValueError):
    """The file is no tree: ``where`` names question or outcome, ``reason`` says in Chinese what is expected."""

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}：{reason}")


class UnknownAnswer(ValueError):
    """A path names an answer that its question does not have, or goes on behind an outcome."""


@dataclass(frozen=True, slots=True)
class Answer:
    code: str
    label: str
    next: str


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    text: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    article: str
    confidence: Confidence

    @property
    def is_unverified(self) -> bool:
        return self.confidence in UNVERIFIED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows. ``limit`` names the parameter of the minutes; empty: nothing is reported. ``to`` are kinds of bodies."""

    code: str
    title: str
    kind: IncidentKind
    severity: Severity
    limit: str
    to: tuple[str, ...]
    phones: tuple[str, ...]
    do: tuple[str, ...]
    never: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def is_reportable(self) -> bool:
        return bool(self.limit)

    @property
    def is_unverified(self) -> bool:
        return any(source.is_unverified for source in self.sources)


@dataclass(frozen=True, slots=True)
class Tree:
    title: str
    first: str
    questions: Mapping[str, Question]
    outcomes: Mapping[str, Outcome]


def walk(tree: Tree, answers: Sequence[str]) -> Question | Outcome:
    """Where the answers, codes in order, lead: the next question or the outcome. Raises ``UnknownAnswer``."""
    here = tree.first
    for code in answers:
        question = tree.questions.get(here)
        chosen = next((each for each in question.answers if each.code == code), None) if question else None
        if chosen is None:
            raise UnknownAnswer(f"{here}: {code}")
        here = chosen.next
    return tree.questions.get(here) or tree.outcomes[here]


def paths(tree: Tree) -> Iterator[tuple[tuple[str, ...], Outcome]]:
    """Every way through a sound tree with its outcome, in the order of the file."""
    open_ways: list[tuple[tuple[str, ...], str]] = [((), tree.first)]
    while open_ways:
        way, here = open_ways.pop()
        if here in tree.outcomes:
            yield way, tree.outcomes[here]
            continue
        answers = tree.questions[here].answers
        open_ways += [((*way, answer.code), answer.next) for answer in reversed(answers)]


def said(tree: Tree, answers: Sequence[str]) -> list[tuple[str, str]]:
    """The path as people read it: question and answer. Raises ``UnknownAnswer``."""
    told = []
    for at, code in enumerate(answers):
        question = walk(tree, answers[:at])
        if not isinstance(question, Question):
            raise UnknownAnswer(code)
        chosen = next((each.label for each in question.answers if each.code == code), None)
        if chosen is None:
            raise UnknownAnswer(code)
        told.append((question.text, chosen))
    return told


# ---- reading ---------------------------------------------------------------------------------------------------------


def read_tree(raw: Any) -> Tree:
    """The tree of a parsed file. Raises ``TreeWrong`` at the first thing that has no place in it."""
    top = _table(raw, "文件", {"title", "first", "questions", "outcomes"})
    questions = {code: _question(code, each) for code, each in _table(top["questions"], "questions").items()}
    outcomes = {code: _outcome(code, each) for code, each in _table(top["outcomes"], "outcomes").items()}
    return Tree(_text(top, "title", "文件"), _text(top, "first", "文件"), questions, outcomes)


def _question(code: str, raw: Any) -> Question:
    table = _table(raw, code, {"text", "answers"})
    rows = [
        _table(each, f"{code}的回答", {"code", "label", "next"}) for each in _rows(table["answers"], code)
    ]
    answers = (Answer(*(_text(row, name, code) for name in ("code", "label", "next"))) for row in rows)
    return Question(code, _text(table, "text", code), tuple(answers))


def _outcome(code: str, raw: Any) -> Outcome:
    needed = {"title", "kind", "severity", "to", "phones", "do", "never", "sources"}
    table = _table(raw, code, needed, {"limit"})
    return Outcome(
        code=code,
        title=_text(table, "title", code),
        kind=_word(IncidentKind, table, "kind", code),
        severity=_word(Severity, table, "severity", code),
        limit=_text(table, "limit", code) if "limit" in table else "",
        to=_texts(table, "to", code),
        phones=_texts(table, "phones", code),
        do=_texts(table, "do", code),
        never=_texts(table, "never", code),
        sources=tuple(_source(code, each) for each in _rows(table["sources"], code)),
    )


def _source(code: str, raw: Any) -> Source:
    table = _table(raw, f"{code}的来源", {"title", "article", "confidence"})
    confidence = _word(Confidence, table, "confidence", code)
    return Source(_text(table, "title", code), _text(table, "article", code), confidence)


def _table(raw: Any, where: str, needed: Collection[str] = (), more: Collection[str] = ()) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise TreeWrong(where, "应是一组“名称: 值”")
    missing = [name for name in needed if name not in raw]
    unknown = [str(name) for name in raw if needed and name not in needed and name not in more]
    if missing or unknown:
        raise TreeWrong(
            where, f"缺少：{'、'.join(sorted(missing)) or '无'}；多出：{'、'.join(unknown) or '无'}"
        )
    if not all(isinstance(name, str) for name in raw):
        raise TreeWrong(where, "名称应是文字（yes、no 要加引号或换个写法）")
    return raw


def _rows(raw: Any, where: str) -> list[Any]:
    if not isinstance(raw, list):
        raise TreeWrong(where, "应是一个列表")
    return raw


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table[name]
    if not isinstance(value, str) or not value.strip():
        raise TreeWrong(where, f"{name} 应是文字，现在是“{value}”")
    return value


def _texts(table: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    rows = _rows(table[name], where)
    if not all(isinstance(each, str) and each.strip() for each in rows):
        raise TreeWrong(where, f"{name} 里每一项都应是文字")
    return tuple(rows)


def _word(words: type[W], table: Mapping[str, Any], name: str, where: str) -> W:
    value = _text(table, name, where)
    if value not in set(words):
        raise TreeWrong(where, f"{name} 没有“{value}”，可用：{'、'.join(each.value for each in words)}")
    return words(value)


# ---- lint ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TreeProblem:
    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}：{self.reason}"


def lint_tree(tree: Tree, unit_kinds: Collection[str], limits: Collection[str]) -> list[TreeProblem]:
    """What is wrong with a tree that could be read: dead ends, circles, lost leaves, long ways, unknown bodies and limits."""
    problems = [TreeProblem(code, "既是问题又是结果") for code in tree.questions if code in tree.outcomes]
    problems += _lint_questions(tree)
    longest, circle = _depth(tree)
    if circle:
        problems.append(TreeProblem(circle, "问着问着又回到这里，永远没有结果"))
    elif longest > MOST_TAPS:
        problems.append(TreeProblem(tree.first, f"最长要点 {longest} 下，最多 {MOST_TAPS} 下"))
    reached = _reached(tree)
    problems += [
        TreeProblem(code, "没有一条路走到这里")
        for code in (*tree.questions, *tree.outcomes)
        if code not in reached
    ]
    bodies = {SUPERVISOR, STREET, *unit_kinds}
    problems += [
        each for code in tree.outcomes for each in _lint_outcome(tree.outcomes[code], bodies, limits)
    ]
    return problems


def _lint_questions(tree: Tree) -> Iterator[TreeProblem]:
    known = {*tree.questions, *tree.outcomes}
    if tree.first not in tree.questions:
        yield TreeProblem("first", f"没有“{tree.first}”这个问题")
    for question in tree.questions.values():
        codes = [answer.code for answer in question.answers]
        if len(codes) < 2:
            yield TreeProblem(question.code, "至少要有两个回答")
        if len(codes) != len(set(codes)):
            yield TreeProblem(question.code, "有两个回答的代码一样")
        for answer in question.answers:
            if answer.next not in known:
                yield TreeProblem(f"{question.code}.{answer.code}", f"去“{answer.next}”，但没有它")


def _lint_outcome(
    outcome: Outcome, bodies: Collection[str], limits: Collection[str]
) -> Iterator[TreeProblem]:
    where = outcome.code
    if not outcome.sources:
        yield TreeProblem(where, "没有写来源")
    if not outcome.do:
        yield TreeProblem(where, "没有写现在做什么")
    if outcome.limit and outcome.limit not in limits:
        yield TreeProblem(where, f"没有时限参数 incident_limits.{outcome.limit}")
    if bool(outcome.limit) != bool(outcome.to):
        yield TreeProblem(where, "要报的应写报给谁和多快报，不报的两样都不写")
    for body in outcome.to:
        if body not in bodies:
            yield TreeProblem(where, f"没有“{body}”这类单位")
    for phone in outcome.phones:
        if phone not in HOTLINES:
            yield TreeProblem(where, f"“{phone}”不在可打的电话里")


def _next(tree: Tree, here: str) -> list[str]:
    question = tree.questions.get(here)
    return [answer.next for answer in question.answers] if question else []


def _reached(tree: Tree) -> set[str]:
    found: set[str] = set()
    waiting = [tree.first]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += _next(tree, here)
    return found


def _depth(tree: Tree) -> tuple[int, str]:
    """The most taps from the first question on, and the question where a circle closes (then the taps mean nothing)."""
    depths: dict[str, int] = {}
    open_now: list[str] = []

    def visit(here: str) -> str:
        if here in open_now:
            return here
        if here in depths:
            return ""
        open_now.append(here)
        circle = next(filter(None, map(visit, _next(tree, here))), "")
        open_now.pop()
        depths[here] = max((1 + depths.get(each, 0) for each in _next(tree, here)), default=0)
        return circle

    circle = visit(tree.first)
    return depths.get(tree.first, 0), circle
