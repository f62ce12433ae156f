"""``tuoyu items list`` and ``check``: the library of inspection items, as a department goes through it. Loads no framework.

``list`` answers with lines of columns (tab between them), so that a table program opens it. Exit codes: 0 done, 1 something is
wrong with the library, 2 the command is written wrongly.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date, datetime

from tuoyu.entrypoints.cli.lines import in_one_field
from tuoyu.entrypoints.cli.usage import ChineseParser, day
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.item_files import inspection_items, unit_kinds
from tuoyu.operations.supervision.rules.items import Item, items_for, lint_items
from tuoyu.operations.supervision.words.items import Condition, Domain
from tuoyu.registers.institutions.words import SupplyForm

DONE, NOT_SOUND = 0, 1
_HEAD = ("编号", "领域", "主管部门", "事项", "看什么", "怎么取证", "分量", "条件", "依据")


def run(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    try:
        code: int = asked.verb(asked)
    except PolicyBroken as broken:
        print(broken, file=sys.stderr)
        return NOT_SOUND
    return code


def _list(asked: argparse.Namespace) -> int:
    on: date = asked.on or datetime.now(CHINA).date()
    found = [
        item
        for form in ([asked.form] if asked.form else [each.value for each in SupplyForm])
        for item in items_for(inspection_items(), form, set(Condition), on)
        if asked.domain in {None, item.domain.value} and asked.department in {None, item.unit_kind}
    ]
    items = list(dict.fromkeys(found))
    print("\t".join(_HEAD))
    for item in items:
        print("\t".join(in_one_field(cell) for cell in _cells(item)))
    print(f"共 {len(items)} 项。", file=sys.stderr)
    return DONE


def _cells(item: Item) -> Iterable[str]:
    yield from (item.code, item.domain.label, item.unit_kind, item.title, item.look)
    yield item.evidence.label
    yield str(item.weight)
    yield "、".join(Condition.label_of(need) for need in item.needs)
    yield item.clause_text


def _check(_asked: argparse.Namespace) -> int:
    problems = lint_items(inspection_items(), unit_kinds())
    for problem in problems:
        print(in_one_field(str(problem)))
    print(f"共 {len(problems)} 处问题。" if problems else "检查事项没有问题。", file=sys.stderr)
    return NOT_SOUND if problems else DONE


def _parser() -> ChineseParser:
    parser = ChineseParser("tuoyu items", "检查事项清单：列出来逐条看，或检查清单本身。")
    verbs = parser.add_subparsers(required=True, metavar="list|check", title="做什么")
    listing = verbs.add_parser("list", description="列出某天要看的事项，一行一项，列之间是制表符。")
    listing.set_defaults(verb=_list)
    listing.add_argument("--domain", choices=[each.value for each in Domain], help="只要这个领域的")
    listing.add_argument("--department", metavar="NAME", help="只要这类部门的，例如 消防")
    listing.add_argument("--form", choices=[each.value for each in SupplyForm], help="只要这种供给形态的")
    listing.add_argument("--on", type=day, metavar="DATE", help="哪天的清单（默认今天）")
    checking = verbs.add_parser(
        "check", description="检查清单：编号、主管部门、形态、分量、起始日，有没有一事两管、无人管。"
    )
    checking.set_defaults(verb=_check)
    return parser
