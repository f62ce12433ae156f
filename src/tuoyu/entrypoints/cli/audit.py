"""``tuoyu audit verify``, ``export`` and ``seal``. Verifying a file loads no framework; the live journal does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from tuoyu.foundation.audit.verifier.walk import Report, sentences, verify
from tuoyu.kernel.context import CHINA

_USAGE = """用法：
  tuoyu audit verify                                  核验本机数据库里的日志
  tuoyu audit verify --file 导出文件 [--anchors 留底文件]   核验导出的日志
  tuoyu audit export 文件                             导出全部日志
  tuoyu audit seal                                    立即固证并留底"""


class _Misused(Exception):
    """The command is written wrongly; the sentence says how to write it."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - the signature of argparse
        # argparse speaks English; the usage says all that its message would.
        raise _Misused(f"命令写法不对。\n{_USAGE}")


def run(argv: list[str]) -> int:
    """Exit code: 0 sound or done, 1 problems found or a file that cannot be used, 2 the command is written wrongly."""
    parser = _Parser(prog="tuoyu audit", usage=_USAGE, add_help=False)
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    verifying = verbs.add_parser("verify", add_help=False)
    verifying.add_argument("--file", type=Path)
    verifying.add_argument("--anchors", type=Path)
    verbs.add_parser("export", add_help=False).add_argument("file", type=Path)
    verbs.add_parser("seal", add_help=False)
    try:
        asked = parser.parse_args(argv)
        if asked.verb == "verify":
            return _verify(asked.file, asked.anchors)
        return _export(asked.file) if asked.verb == "export" else _seal()
    except _Misused as misused:
        print(misused, file=sys.stderr)
        return 2
    except UnicodeDecodeError:
        print("文件不是 UTF-8 文本，不是日志导出文件。", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"文件“{error.filename}”不能读写：{error.strerror}。请检查路径、权限和磁盘空间。", file=sys.stderr
        )
        return 1


def _verify(file: Path | None, anchors: Path | None) -> int:
    if file is None and anchors is not None:
        raise _Misused(f"--anchors 要和 --file 一起写；核验本机数据库时用本机的留底。\n{_USAGE}")
    if file is None:
        return _told(_verify_live())
    anchor_lines: Iterable[str] = anchors.read_text(encoding="utf-8").splitlines() if anchors else ()
    with file.open(encoding="utf-8") as lines:
        return _told(verify(lines, anchor_lines))


def _verify_live() -> Report:
    now = _open_house()
    from django.conf import settings

    from tuoyu.foundation.audit.anchor import anchor_for
    from tuoyu.foundation.audit.export import export_lines
    from tuoyu.foundation.audit.policy import audit_policy_at
    from tuoyu.foundation.audit.sealer import own_keys

    interval = audit_policy_at(now.date(), settings.TUOYU_DISTRICT).anchor_interval_seconds
    # The anchors first: heads made while we read must not look like heads that are missing outside.
    kept = anchor_for(Path(settings.DATA_DIR)).lines()
    # One missed turn of the sealer is no alarm.
    return verify(export_lines(now), kept, unsealed_seconds=3 * interval, keys=own_keys())


def _export(file: Path) -> int:
    now = _open_house()
    from tuoyu.foundation.audit.export import export
    from tuoyu.foundation.audit.sealer import seal

    seal(now)
    count = export(file, now)
    print(f"已导出到 {file}，共 {count} 行。核验：tuoyu audit verify --file {file} --anchors 留底文件")
    return 0


def _seal() -> int:
    now = _open_house()
    from tuoyu.foundation.audit.sealer import seal

    print(f"已固证 {seal(now)} 条日志，并已在系统外留底。")
    return 0


def _open_house() -> datetime:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")
    django.setup()
    return datetime.now(CHINA)


def _told(report: Report) -> int:
    for sentence in sentences(report):
        print(sentence)
    return 0 if report.is_sound else 1
