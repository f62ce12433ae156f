"""``tuoyu``: one door for every command. A command's module is imported only when it is called.

The pure commands (workday, check, locate, coords, plan, policy, audit, receipt, draw, items, incidents) never load Django. Exit codes:
0 done, 1 bad input, 2 wrong usage, 3 calendar not announced.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TextIO

# Name → (module:function with ``run(argv) -> exit code``, what it does). A new command is one line here.
COMMANDS = {
    "workday": ("tuoyu.entrypoints.cli.workday:run", "查工作日：某天是不是、第几个工作日、之间有几个"),
    "check": ("tuoyu.entrypoints.cli.check:run", "逐行核对统一社会信用代码或公民身份号码"),
    "locate": ("tuoyu.entrypoints.cli.locate:run", "逐行认出地址所在的街镇和村社"),
    "coords": ("tuoyu.entrypoints.cli.coords:run", "逐行换算坐标：wgs84、gcj02、bd09"),
    "plan": ("tuoyu.entrypoints.cli.plan:run", "读方案文本，列出任务、单位和目标"),
    "policy": ("tuoyu.entrypoints.cli.policy:run", "检查政策数据，查看某项参数"),
    "audit": ("tuoyu.entrypoints.cli.audit:run", "验证操作日志没有被改动"),
    "receipt": ("tuoyu.entrypoints.cli.receipt:run", "核对回执等签名凭证的真假，管理签名密钥"),
    "draw": ("tuoyu.entrypoints.cli.draw:run", "重复一次双随机抽查，核对公布的结果"),
    "items": ("tuoyu.entrypoints.cli.items:run", "检查事项清单：列出，检查"),
    "incidents": ("tuoyu.entrypoints.cli.incidents:run", "出事了怎么报：手机上的网页，问题表的检查"),
    "import": ("tuoyu.entrypoints.cli.importing:run", "导入大文件：登记信息、从业人员"),
    "backup": ("tuoyu.entrypoints.cli.backup:run", "备份数据库和文件"),
    "restore": ("tuoyu.entrypoints.cli.restore:run", "从备份恢复"),
    "doctor": ("tuoyu.entrypoints.cli.doctor:run", "检查这套安装是否正常"),
    "demo": ("tuoyu.entrypoints.cli.demo:run", "装入演示数据并启动"),
    "serve": ("tuoyu.entrypoints.cli.serve:run", "启动网页服务"),
    "work": ("tuoyu.entrypoints.cli.work:run", "启动后台任务"),
    "manage": ("tuoyu.entrypoints.cli.manage:run", "运行 Django 管理命令"),
}

DONE, BAD_INPUT, WRONG_USAGE = 0, 1, 2
# What a shell reports for a program ended by the keyboard (128 + SIGINT).
_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run the command named first in ``argv``; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has left (`| head`): nothing is wrong. Keep the interpreter from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return DONE if arguments else WRONG_USAGE
    if arguments[0] == "--version":
        from importlib.metadata import version

        print(f"tuoyu {version('tuoyu')}")
        return DONE
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"没有“{name}”这个命令。运行 tuoyu --help 看全部命令。", file=sys.stderr)
        return WRONG_USAGE
    module, function = COMMANDS[name][0].split(":")
    try:
        code: object = getattr(import_module(module), function)(rest)
    except SystemExit as leaving:
        # argparse leaves this way: after --help with 0, after wrong usage with 2.
        code = leaving.code
    return code if isinstance(code, int) else DONE


def usage() -> str:
    """All commands, a line each."""
    lines = ["用法：tuoyu 命令 [参数]", "", "命令："]
    lines += [f"  {name:<10}{what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join([*lines, "", "每个命令都有说明：tuoyu 命令 --help"])


def _speak_utf8(stream: TextIO) -> None:
    """Chinese text whatever the locale; what cannot be encoded (a lone surrogate) is shown escaped."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
