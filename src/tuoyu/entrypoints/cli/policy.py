"""``tuoyu policy check`` and ``tuoyu policy show``: the law as data on the command line. Loads no framework."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from tuoyu.foundation.policy.areas import is_area, level
from tuoyu.foundation.policy.parameters import Parameter, Value
from tuoyu.foundation.policy.paths import PolicyFolderMissing, policy_dir, served_district
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.foundation.policy.reader import PolicyMissing, PolicySet, PolicySilent
from tuoyu.foundation.policy.words import UNVERIFIED_LABEL
from tuoyu.kernel.context import CHINA

_USAGE = """用法：
  tuoyu policy check [目录]
  tuoyu policy show [参数] [--on 日期] [--area 区划代码] [--json]
不写参数时列出全部参数；不写日期按今天，不写区划按本机服务的区县。"""


class _Misused(Exception):
    """The command is written wrongly; the sentence says how to write it."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - the signature of argparse
        # argparse speaks English; the usage says all that its message would.
        raise _Misused(f"命令写法不对。\n{_USAGE}")


def run(argv: list[str]) -> int:
    """Exit code: 0 well, 1 problems found or nothing to show, 2 the command is written wrongly."""
    parser = _Parser(prog="tuoyu policy", usage=_USAGE, add_help=False)
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    checking = verbs.add_parser("check", add_help=False)
    checking.add_argument("folder", nargs="?", type=Path)
    showing = verbs.add_parser("show", add_help=False)
    showing.add_argument("key", nargs="?")
    showing.add_argument("--on")
    showing.add_argument("--area")
    showing.add_argument("--json", action="store_true")
    try:
        asked = parser.parse_args(argv)
        return _check(asked.folder) if asked.verb == "check" else _show(asked)
    except _Misused as misused:
        print(misused, file=sys.stderr)
        return 2
    except (PolicyFolderMissing, PolicyBroken, PolicyMissing, PolicySilent) as error:
        print(error, file=sys.stderr)
        return 1


def _check(folder: Path | None) -> int:
    from tuoyu.foundation.policy.check import check

    folder = folder or policy_dir()
    if not folder.is_dir():
        print(f"目录“{folder}”不存在。", file=sys.stderr)
        return 1
    problems = check(folder)
    for problem in problems:
        print(problem)
    print(f"共 {len(problems)} 处问题。" if problems else "政策数据没有问题。", file=sys.stderr)
    return 1 if problems else 0


def _show(asked: argparse.Namespace) -> int:
    policy = PolicySet.load()
    if asked.key is None:
        return _list(policy.all_parameters(), is_json=asked.json)
    on = _day(asked.on) if asked.on else datetime.now(CHINA).date()
    area = _area(asked.area) if asked.area else served_district()
    parameter = policy.parameter(asked.key)
    value = policy.at(asked.key, on, area)
    if asked.json:
        history = [_plain(each) for each in parameter.values]
        _print_json(
            {
                **_plain(value),
                **_head(parameter),
                "on": on.isoformat(),
                "asked_area": area,
                "history": history,
            }
        )
    else:
        _print_value(parameter, value, on, area)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Misused(f"--on 后的“{text}”不是日期，应写成 2026-11-23。") from None


def _area(text: str) -> str:
    if not is_area(text):
        raise _Misused(f"--area 后的“{text}”不是区划代码，应为6位、9位或12位数字。")
    return text


def _list(parameters: tuple[Parameter, ...], *, is_json: bool) -> int:
    if is_json:
        _print_json([_head(parameter) for parameter in parameters])
        return 0
    for parameter in parameters:
        print(f"{parameter.key}\t{parameter.label}\t{parameter.shape.kind.label}")
    return 0


def _print_value(parameter: Parameter, value: Value, on: date, area: str) -> None:
    mark = f"（{UNVERIFIED_LABEL}）" if value.is_unverified else ""
    print(f"{parameter.key}  {parameter.label}")
    print(f"取值：{value.shown}{mark}")
    print(f"依据：{value.source}（{value.confidence.label}）")
    if value.source.url:
        print(f"网址：{value.source.url}")
    print(f"查询：{on}，区划 {area}；由{level(value.area)} {value.area} 规定，{_period(value)}")
    if value.note:
        print(f"备注：{value.note}")
    print(f"文件：{value.file}")
    print(f"指纹：{value.fingerprint}")
    print(f"读取：{'、'.join(parameter.read_by)}")
    print("历次取值：")
    for each in parameter.values:
        print(f"  {level(each.area)} {each.area}  {_period(each)}  {each.shown}  {each.source}")


def _period(value: Value) -> str:
    return f"自 {value.since} {f'至 {value.until}' if value.until else '起'}"


def _head(parameter: Parameter) -> dict[str, Any]:
    return {
        "key": parameter.key,
        "label": parameter.label,
        "kind": str(parameter.shape.kind),
        "unit": parameter.unit,
        "description": parameter.description,
        "read_by": list(parameter.read_by),
    }


def _plain(value: Value) -> dict[str, Any]:
    return {
        "area": value.area,
        "from": value.since.isoformat(),
        "to": value.until.isoformat() if value.until else None,
        "value": value.plain(),
        "shown": value.shown,
        "source": {"title": value.source.title, "article": value.source.article, "url": value.source.url},
        "confidence": str(value.confidence),
        "is_unverified": value.is_unverified,
        "note": value.note,
        "file": value.file,
        "fingerprint": value.fingerprint,
    }


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))
