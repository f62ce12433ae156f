"""Parameter files into parameters. Everything wrong is collected, so that a clerk mends a file in one go.

A base file has ``parameters:`` (declarations with national to municipal values); a file of a district has
``values:`` for keys that base declares, and speaks only of itself and its streets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tuoyu.foundation.policy.areas import is_area
from tuoyu.foundation.policy.entries import WrongEntry, day, mapping, text, word
from tuoyu.foundation.policy.parameters import Parameter, Source, Value
from tuoyu.foundation.policy.problems import Problem
from tuoyu.foundation.policy.shapes import Shape, WrongValue, deadline_shape
from tuoyu.foundation.policy.strict_yaml import YamlRefused, read_yaml
from tuoyu.foundation.policy.words import Confidence, Kind

KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_DECLARATION = {"label", "kind", "unit", "read_by", "description", "fields", "items", "choices", "values"}
_VALUE = {"area", "from", "to", "value", "source", "confidence", "note"}
_SOURCE = {"title", "article", "url"}
_PART = {"kind", "label", "unit", "choices"}


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """A file to read: where it is, how it is named to people, whose it is ('' is base)."""

    path: Path
    name: str
    district: str = ""


def parse(files: Iterable[ParameterFile]) -> tuple[dict[str, Parameter], list[Problem]]:
    """All parameters by key and all problems found in the files themselves."""
    problems: list[Problem] = []
    parameters: dict[str, Parameter] = {}
    ordered = sorted(files, key=lambda file: (bool(file.district), file.name))
    for file in ordered:
        content = _content(file, problems)
        if file.district:
            _read_values(file, content, parameters, problems)
        else:
            _read_declarations(file, content, parameters, problems)
    for key, parameter in parameters.items():
        ranked = sorted(parameter.values, key=lambda value: (value.area, value.since))
        parameters[key] = replace(parameter, values=tuple(ranked))
        problems += _time_problems(parameters[key])
    return dict(sorted(parameters.items())), problems


def _content(file: ParameterFile, problems: list[Problem]) -> dict[Any, Any]:
    top = "values" if file.district else "parameters"
    try:
        raw = read_yaml(file.path)
    except YamlRefused as refused:
        problems.append(Problem(file.name, "", refused.reason, refused.line))
        return {}
    if not isinstance(raw, dict) or list(raw) != [top] or not isinstance(raw[top], dict):
        problems.append(Problem(file.name, "", f"文件应只有一个顶层键“{top}:”，其下每个参数一段。"))
        return {}
    return dict(raw[top])


def _read_declarations(
    file: ParameterFile, content: dict[Any, Any], parameters: dict[str, Parameter], problems: list[Problem]
) -> None:
    for key, raw in content.items():
        try:
            if key in parameters:
                raise WrongEntry(f"这个参数在 {parameters[key].file} 里已经声明过，请只留一处。")
            parameter = _declaration(file, str(key), raw)
        except (WrongEntry, WrongValue) as wrong:
            problems.append(Problem(file.name, str(key), str(wrong)))
            continue
        values = _values(file, parameter, raw.get("values") or [], problems)
        parameters[parameter.key] = replace(parameter, values=values)


def _read_values(
    file: ParameterFile, content: dict[Any, Any], parameters: dict[str, Parameter], problems: list[Problem]
) -> None:
    for key, raw in content.items():
        parameter = parameters.get(key)
        if parameter is None:
            reason = "base 里没有声明这个参数，区县只能给已声明的参数取值。请核对拼写，或先在 base/parameters 里声明。"
            problems.append(Problem(file.name, str(key), reason))
            continue
        values = _values(file, parameter, raw, problems)
        parameters[key] = replace(parameter, values=parameter.values + values)


def _declaration(file: ParameterFile, key: str, raw: Any) -> Parameter:
    if not KEY.fullmatch(key):
        raise WrongEntry("键应写作“组.名”，只用小写字母、数字和下划线，如 deadlines.registration_push。")
    raw = mapping(raw, _DECLARATION, "参数")
    read_by = raw.get("read_by")
    if not (isinstance(read_by, list) and read_by and all(isinstance(module, str) for module in read_by)):
        raise WrongEntry("read_by 应是一个列表，至少写明一个读取它的模块。")
    return Parameter(
        key=key,
        label=text(raw, "label"),
        shape=_shape(raw),
        read_by=tuple(read_by),
        description=text(raw, "description"),
        file=file.name,
    )


def _shape(raw: dict[str, Any]) -> Shape:
    kind = word(Kind, raw, "kind")
    label, unit = text(raw, "label"), text(raw, "unit", is_optional=True)
    if kind is Kind.DEADLINE:
        return deadline_shape(label, unit)
    for name, kinds in {"fields": {Kind.RECORD, Kind.TABLE}, "items": {Kind.LIST}}.items():
        if (name in raw) != (kind in kinds):
            raise WrongEntry(f"kind 为 {kind} 时{'不能有' if name in raw else '要写'} {name}。")
    items = Shape(_scalar_kind(raw, "items"), unit=unit) if kind is Kind.LIST else None
    return Shape(kind, label, unit, _fields(raw.get("fields", {})), items, _choices(raw, kind))


def _fields(raw: Any) -> dict[str, Shape]:
    if not isinstance(raw, dict):
        raise WrongEntry("fields 应是一组“名称: {kind, label}”。")
    fields = {}
    for name, entry in raw.items():
        part = mapping(entry, _PART, f"fields 里的 {name} ")
        kind = _scalar_kind(part, "kind")
        unit = text(part, "unit", is_optional=True)
        fields[str(name)] = Shape(kind, text(part, "label"), unit, choices=_choices(part, kind))
    return fields


def _scalar_kind(raw: dict[str, Any], name: str) -> Kind:
    kind = word(Kind, raw, name)
    if kind in {Kind.RECORD, Kind.TABLE, Kind.LIST, Kind.DEADLINE}:
        raise WrongEntry(f"{name} 不能再套 {kind}，请用简单的种类。")
    return kind


def _choices(raw: dict[str, Any], kind: Kind) -> Mapping[str, str]:
    choices = raw.get("choices", {})
    if not isinstance(choices, dict) or not all(
        isinstance(part, str) for pair in choices.items() for part in pair
    ):
        raise WrongEntry("choices 应是一组“代码: 中文名”。")
    if choices and kind is not Kind.TEXT:
        raise WrongEntry("只有 kind 为 text 时才能写 choices。")
    return choices


def _values(
    file: ParameterFile, parameter: Parameter, raw: Any, problems: list[Problem]
) -> tuple[Value, ...]:
    if not isinstance(raw, list):
        problems.append(Problem(file.name, parameter.key, "取值应是一个列表（每段以“- ”开头）。"))
        return ()
    values = []
    for place, entry in enumerate(raw, 1):
        try:
            values.append(_value(file, parameter, entry))
        except (WrongEntry, WrongValue) as wrong:
            problems.append(Problem(file.name, parameter.key, f"第{place}个取值：{wrong}"))
    return tuple(values)


def _value(file: ParameterFile, parameter: Parameter, raw: Any) -> Value:
    raw = mapping(raw, _VALUE, "取值")
    since, until = day(raw, "from"), day(raw, "to") if "to" in raw else None
    if until is not None and until < since:
        raise WrongEntry(f"起始日 {since} 晚于终止日 {until}，请调换或改正。")
    if "value" not in raw:
        raise WrongEntry("缺少 value。")
    return Value(
        key=parameter.key,
        area=_area(raw, file.district),
        since=since,
        until=until,
        value=parameter.shape.read(raw["value"]),
        shape=parameter.shape,
        source=_source(raw),
        confidence=word(Confidence, raw, "confidence"),
        note=text(raw, "note", is_optional=True),
        file=file.name,
    )


def _area(raw: dict[str, Any], district: str) -> str:
    area = raw.get("area")
    if not isinstance(area, str) or not is_area(area) or len(area) > 9:
        raise WrongEntry(f'area 应是加引号的6位或9位区划代码，如 "330000"，现在是“{area}”。')
    if district and not area.startswith(district):
        raise WrongEntry(f"区划 {area} 不属于本区 {district}，区县文件只能规定本区和本区街镇。")
    if not district and not area.endswith("00"):
        raise WrongEntry(f"区划 {area} 是区县或街镇，取值应写到 districts/{area[:6]}/parameters/ 里。")
    return area


def _source(raw: dict[str, Any]) -> Source:
    if "source" not in raw:
        raise WrongEntry("没有写明依据 source（文件名和条款）。")
    source = mapping(raw["source"], _SOURCE, "依据 source ")
    return Source(text(source, "title"), text(source, "article"), text(source, "url", is_optional=True))


def _time_problems(parameter: Parameter) -> list[Problem]:
    problems = []
    for earlier, later in zip(parameter.values, parameter.values[1:], strict=False):
        if earlier.area != later.area:
            continue
        if earlier.until is None or earlier.until >= later.since:
            reason = f"区划 {later.area} 从 {later.since} 起的取值与从 {earlier.since} 起的取值时间重叠，请给前一个写上终止日 to。"
        elif earlier.until + timedelta(days=1) < later.since:
            reason = (
                f"区划 {later.area} 在 {earlier.until} 之后、{later.since} 之前没有取值（时间断档），请补上。"
            )
        else:
            continue
        problems.append(Problem(later.file, parameter.key, reason))
    return problems
