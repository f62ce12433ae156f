"""``tuoyu plan parse`` and ``tuoyu plan lint``: a district's plan from its text to JSON. Loads no framework."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.reading import MAX_BYTES, read_text
from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.parsed import ParsedPlan

_USAGE = """用法：
  tuoyu plan parse 文件    读出方案的任务、单位、目标，输出 JSON
  tuoyu plan lint 文件     列出方案里需要核对的地方
文件可以是 txt、docx、有文字层的 pdf 或网页；写 - 从标准输入读。"""


def run(argv: list[str]) -> int:
    """Exit code: 0 read (also a text without tasks), 1 the file cannot be read, 2 the command is written wrongly."""
    if len(argv) != 2 or argv[0] not in ("parse", "lint"):
        _say(f"命令写法不对。\n{_USAGE}")
        return 2
    try:
        name, content = _content(argv[1])
        # An empty file is a text without tasks, not a broken one.
        plan = parse_plan(read_text(name, content) if content.strip() else "")
    except Refused as refusal:
        for reason in refusal.verdict.failures:
            _say(f"{reason.sentence}{reason.next_step}")
        return 1
    if not plan.tasks:
        _say("没有读出任务：文中没有带牵头单位或责任单位的条目。如果这确实是一份方案，请检查文字是否完整。")
    if argv[0] == "parse":
        _print(json.dumps(plan.to_json_dict(), ensure_ascii=False, indent=1))
    else:
        _lint(plan)
    return 0


def _content(name: str) -> tuple[str, bytes]:
    """The name to speak of and the bytes; one byte over the limit is enough to be refused."""
    if name == "-":
        return "标准输入", sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return Path(name).name, file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = "是目录" if Path(name).is_dir() else "找不到，或没有权限打开"
        raise Refused.because(
            "plans.file.missing", f"文件“{name}”{reason}。", next_step="请检查文件名。"
        ) from error


def _lint(plan: ParsedPlan) -> None:
    from tuoyu.registers.plans.policy_files import duty_codes
    from tuoyu.registers.plans.rules.lint import lint_plan

    for finding in lint_plan(plan, duty_codes()):
        quoted = f"（原文：{finding.basis}）" if finding.basis else ""
        _print(f"{finding.severity.label}\t{finding.sentence}{quoted}")


def _print(line: str) -> None:
    sys.stdout.buffer.write(f"{line}\n".encode("utf-8", errors="replace"))


def _say(line: str) -> None:
    sys.stderr.buffer.write(f"{line}\n".encode("utf-8", errors="replace"))
    sys.stderr.flush()
