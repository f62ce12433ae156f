"""``tuoyu incidents``: the question tree of incidents as one page for a phone, and the check of the tree. Loads no framework.

Exit codes: 0 done, 1 something is wrong with the tree, 2 the command is written wrongly.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from tuoyu.entrypoints.cli.lines import in_one_field
from tuoyu.entrypoints.cli.usage import ChineseParser
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.incident_page.page import incident_page
from tuoyu.operations.supervision.item_files import unit_kinds
from tuoyu.operations.supervision.policy.incidents import limit_codes, limits_at, phones_at
from tuoyu.operations.supervision.rules.incident_tree import lint_tree
from tuoyu.operations.supervision.tree_files import incident_tree

DONE, NOT_SOUND = 0, 1


def run(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    try:
        code: int = asked.verb(asked)
    except PolicyBroken as broken:
        print(broken, file=sys.stderr)
        return NOT_SOUND
    return code


def _check(_asked: argparse.Namespace) -> int:
    problems = lint_tree(incident_tree(), unit_kinds(), limit_codes())
    for problem in problems:
        print(in_one_field(str(problem)))
    print(f"共 {len(problems)} 处问题。" if problems else "问题和结果都对得上。", file=sys.stderr)
    return NOT_SOUND if problems else DONE


def _page(asked: argparse.Namespace) -> int:
    """UTF-8 whatever the terminal is set to: the page names its encoding itself."""
    today = datetime.now(CHINA).date()
    text = incident_page(incident_tree(), limits_at(today, asked.area), phones=phones_at(today, asked.area))
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.flush()
    return DONE


def _parser() -> ChineseParser:
    parser = ChineseParser("tuoyu incidents", "出事了怎么报：存到手机上的网页，和问题表的检查。")
    verbs = parser.add_subparsers(required=True, metavar="check|page", title="做什么")
    checking = verbs.add_parser(
        "check", description="检查问题表：每个回答都有去处、不绕圈、有来源、点几下就有结果。"
    )
    checking.set_defaults(verb=_check)
    paging = verbs.add_parser(
        "page", description="把不用联网的网页写到标准输出，例如：tuoyu incidents page > 出事了.html"
    )
    paging.set_defaults(verb=_page)
    paging.add_argument("--area", default="000000", metavar="CODE", help="按哪个区县的时限（默认全国）")
    return parser
