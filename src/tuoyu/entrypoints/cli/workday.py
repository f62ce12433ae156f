"""``tuoyu workday is|add|count``: the answer alone on standard output, everything else on standard error."""

from __future__ import annotations

import argparse
import sys

from tuoyu.entrypoints.cli.usage import ChineseParser, day
from tuoyu.foundation.policy.calendars import CalendarFileWrong, work_calendar
from tuoyu.foundation.policy.paths import PolicyFolderMissing
from tuoyu.kernel.dates import CalendarNotAnnounced, WorkCalendar, format_date

NOT_ANNOUNCED = 3


def run(argv: list[str]) -> int:
    """0 with one line on standard output; 1 where the calendar files are wrong; 3 where no calendar is announced."""
    asked = _parser().parse_args(argv)
    try:
        print(_answer(work_calendar(), asked))
    except CalendarNotAnnounced as refused:
        print(f"{refused}{_provisional(asked)}", file=sys.stderr)
        return NOT_ANNOUNCED
    except (CalendarFileWrong, PolicyFolderMissing) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


def _answer(calendar: WorkCalendar, asked: argparse.Namespace) -> str:
    match asked.question:
        case "is":
            return "true" if calendar.is_workday(asked.date) else "false"
        case "add":
            return str(calendar.add(asked.date, asked.n))
        case _:
            return str(calendar.count(asked.after, asked.through))


def _provisional(asked: argparse.Namespace) -> str:
    """What a plain week would give, for `add` and `count` into the future."""
    try:
        if asked.question == "add":
            due, is_provisional = work_calendar().add_provisional(asked.date, asked.n)
            return f"按周一至周五推算，暂定 {format_date(due)}。" if is_provisional else ""
        if asked.question == "count":
            days, is_provisional = work_calendar().count_provisional(asked.after, asked.through)
            return f"按周一至周五推算，暂定 {days} 个工作日。" if is_provisional else ""
    except CalendarNotAnnounced:
        return ""
    return ""


def _parser() -> ChineseParser:
    parser = ChineseParser("tuoyu workday", "查工作日。日期写成 2025-01-26。法定节假日休息，调休的周末上班。")
    questions = parser.add_subparsers(
        dest="question", required=True, metavar="is|add|count", parser_class=ChineseParser
    )
    ask = _question(questions, "is", "是不是工作日：true 或 false")
    ask.add_argument("date", type=day, metavar="DATE", help="哪一天")
    ask = _question(questions, "add", "起算日之后第 N 个工作日；起算日不计，N 为负向前数，0 为当日")
    ask.add_argument("date", type=day, metavar="DATE", help="起算日")
    ask.add_argument("n", type=_whole, metavar="N", help="第几个工作日")
    ask = _question(questions, "count", "A 之后到 B（含 B）有几个工作日；B 早于 A 时为负")
    ask.add_argument("after", type=day, metavar="A", help="起算日（不计）")
    ask.add_argument("through", type=day, metavar="B", help="截止日（计入）")
    return parser


def _question(
    questions: argparse._SubParsersAction[ChineseParser], name: str, what: str
) -> argparse.ArgumentParser:
    return questions.add_parser(name, prog=f"tuoyu workday {name}", description=what, help=what)


def _whole(text: str) -> int:
    if not (text.removeprefix("-").isdigit() and text.isascii() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}”不是天数，应为整数，例如 5 或 -5。")
    return int(text)
