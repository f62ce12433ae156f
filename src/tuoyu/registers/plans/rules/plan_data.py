"""A plan kept as data (``plan.yaml``) → the same shape that the parser gives.

The data is written out as a plain text of our own words, and every span points into that text, so that a review
screen works without the government's document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuoyu.registers.plans.rules.parsed import ParsedPlan, ParsedTarget, ParsedTask, Span
from tuoyu.registers.plans.words import Op

_FACTS = (
    "doc_no",
    "title",
    "issuer",
    "signed",
    "published",
    "effective",
    "valid_years",
    "expires",
    "index_no",
    "unified_no",
)


class PlanDataWrong(ValueError):
    """The data is not a plan; the message names the key and what is expected there."""


def plan_from_data(data: Mapping[str, Any]) -> ParsedPlan:
    """Keys as in ``ParsedPlan.to_json_dict``, plus ``measures`` of a task and ``cooperation``, a sentence on who works
    together. Raises ``PlanDataWrong``.
    """
    writer = _Writer()
    facts = {name: _plain(data.get(name)) for name in _FACTS}
    spans = {name: writer.line(str(facts[name])) for name in ("doc_no", "title") if facts[name]}
    tasks = tuple(
        _task(_mapping(row, f"tasks[{at}]"), at, writer) for at, row in enumerate(_rows(data, "tasks"))
    )
    if cooperation := data.get("cooperation"):
        writer.line(str(cooperation))
    targets = tuple(
        _target(_mapping(row, f"targets[{at}]"), at, writer) for at, row in enumerate(_rows(data, "targets"))
    )
    return ParsedPlan(text=writer.text, tasks=tasks, targets=targets, spans=spans, **facts)


class _Writer:
    def __init__(self) -> None:
        self.text = ""

    def put(self, words: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += words
        return start, len(self.text)

    def line(self, words: str) -> Span:
        start, end = self.put(words)
        self.text += "\n"
        return Span(start, end, words)


def _plain(value: object) -> Any:
    """YAML reads a bare 2020-12-16 as a date; the plan keeps ISO strings."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _rows(data: Mapping[str, Any], key: str) -> list[Any]:
    rows = data.get(key)
    if not isinstance(rows, list):
        raise PlanDataWrong(f"{key} 应当是一个列表。")
    return rows


def _mapping(row: object, where: str) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise PlanDataWrong(f"{where} 应当是“键: 值”的形式，现在是 {row!r}。")
    # YAML 1.1 reads a bare key ``no`` as false; a clerk who writes it means the number.
    return {"no" if key is False else key: value for key, value in row.items()}


def _names(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    names = row.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise PlanDataWrong(f"{where}.{key} 应当是文字的列表，现在是 {names!r}。")
    return tuple(names)


def _task(row: Mapping[str, Any], at: int, writer: _Writer) -> ParsedTask:
    where = f"tasks[{at}]"
    if not isinstance(row.get("no"), int) or not isinstance(row.get("title"), str):
        raise PlanDataWrong(f"{where} 要有 no（整数）和 title（文字）。")
    lead, responsible = _names(row, "lead", where), _names(row, "responsible", where)
    measures = _names(row, "measures", where)
    start, _ = writer.put(f"{row['no']}.")
    places = {"title": writer.put(row["title"])}
    writer.put("。")
    places["clause"] = writer.put("".join(f"{measure.rstrip('。')}。" for measure in measures))
    for name, label, units in (("lead", "（牵头单位：", lead), ("responsible", "；责任单位：", responsible)):
        if units:
            writer.put(label if name == "lead" or lead else "（责任单位：")
            places[name] = writer.put("、".join(units))
    end = writer.put("）" if lead or responsible else "")[1]
    writer.put("\n")
    clause = writer.text[slice(*places["clause"])]
    return ParsedTask(
        no=row["no"],
        title=row["title"],
        lead=lead,
        responsible=responsible,
        section=row.get("section"),
        section_title=row.get("section_title"),
        chapter=row.get("chapter"),
        chapter_title=row.get("chapter_title"),
        clause=clause,
        measures=tuple(f"{measure.rstrip('。')}。" for measure in measures),
        deadline=row.get("deadline"),
        spans={
            name: Span(*place, writer.text[start:end])
            for name, place in places.items()
            if place[1] > place[0]
        },
    )


def _target(row: Mapping[str, Any], at: int, writer: _Writer) -> ParsedTarget:
    where = f"targets[{at}]"
    try:
        op = Op(row["op"])
    except (KeyError, ValueError) as error:
        raise PlanDataWrong(f"{where}.op 应当是 {'、'.join(map(str, Op))} 之一。") from error
    value = row.get("value")
    number = _number(value, f"{where}.value")
    year = f"{row['year']}年" if row.get("year") else ""
    said = "" if number is None else str(value)
    span = writer.line(
        f"{year}{row.get('metric')}{op.label if number is not None else ''}{said}{row.get('unit')}。"
    )
    return ParsedTarget(
        metric=str(row.get("metric")),
        op=op,
        value=number,
        unit=str(row.get("unit")),
        year=row.get("year"),
        task=row.get("task"),
        note=str(row.get("note") or ""),
        span=span,
    )


def _number(value: object, where: str) -> float | int | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    try:
        number = float(str(value))
    except ValueError as error:
        raise PlanDataWrong(f"{where} 应当是数字，现在是 {value!r}。") from error
    return int(number) if number == int(number) else number
