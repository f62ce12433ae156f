"""``tuoyu import registrations|practitioners FILE``: a big file into the registers, all rows or none, as often as one likes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuoyu.entrypoints.cli.usage import ChineseParser

if TYPE_CHECKING:
    from tuoyu.kernel.context import Ctx
    from tuoyu.kernel.verdict import Refused

DONE, BAD_INPUT = 0, 1
# Sentences shown on the screen; the file of errors has them all.
_SHOWN = 20
# Said here because the sheet itself is read by what takes a second to start (a test holds the two together).
_PEOPLE = "机构统一社会信用代码、姓名、公民身份号码、岗位、入职日期"


@dataclass(frozen=True, slots=True)
class _Task:
    """One file: look at it, take it (returns what to tell), write what is wrong with it."""

    check: Callable[[], int]
    take: Callable[[], str]
    write_errors: Callable[[Any, Path], None]


def run(argv: list[str]) -> int:
    """Exit code: 0 imported (or, in a trial run, could be), 1 nothing was written, 2 the command is written wrongly."""
    asked = _parser().parse_args(argv)
    if asked.is_template:
        return _write_template(asked.file)
    if not asked.file.is_file():
        return _say(f"没有文件“{asked.file}”，或没有权限打开。请检查文件名。")
    from tuoyu.entrypoints.cli.setup import start_django

    start_django()
    from tuoyu.foundation.exchange.bigfiles import FileRefused
    from tuoyu.kernel.verdict import Refused

    task = None
    try:
        task = asked.task(_ctx(), asked)
        # Before the transaction: a wrong file never holds up those who write.
        rows = task.check()
        if asked.dry_run:
            print(f"试读通过：{rows} 行都可以导入。没有写入。", file=sys.stderr)
            return DONE
        print(task.take(), file=sys.stderr)
    except FileRefused as refused:
        return _refused_rows(asked, task, refused)
    except Refused as refused:
        return _refused(refused)
    return DONE


def _ctx() -> Ctx:
    from django.utils import timezone

    from tuoyu.foundation.jobs.acting import job_ctx

    return job_ctx(timezone.now(), "命令行", "tuoyu-import")


def _registrations(ctx: Ctx, asked: argparse.Namespace) -> _Task:
    from tuoyu.operations.filing import exchange_files as files
    from tuoyu.operations.filing.commands import ImportRegistrationFile
    from tuoyu.operations.filing.queries.doors import unit_of_code

    command = ImportRegistrationFile(unit_of_code(ctx, asked.unit), asked.file)

    def take() -> str:
        counts = files.import_registration_file(ctx, command)
        return f"已导入：{counts.made} 新增，{counts.merged} 合并更新，{counts.known} 已有或较旧。"

    return _Task(
        lambda: files.check_registration_file(ctx, command),
        take,
        lambda refused, target: files.write_registration_errors(command, refused, target),
    )


def _practitioners(ctx: Ctx, asked: argparse.Namespace) -> _Task:
    from tuoyu.registers.workforce import exchange_files
    from tuoyu.registers.workforce.commands import ImportPractitionerFile

    command = ImportPractitionerFile(asked.file)

    def take() -> str:
        counts = exchange_files.import_practitioner_file(ctx, command)
        return f"已导入：新增 {counts.made} 人，在册人员有更新的 {counts.merged} 行，没有变化的 {counts.known} 行。"

    return _Task(
        lambda: exchange_files.check_practitioner_file(ctx, command),
        take,
        lambda refused, target: exchange_files.write_practitioner_errors(command, refused, target),
    )


def _write_template(target: Path) -> int:
    """The sheet of practitioners to be filled in; no page offers it."""
    from tuoyu.foundation.exchange.templates import template_of
    from tuoyu.registers.workforce.sheets import PRACTITIONERS

    if target.exists():
        return _say(f"“{target}”已经有了，没有写入。请换一个文件名。")
    target.write_bytes(template_of(PRACTITIONERS))
    print(f"已写出空白模板“{target}”，填好后去掉 --template 导入。", file=sys.stderr)
    return DONE


def _refused_rows(asked: argparse.Namespace, task: _Task | None, refused: Any) -> int:
    for error in refused.errors[:_SHOWN]:
        _say(error.sentence)
    more = "以上" if refused.is_cut else ""
    _say(f"共 {len(refused.errors)} 处{more}有误，一行也没有写入。")
    if asked.errors is None:
        return _say("加上 --errors 文件.csv，可以得到带原因的表，改好后直接重新导入。")
    if task is not None:
        task.write_errors(refused, asked.errors)
    return _say(f"已写出“{asked.errors}”：有误的行在最前面，最后三列是行、列、原因。改好后直接导入这个文件。")


def _refused(refused: Refused) -> int:
    for reason in refused.verdict.failures[:_SHOWN]:
        _say(f"{reason.sentence}{reason.next_step}")
    return BAD_INPUT


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return BAD_INPUT


def _parser() -> ChineseParser:
    parser = ChineseParser(
        "tuoyu import",
        "导入大文件（CSV 不限行数，xlsx 不到十万行）。整份写入或一行不写；同一份文件再导入不会重复。",
    )
    kinds = parser.add_subparsers(required=True, metavar="registrations|practitioners", title="导入什么")
    registrations = _kind(kinds, "registrations", "登记机关的登记信息，列名与“上传登记信息”的模板相同。")
    registrations.add_argument("--unit", required=True, metavar="代码", help="登记机关的单位代码，例如 sjj")
    registrations.set_defaults(task=_registrations, is_template=False)
    people = _kind(
        kinds,
        "practitioners",
        f"从业人员及其任职、证书。必填的列：{_PEOPLE}；先用 --template 得到模板。",
    )
    people.set_defaults(task=_practitioners)
    people.add_argument(
        "--template", dest="is_template", action="store_true", help="不导入，把空白模板（xlsx）写到 FILE"
    )
    return parser


def _kind(kinds: Any, name: str, description: str) -> argparse.ArgumentParser:
    kind: argparse.ArgumentParser = kinds.add_parser(name, description=description)
    kind.add_argument("file", type=Path, metavar="FILE", help="csv、txt 或 xlsx 文件")
    kind.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    kind.add_argument(
        "--errors", type=Path, metavar="OUT.csv", help="有误时写出带原因的表，改好可以直接再导入"
    )
    return kind
