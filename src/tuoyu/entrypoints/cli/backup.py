"""``tuoyu backup FILE``: database, files, keys and anchors in one archive."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError

from tuoyu.entrypoints.cli.archive import write_archive


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tuoyu backup", description="备份：数据库、文件、密钥、日志锚点")
    parser.add_argument("file", type=Path, help="备份文件，例如 tuoyu-20261123.tar.gz")
    options = parser.parse_args(argv)
    from tuoyu.entrypoints.cli.setup import start_django

    start_django()
    from django.conf import settings

    try:
        digests = write_archive(
            options.file,
            Path(settings.DATA_DIR),
            settings.DATABASES["default"],
            datetime.now(UTC).isoformat(),
        )
    except FileNotFoundError as error:
        print(f"没有备份成功：找不到 {error.filename}。PostgreSQL 需要安装 pg_dump。", file=sys.stderr)
        return 1
    except (OSError, CalledProcessError) as error:
        print(f"没有备份成功：{error}。请检查磁盘空间和目标目录的权限。", file=sys.stderr)
        return 1
    size = options.file.stat().st_size / 1_048_576
    print(f"已备份到 {options.file}（{len(digests)} 个文件，{size:.1f} MB）。含密钥，请按涉密介质保管。")
    return 0
