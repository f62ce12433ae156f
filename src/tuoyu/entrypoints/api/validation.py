"""What pydantic says is wrong, said in Chinese: which field, what is expected. Never the value that was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuoyu.kernel.verdict import Reason

_SENTENCES = {
    "missing": "没有填，是必填的",
    "extra_forbidden": "不认识这个字段，请去掉",
    "string_type": "应为文字",
    "string_too_short": "太短，至少 {min_length} 个字",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "整数太大",
    "int_from_float": "应为整数，不能有小数",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "decimal_max_digits": "最多 {max_digits} 位数字",
    "decimal_max_places": "小数最多 {decimal_places} 位",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "finite_number": "应为有限的数字",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "list_type": "应为列表",
    "too_long": "最多 {max_length} 项",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
    "dict_type": "应为对象",
    "bool_type": "应为 true 或 false",
}
_OTHERWISE = "不符合接口说明里的格式"
_SOURCES = frozenset({"body", "query", "path", "header"})
_MOST = 50


def reasons_of(errors: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(_reason(error) for error in list(errors)[:_MOST])


def _reason(error: Mapping[str, Any]) -> Reason:
    kind = str(error.get("type", ""))
    field = _field(error.get("loc", ()))
    sentence = _SENTENCES.get(kind, _OTHERWISE).format_map(_Known(error.get("ctx") or {}))
    named = f"“{field}”" if field else "正文"
    return Reason(f"api.{kind}", f"{named}{sentence}。", next_step="请对照接口说明改好后再发。", field=field)


def _field(loc: Iterable[Any]) -> str:
    """body, body(the argument's name), figures, 0, value → figures.0.value"""
    parts = [str(part) for part in loc]
    if parts and parts[0] in _SOURCES:
        parts = parts[1:]
    if parts and parts[0] in {"body", "query"}:
        parts = parts[1:]
    return ".".join(parts)[:100]


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "规定"
