"""The schema as a page for people: operations, what goes in, what comes out, field by field. Pure.

Drawn on the server from the same OpenAPI document that machines read, so it needs no script and can be printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuoyu.foundation.access.actions import Action

Schema = Mapping[str, Any]
_TYPES = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "是否", "object": "对象"}
_FORMATS = {"date": "日期", "date-time": "时间"}
_PLACES = {"path": "地址", "query": "参数", "header": "请求头"}
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: its name with the names around it (``items[].no``), what kind of value, what it means."""

    name: str
    place: str
    kind: str
    is_required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class OperationCard:
    """One operation, ready to be drawn. ``sample`` is a call that can be pasted into a terminal."""

    name: str
    method: str
    path: str
    summary: str
    meaning: str
    actions: tuple[Action, ...]
    given: tuple[FieldLine, ...]
    answered: tuple[FieldLine, ...]
    status: str
    sample: str


def cards_of(document: Schema, actions: Mapping[str, Action], host: str) -> dict[str, list[OperationCard]]:
    """Operations by tag, in the order of the document. ``host`` is the address in front of the samples."""
    groups: dict[str, list[OperationCard]] = {}
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            card = _card(document, path, method.upper(), described, actions, host)
            groups.setdefault(described["tags"][0], []).append(card)
    return groups


def _card(
    document: Schema, path: str, method: str, described: Schema, actions: Mapping[str, Action], host: str
) -> OperationCard:
    status, answer = next((code, each) for code, each in described["responses"].items() if int(code) < 300)
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    given = [_parameter(document, each) for each in described["parameters"]]
    if body:
        given += _fields(document, body, "", "正文")
    return OperationCard(
        name=described["operationId"],
        method=method,
        path=path,
        summary=described["summary"],
        meaning=described["description"],
        actions=tuple(actions[code] for code in described["x-tuoyu-actions"]),
        given=tuple(given),
        answered=tuple(_fields(document, answer["content"]["application/json"]["schema"], "", "回答")),
        status=str(status),
        sample=_sample(
            method,
            f"{host}{path}",
            _BODY if body else None,
            is_public=bool(described.get("x-tuoyu-public")),
        ),
    )


def _parameter(document: Schema, each: Schema) -> FieldLine:
    schema = _resolved(document, each["schema"])
    meaning = each.get("description") or schema.get("description", "")
    return FieldLine(each["name"], _PLACES[each["in"]], kind_of(document, schema), each["required"], meaning)


def _fields(document: Schema, schema: Schema, prefix: str, place: str, depth: int = 0) -> Iterator[FieldLine]:
    """The fields of an object and of what lies inside it, outermost first."""
    schema = _resolved(document, schema)
    required = schema.get("required", ())
    for name, raw in schema.get("properties", {}).items():
        one = _resolved(document, raw)
        meaning = raw.get("description") or one.get("description", "")
        yield FieldLine(f"{prefix}{name}", place, kind_of(document, one), name in required, _plain(meaning))
        inner, suffix = _inside(document, one)
        if inner is not None and depth < _DEEPEST:
            yield from _fields(document, inner, f"{prefix}{name}{suffix}", place, depth + 1)


def _inside(document: Schema, schema: Schema) -> tuple[Schema | None, str]:
    """The object within a field: itself, or what a list holds; None for plain values."""
    if schema.get("type") == "array":
        inner = _resolved(document, schema["items"])
        return (inner, "[].") if "properties" in inner else (None, "")
    return (schema, ".") if "properties" in schema else (None, "")


def kind_of(document: Schema, schema: Schema) -> str:
    """What kind of value, in words: 整数，1 到 200；文字，最多 64 个字；日期，可为空. How a text is written is said by its meaning."""
    choices = [_resolved(document, each) for each in schema.get("anyOf", ())]
    if choices:
        shown = [kind_of(document, each) for each in choices if each.get("type") != "null"]
        is_nullable = len(shown) < len(choices)
        return " 或 ".join(dict.fromkeys(shown)) + ("，可为空" if is_nullable else "")
    if schema.get("type") == "array":
        return f"列表：{kind_of(document, _resolved(document, schema['items']))}"
    word = _FORMATS.get(schema.get("format", ""), _TYPES.get(schema.get("type", ""), "任意"))
    return "，".join([word, *_bounds(schema)])


def _bounds(schema: Schema) -> Iterator[str]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None and high < 10**9:
        yield f"{low} 到 {high}"
    if "maxLength" in schema:
        yield f"最多 {schema['maxLength']} 个字"


def _resolved(document: Schema, schema: Schema) -> Schema:
    """The schema behind a reference; a choice of one thing or nothing counts as that thing where it is an object."""
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    objects = [each for each in schema.get("anyOf", ()) if "$ref" in each]
    return _resolved(document, objects[0]) if len(objects) == 1 else schema


def _plain(meaning: str) -> str:
    """Descriptions of nested shapes are doc strings for programmers; only those written for readers are shown."""
    return meaning if any("\u4e00" <= character <= "\u9fff" for character in meaning) else ""


def _sample(method: str, address: str, body: Mapping[str, Any] | None, *, is_public: bool) -> str:
    if is_public:
        return f"curl '{address}'"
    lines = [f"curl -H 'Authorization: Bearer $TOKEN' '{address}'"]
    if method != "GET":
        lines = [f"curl -X {method} -H 'Authorization: Bearer $TOKEN' -H 'Idempotency-Key: {_KEY}' \\"]
        if body:
            lines.append("  -H 'Content-Type: application/json' \\")
            lines.append(f"  -d '{json.dumps(body, ensure_ascii=False)}' \\")
        lines.append(f"  '{address}'")
    return "\n".join(lines)


_KEY = "3f0c2a52-report-2026-11"
_BODY: dict[str, str | int] = {
    "task_no": 3,
    "month": "2026-11",
    "summary": "已完成辖区内摸底，建立台账三十二份。",
}
