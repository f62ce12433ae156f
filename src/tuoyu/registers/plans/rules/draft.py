"""A plan under review as plain data: what the review screen shows, edits and stores. Pure.

The shape is that of ``ParsedPlan.to_json_dict`` with, beside each task, its clause and measures and, beside each
field, the stretch of the text it was read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.registers.plans.rules.parsed import ParsedPlan, ParsedTarget, ParsedTask, Span
from tuoyu.registers.plans.words import Op

# How many characters the columns of an adopted plan take.
TITLE_LENGTH, DOC_NO_LENGTH, ISSUER_LENGTH = 200, 64, 100
UNIT_LENGTH, METRIC_LENGTH, MEASURE_LENGTH = 64, 100, 32
_LENGTHS = (
    ("title", "标题", TITLE_LENGTH),
    ("doc_no", "文号", DOC_NO_LENGTH),
    ("issuer", "发文机关", ISSUER_LENGTH),
    ("index_no", "索引号", DOC_NO_LENGTH),
    ("unified_no", "统一编号", DOC_NO_LENGTH),
)
FACTS = (
    "doc_no",
    "index_no",
    "unified_no",
    "title",
    "issuer",
    "signed",
    "published",
    "effective",
    "valid_years",
    "expires",
)


def draft_of(plan: ParsedPlan) -> dict[str, Any]:
    """The plan as a draft (JSON values only)."""
    return {
        **{name: getattr(plan, name) for name in FACTS},
        "spans": _spans(plan.spans),
        "tasks": [_task_draft(task) for task in plan.tasks],
        "targets": [_target_draft(target) for target in plan.targets],
    }


def plan_of(draft: Mapping[str, Any], text: str = "") -> ParsedPlan:
    """The plan a draft stands for; the inverse of ``draft_of`` but for sentences, which are cut from ``text`` anew."""
    return ParsedPlan(
        text=text,
        **{name: draft.get(name) for name in FACTS},
        tasks=tuple(_task_of(task, text) for task in draft.get("tasks", ())),
        targets=tuple(_target_of(target, text) for target in draft.get("targets", ())),
        spans={name: _span_of(pair, text) for name, pair in draft.get("spans", {}).items()},
    )


def units_named(draft: Mapping[str, Any]) -> tuple[str, ...]:
    """Every unit the draft names, each once, in the order of the text."""
    names = (name for task in draft.get("tasks", ()) for name in (*task["lead"], *task["responsible"]))
    return tuple(dict.fromkeys(names))


def may_be_adopted(draft: Mapping[str, Any], unknown_units: Iterable[str]) -> Verdict:
    """Is the draft whole enough to become the plan in force? Each gap is a reason that names what to fill in."""
    reasons = []
    if not draft.get("tasks"):
        reasons.append(
            Reason("plans.no_tasks", "草稿里没有任务，不能采用。", next_step="请核对导入的是不是实施方案。")
        )
    if not draft.get("title"):
        reasons.append(
            Reason("plans.no_title", "草稿没有标题。", next_step="请填写方案标题。", field="title")
        )
    if not draft.get("effective"):
        reasons.append(
            Reason(
                "plans.no_effective",
                "草稿没有施行日期。",
                next_step="请填写施行日期，时限要从它算起。",
                field="effective",
            )
        )
    numbers = [task["no"] for task in draft.get("tasks", ())]
    doubled = sorted({number for number in numbers if numbers.count(number) > 1})
    if doubled:
        listed = "、".join(map(str, doubled))
        reasons.append(
            Reason("plans.no_twice", f"任务序号 {listed} 重复。", next_step="请改成不重复的序号。")
        )
    reasons += [
        Reason(
            "plans.no_unit",
            f"任务 {task['no']}“{task['title']}”没有任何单位。",
            next_step="请补上牵头单位或责任单位。",
        )
        for task in draft.get("tasks", ())
        if not task["lead"] and not task["responsible"]
    ]
    reasons += _too_long(draft)
    reasons += [
        Reason(
            "plans.unit_unknown",
            f"“{name}”还没有登记为单位。",
            next_step="请改成已登记的名称，或勾选“采用时登记为新单位”。",
        )
        for name in unknown_units
    ]
    return Verdict.of(reasons)


def _too_long(draft: Mapping[str, Any]) -> Iterator[Reason]:
    """Values that no column takes: mostly a sentence that was read as a name."""
    for name, label, most in _LENGTHS:
        if len(draft.get(name) or "") > most:
            yield _long(label, draft[name], most, name)
    for task in draft.get("tasks", ()):
        if len(task["title"]) > TITLE_LENGTH:
            yield _long(f"任务 {task['no']} 的名称", task["title"], TITLE_LENGTH)
    for name in units_named(draft):
        if len(name) > UNIT_LENGTH:
            yield _long("单位名称", name, UNIT_LENGTH)
    for target in draft.get("targets", ()):
        for key, label, most in (("metric", "指标名称", METRIC_LENGTH), ("unit", "指标单位", MEASURE_LENGTH)):
            if len(target.get(key) or "") > most:
                yield _long(label, target[key], most)


def _long(label: str, value: str, most: int, field: str = "") -> Reason:
    return Reason(
        "plans.too_long",
        f"{label}“{value[:20]}…”有 {len(value)} 个字，最多 {most} 个字。",
        next_step="请在核对页改短；多半是把整句话读成了名称。",
        field=field,
    )


def _task_draft(task: ParsedTask) -> dict[str, Any]:
    return {
        **task.to_json_dict(),
        "clause": task.clause,
        "measures": list(task.measures),
        "spans": _spans(task.spans),
    }


def _target_draft(target: ParsedTarget) -> dict[str, Any]:
    shape = target.to_json_dict()
    if target.span is not None:
        shape["span"] = [target.span.start, target.span.end]
        shape["sentence"] = target.span.sentence
    return shape


def _task_of(task: Mapping[str, Any], text: str) -> ParsedTask:
    return ParsedTask(
        no=int(task["no"]),
        title=str(task["title"]),
        lead=tuple(task["lead"]),
        responsible=tuple(task["responsible"]),
        section=task.get("section"),
        section_title=task.get("section_title"),
        chapter=task.get("chapter"),
        chapter_title=task.get("chapter_title"),
        clause=str(task.get("clause", "")),
        measures=tuple(task.get("measures", ())),
        deadline=task.get("deadline"),
        spans={name: _span_of(pair, text) for name, pair in task.get("spans", {}).items()},
    )


def _target_of(target: Mapping[str, Any], text: str) -> ParsedTarget:
    pair = target.get("span")
    return ParsedTarget(
        metric=str(target["metric"]),
        op=Op(target["op"]),
        value=target.get("value"),
        unit=str(target.get("unit", "")),
        year=target.get("year"),
        task=target.get("task"),
        note=str(target.get("note", "")),
        span=_span_of(pair, text) if pair else None,
    )


def _spans(spans: Mapping[str, Span]) -> dict[str, list[int]]:
    return {name: [span.start, span.end] for name, span in spans.items()}


def _span_of(pair: Iterable[int], text: str) -> Span:
    start, end = pair
    return Span(start, end, text[start:end])
