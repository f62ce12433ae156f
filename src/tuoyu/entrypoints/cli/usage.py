"""Argument parsing that speaks Chinese."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import NoReturn

from tuoyu.kernel.dates import parse_date

WRONG_USAGE = 2


class ChineseParser(argparse.ArgumentParser):
    """An ``ArgumentParser`` whose headings and refusals are Chinese; wrong usage ends with exit code 2."""

    def __init__(self, prog: str, description: str, **options: object) -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """``message`` comes from argparse (English) or from our own types (Chinese)."""
        print(f"{_in_chinese(message)}运行 {self.prog} --help 看用法。", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


def _in_chinese(message: str) -> str:
    if message.startswith("the following arguments are required: "):
        return f"缺少参数：{message.rpartition(': ')[2]}。"
    if message.startswith("unrecognized arguments: "):
        return f"多出了参数：{message.partition(': ')[2]}。"
    if "invalid choice: " in message:
        told = message.partition("invalid choice: ")[2].replace("'", "")
        given, _, choices = told.partition(" (choose from ")
        return f"没有“{given}”这个选择，可以写：{choices.rstrip(')').replace(', ', '、')}。"
    return message.removeprefix("argument ").partition(": ")[2] or message


def day(text: str) -> date:
    """The type of an argument that is a date."""
    try:
        return parse_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
