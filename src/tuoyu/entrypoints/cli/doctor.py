"""``tuoyu doctor``: what stands, what does not, and what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``is_ok`` None is a warning: the system runs, but somebody should look."""

    name: str
    is_ok: bool | None
    sentence: str


Check = Callable[[], Iterator[Finding]]
MARKS = {True: "✓", None: "!", False: "✗"}
LEAST_FREE_BYTES = 1 << 30


def run(argv: list[str]) -> int:
    if argv:
        print("用法：tuoyu doctor（没有参数）", file=sys.stderr)
        return 2
    from tuoyu.entrypoints.cli.setup import start_django

    start_django()
    findings = [finding for check in CHECKS for finding in check()]
    for finding in findings:
        print(f"{MARKS[finding.is_ok]} {finding.name}：{finding.sentence}")
    return 1 if any(finding.is_ok is False for finding in findings) else 0


def check_python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), f"{version}（需要 3.11 以上）")


def check_database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding("数据库", False, f"连不上：{error}。请检查 TUOYU_DATABASE_URL。")
        return
    yield Finding("数据库", True, f"{connection.vendor} 连接正常")
    names = "、".join(f"{migration.app_label}.{migration.name}" for migration, _ in pending)
    sentence = (
        f"还有 {len(pending)} 项未升级：{names}。运行 tuoyu manage migrate。" if pending else "已是最新"
    )
    yield Finding("数据库结构", not pending, sentence)


def check_policy() -> Iterator[Finding]:
    from tuoyu.foundation.policy.check import check
    from tuoyu.foundation.policy.paths import policy_dir

    problems = check(policy_dir())
    sentence = f"{len(problems)} 个问题，运行 tuoyu policy check 查看" if problems else "参数文件齐全、无缺口"
    yield Finding("政策参数", not problems, sentence)


def check_calendar() -> Iterator[Finding]:
    from django.utils import timezone

    from tuoyu.foundation.policy.calendars import work_calendar

    last, year = work_calendar().last_year, timezone.localdate().year
    sentence = f"收录到 {last} 年" + (
        "" if last > year else "；下一年公布后请补充，在此之前跨年的期限显示“暂定”"
    )
    yield Finding("节假日安排", None if last == year else last > year, sentence)


def check_disk() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.DATA_DIR).free
    yield Finding("磁盘空间", free > LEAST_FREE_BYTES, f"数据目录所在磁盘剩余 {free / (1 << 30):.1f} GB")


def check_fonts() -> Iterator[Finding]:
    from tuoyu.foundation.papers.fonts import find_fonts
    from tuoyu.foundation.papers.words import FONTS_NEXT_STEP

    found = find_fonts()
    if not found.has_chinese:
        yield Finding("公文字体", None, f"没有中文字体，生成不了公文。{FONTS_NEXT_STEP}")
        return
    body, title = found.families["body"][0], found.families["title"][0]
    sentence = "" if found.is_as_asked else "；公文规范要求仿宋、小标宋，有授权的可放进 TUOYU_FONTS_DIR"
    yield Finding("公文字体", True, f"正文用 {body}，标题用 {title}{sentence}")


def check_keys() -> Iterator[Finding]:
    from django.conf import settings

    for name in ("secret_key", "keys.json"):
        path = settings.DATA_DIR / name
        if not path.exists():
            yield Finding(f"密钥 {name}", None, "还没有生成，第一次使用时自动生成")
            continue
        mode = path.stat().st_mode & 0o777
        sentence = "只有本账号可读" if mode == 0o600 else f"权限是 {mode:o}，应为 600，请运行 chmod 600"
        yield Finding(f"密钥 {name}", mode == 0o600, sentence)


def check_worker() -> Iterator[Finding]:
    from django.db import DatabaseError
    from django.utils import timezone

    from tuoyu.foundation.jobs.queries import queue_health

    try:
        health = queue_health(timezone.now())
    except DatabaseError:
        yield Finding("后台任务", False, "数据库不可用，看不到后台任务。先处理上面的数据库问题。")
        return
    if not health.workers:
        yield Finding("后台任务", None, f"没有在运行的后台进程，{health.due} 项任务在等。运行 tuoyu work。")
        return
    sentence = f"{health.workers} 个进程在运行，等待 {health.due} 项，失败待处理 {health.dead} 项"
    yield Finding("后台任务", None if health.dead else True, sentence)


CHECKS: tuple[Check, ...] = (
    check_python,
    check_database,
    check_policy,
    check_calendar,
    check_disk,
    check_fonts,
    check_keys,
    check_worker,
)
