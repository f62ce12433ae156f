"""The review of a draft: each field beside the sentence it was read from, and the way back from form to draft."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.http import QueryDict

from tuoyu.kernel.dates import parse_date
from tuoyu.registers.plans.words import Op

_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_NAMES = re.compile(r"[、，,;；\s]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_FACTS = (
    ("title", "标题"),
    ("doc_no", "文号"),
    ("issuer", "发文机关"),
    ("signed", "成文日期"),
    ("published", "发布日期"),
    ("effective", "施行日期"),
    ("valid_years", "有效期（年）"),
    ("expires", "有效期至"),
)
_DAYS = ("signed", "published", "effective", "expires")
OPS = tuple((str(op), op.label) for op in Op)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the text. ``sentence_id`` is set where some field was read from it."""

    text: str
    sentence_id: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input: ``sentence_id`` names the sentence beside it."""

    name: str
    label: str
    value: str
    sentence_id: str = ""
    problem: str = ""

    @property
    def input_id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True, slots=True)
class TaskFields:
    no: int
    section: str
    drop_name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class TargetFields:
    position: int
    label: str
    drop_name: str
    op_name: str
    op: str
    fields: tuple[Field, ...]


@dataclass(slots=True)
class Review:
    """All that the page draws."""

    paragraphs: list[list[Piece]]
    facts: list[Field] = field(default_factory=list)
    tasks: list[TaskFields] = field(default_factory=list)
    targets: list[TargetFields] = field(default_factory=list)


class _Sentences:
    """The text cut into sentences; remembers which of them a field points at."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _SENTENCE.finditer(text)]
        self._text = text
        self._used: set[int] = set()

    def at(self, pair: Any) -> str:
        """The id of the sentence in which a span begins; empty when there is none."""
        if not pair:
            return ""
        start = pair[0]
        for place, (first, last) in enumerate(self._spans):
            if first <= start < last:
                self._used.add(place)
                return f"s{place}"
        return ""

    def paragraphs(self) -> Iterator[list[Piece]]:
        pieces: list[Piece] = []
        end = 0
        for place, (first, last) in enumerate(self._spans):
            if "\n" in self._text[end:first] and pieces:
                yield pieces
                pieces = []
            pieces.append(Piece(self._text[first:last], f"s{place}" if place in self._used else ""))
            end = last
        if pieces:
            yield pieces


def review_of(text: str, draft: Mapping[str, Any], unknown: frozenset[str]) -> Review:
    """The draft as fields. ``unknown`` are unit names that no unit bears: named beside their field."""
    sentences = _Sentences(text)
    review = Review([])
    spans = draft.get("spans", {})
    review.facts = [
        Field(f"fact-{key}", label, _shown(draft.get(key)), sentences.at(spans.get(key)))
        for key, label in _FACTS
    ]
    review.tasks = [
        _task_fields(place, task, sentences, unknown) for place, task in enumerate(draft.get("tasks", ()))
    ]
    review.targets = [
        _target_fields(place, target, sentences) for place, target in enumerate(draft.get("targets", ()))
    ]
    review.paragraphs = list(sentences.paragraphs())
    return review


def fingerprint(draft: Mapping[str, Any]) -> str:
    """Tells whether the form was drawn from the draft as it is now: its fields are named by their places in it."""
    return sha256(json.dumps(draft, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def draft_from(post: QueryDict, draft: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The draft as the reviewer left it, and sentences about values that cannot be. Clauses and spans are kept."""
    problems: list[str] = []
    changed = dict(draft)
    for key, label in _FACTS:
        changed[key] = _fact(key, label, _typed(post, f"fact-{key}"), problems)
    changed["tasks"] = [
        _task_from(post, place, task, problems)
        for place, task in enumerate(draft["tasks"])
        if not post.get(f"task-{place}-drop")
    ]
    changed["targets"] = [
        _target_from(post, place, target, problems)
        for place, target in enumerate(draft["targets"])
        if not post.get(f"target-{place}-drop")
    ]
    return changed, problems


def _task_fields(
    place: int, task: Mapping[str, Any], sentences: _Sentences, unknown: frozenset[str]
) -> TaskFields:
    spans = task.get("spans", {})

    def units(key: str, label: str) -> Field:
        missing = [name for name in task[key] if name in unknown]
        problem = f"没有登记的单位：{'、'.join(missing)}" if missing else ""
        return Field(
            f"task-{place}-{key}", label, "、".join(task[key]), sentences.at(spans.get(key)), problem
        )

    return TaskFields(
        task["no"],
        task.get("section_title") or "",
        f"task-{place}-drop",
        (
            Field(f"task-{place}-no", "序号", str(task["no"]), sentences.at(spans.get("title"))),
            Field(f"task-{place}-title", "任务", task["title"], sentences.at(spans.get("title"))),
            units("lead", "牵头单位"),
            units("responsible", "责任单位"),
        ),
    )


def _target_fields(place: int, target: Mapping[str, Any], sentences: _Sentences) -> TargetFields:
    mark = sentences.at(target.get("span"))
    return TargetFields(
        place,
        target["metric"],
        f"target-{place}-drop",
        f"target-{place}-op",
        target["op"],
        (
            Field(f"target-{place}-metric", "指标", target["metric"], mark),
            Field(f"target-{place}-year", "年份", _shown(target.get("year")), mark),
            Field(f"target-{place}-value", "数值", _shown(target.get("value")), mark),
            Field(f"target-{place}-unit", "单位", target.get("unit", ""), mark),
        ),
    )


def _fact(key: str, label: str, text: str, problems: list[str]) -> Any:
    if not text:
        return None
    if key in _DAYS:
        try:
            return parse_date(text).isoformat()
        except ValueError as wrong:
            problems.append(f"{label}：{wrong}")
            return None
    if key == "valid_years":
        return _whole(label, text, problems)
    return text


def _task_from(post: QueryDict, place: int, task: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    number = post.get(f"task-{place}-no", str(task["no"])).strip()
    return {
        **task,
        "no": _whole(f"任务 {task['no']} 的序号", number, problems) or task["no"],
        "title": _typed(post, f"task-{place}-title", task["title"]),
        "lead": _names(_typed(post, f"task-{place}-lead")),
        "responsible": _names(_typed(post, f"task-{place}-responsible")),
    }


def _target_from(
    post: QueryDict, place: int, target: Mapping[str, Any], problems: list[str]
) -> dict[str, Any]:
    metric = _typed(post, f"target-{place}-metric", target["metric"])
    year = _typed(post, f"target-{place}-year")
    value = _typed(post, f"target-{place}-value")
    op = post.get(f"target-{place}-op", target["op"])
    return {
        **target,
        "metric": metric,
        "op": op if op in dict(OPS) else target["op"],
        "year": _whole(f"{metric}的年份", year, problems) if year else None,
        "value": _number(f"{metric}的数值", value, problems) if value else None,
        "unit": _typed(post, f"target-{place}-unit"),
    }


def _typed(post: QueryDict, name: str, before: str = "") -> str:
    """What stands in a field; ``before`` where the form has none. Control characters fit into no database and no title."""
    return _CONTROLS.sub("", post.get(name, before)).strip()


def _names(text: str) -> list[str]:
    return [name for name in _NAMES.split(text.strip()) if name]


def _whole(label: str, text: str, problems: list[str]) -> int | None:
    if re.fullmatch("[0-9]{1,4}", text):
        return int(text)
    problems.append(f"{label}应是整数，现在是“{text}”。")
    return None


def _number(label: str, text: str, problems: list[str]) -> float | int | None:
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", text):
        return float(text) if "." in text else int(text)
    problems.append(f"{label}应是数字，现在是“{text}”。")
    return None


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
