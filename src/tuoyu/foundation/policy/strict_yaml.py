"""YAML as a clerk means it: no floats, no doubled keys, no `yes` that is secretly a truth value.

Only these are read by themselves: ``true``/``false``, whole numbers, dates ``2021-02-01`` and empty.
Everything else is text. Speed comes from libyaml.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml


class YamlRefused(Exception):
    """A file cannot be read; ``line`` is counted from one, 0 when the whole file is meant."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"第{line}行：{reason}" if line else reason)


class _StrictLoader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                _refuse(key, "键应是一个词。")
            if key.value in seen:
                _refuse(key, f"键“{key.value}”在同一层写了两次，请留一个。")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _refuse(node: yaml.Node, reason: str) -> NoReturn:
    raise YamlRefused(node.start_mark.line + 1, reason)


def _refuse_float(_: _StrictLoader, node: yaml.ScalarNode) -> NoReturn:
    _refuse(node, f'小数 {node.value} 要加引号，写成 "{node.value}"，以免四舍五入走样。')


def _read_date(_: _StrictLoader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        _refuse(node, f"日期 {node.value} 不存在，请按日历核对。")


def _teach(tag: str, pattern: str, first: str) -> None:
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_teach("bool", r"^(?:true|false)$", "tf")
_teach("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)$", "-+.0123456789")
_teach("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789")
_teach("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789")
_teach("null", r"^(?:~|null)?$", "~n\0")
# An empty scalar has no first letter: libyaml asks under the empty string.
_StrictLoader.yaml_implicit_resolvers.setdefault("", []).append(("tag:yaml.org,2002:null", re.compile(r"^$")))
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _refuse_float)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _read_date)


def read_yaml(path: Path) -> Any:
    """The contents of one YAML file. Raises ``YamlRefused`` with the line and a Chinese reason."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise YamlRefused(0, "文件不是 UTF-8 编码，请另存为 UTF-8。") from None
    except OSError as error:
        raise YamlRefused(0, f"文件打不开（{error.strerror}）。") from None
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - derives from CSafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise YamlRefused(line, f"YAML 写法有误（{error.problem}）。请检查缩进、冒号和引号。") from None
    except yaml.YAMLError as error:
        raise YamlRefused(0, f"YAML 读不出来（{error}）。") from None
