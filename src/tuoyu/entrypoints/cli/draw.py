"""``tuoyu draw``: repeat a published double-random draw, or print the page that does; no database, network or framework.

Exit codes of ``verify``: 0 every step holds, 1 something does not (it is named), 2 the command is written wrongly.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tuoyu.entrypoints.cli.lines import in_one_field
from tuoyu.entrypoints.cli.usage import ChineseParser
from tuoyu.operations.supervision.checker.page import TITLE, checker_page
from tuoyu.operations.supervision.rules.drawing.checking import check_file

DONE, NOT_SOUND = 0, 1


def run(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    code: int = asked.verb(asked)
    return code


def _verify(asked: argparse.Namespace) -> int:
    try:
        content = sys.stdin.buffer.read() if asked.file == "-" else Path(asked.file).read_bytes()
    except OSError as error:
        print(f"文件“{error.filename}”打不开：{error.strerror}。请检查路径和权限。", file=sys.stderr)
        return NOT_SOUND
    verdict = check_file(content)
    print("抽取可以重复，结果属实。" if verdict.is_ok else "这份抽取文件对不上。")
    for reason in verdict.reasons:
        print(in_one_field(f"{'✓' if reason.is_ok else '✗'} {reason.sentence}"))
    if not verdict.is_ok:
        print(verdict.failures[0].next_step)
    return DONE if verdict.is_ok else NOT_SOUND


def _page(asked: argparse.Namespace) -> int:
    """UTF-8 whatever the terminal is set to: the page names its encoding itself."""
    sys.stdout.flush()
    sys.stdout.buffer.write(checker_page(asked.title).encode("utf-8"))
    sys.stdout.flush()
    return DONE


def _parser() -> ChineseParser:
    parser = ChineseParser("tuoyu draw", "重复一次双随机抽查，核对公布的结果。不用联网，不用数据库。")
    verbs = parser.add_subparsers(required=True, metavar="verify|page", title="做什么")
    verifying = verbs.add_parser(
        "verify", description="核对公布的抽取文件：0 属实，1 对不上（逐条说明），2 写法不对。"
    )
    verifying.set_defaults(verb=_verify)
    verifying.add_argument("file", metavar="FILE|-", help="公布的抽取文件（JSON），- 为标准输入")
    paging = verbs.add_parser(
        "page", description="把能离线核对抽取文件的网页写到标准输出，例如：tuoyu draw page > 核对.html"
    )
    paging.set_defaults(verb=_page)
    paging.add_argument("--title", default=TITLE, help=f"网页的标题，不写就是“{TITLE}”")
    return parser
