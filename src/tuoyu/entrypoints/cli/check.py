"""``tuoyu check uscc|citizen-id``: codes on standard input, one a line → ``code<TAB>ok|warn|bad<TAB>reason``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime

from tuoyu.entrypoints.cli.lines import in_one_field, input_lines
from tuoyu.entrypoints.cli.usage import ChineseParser, day
from tuoyu.foundation.policy.divisions import CodeTableWrong, uscc_kinds
from tuoyu.foundation.policy.paths import PolicyFolderMissing
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.identity import Check, Grade, check_citizen_id, check_uscc


def run(argv: list[str]) -> int:
    """0 when every line was answered, whatever the answers; 1 where the code tables are wrong."""
    asked = _parser().parse_args(argv)
    try:
        check = _check_of(asked)
    except (CodeTableWrong, PolicyFolderMissing) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    for line in input_lines():
        answer = check(line)
        print(in_one_field(line), answer.status, _reason(line, answer), sep="\t")
    return 0


def _check_of(asked: argparse.Namespace) -> Callable[[str], Check]:
    if asked.kind == "uscc":
        kinds = uscc_kinds()
        return lambda line: check_uscc(line, kinds)
    today = asked.on or datetime.now(CHINA).date()
    return lambda line: check_citizen_id(line, today)


def _reason(line: str, answer: Check) -> str:
    """The sentence; where the code was mended, with the form to store (reasons about persons never hold it)."""
    reason = in_one_field(answer.reason)
    if answer.status is Grade.BAD or answer.normalised == line or answer.normalised in reason:
        return reason
    return f"{reason}规范写法为 {answer.normalised}。"


def _parser() -> ChineseParser:
    parser = ChineseParser(
        "tuoyu check", "逐行核对标准输入里的代码，每行输出：代码、ok|warn|bad、理由，用制表符隔开。"
    )
    parser.add_argument(
        "kind",
        choices=["uscc", "citizen-id"],
        metavar="uscc|citizen-id",
        help="uscc 统一社会信用代码；citizen-id 公民身份号码",
    )
    parser.add_argument("--on", type=day, metavar="DATE", help="以哪天为今天判断出生日期（默认当天）")
    return parser
