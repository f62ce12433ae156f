"""``tuoyu restore FILE``: bring an installation back from an archive, then verify its journal."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from subprocess import CalledProcessError

from tuoyu.entrypoints.cli.archive import (
    DATABASE,
    FOLDERS,
    SINGLE_FILES,
    ArchiveWrong,
    load_database,
    read_archive,
)


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tuoyu restore", description="从备份恢复（先停止网站和后台任务）")
    parser.add_argument("file", type=Path, help="备份文件")
    parser.add_argument("--force", action="store_true", help="覆盖现有数据")
    options = parser.parse_args(argv)
    from tuoyu.foundation.room.environment import data_dir, database

    folder = data_dir()
    if _has_data(folder) and not options.force:
        print(f"{folder} 里已有数据，没有恢复。确认要覆盖时加 --force。", file=sys.stderr)
        return 1
    try:
        with tempfile.TemporaryDirectory() as unpacked:
            manifest = read_archive(options.file, Path(unpacked))
            _put_back(Path(unpacked), folder)
            load_database(database(folder), Path(unpacked) / DATABASE)
    except (ArchiveWrong, OSError, CalledProcessError) as error:
        print(f"没有恢复成功：{error}", file=sys.stderr)
        return 1
    print(f"已恢复 {manifest['made_at']} 的备份。")
    return _verify()


def _has_data(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("tuoyu.sqlite3", "keys.json"))


def _put_back(unpacked: Path, folder: Path) -> None:
    for name in SINGLE_FILES:
        if (unpacked / name).exists():
            shutil.copyfile(unpacked / name, folder / name)
            (folder / name).chmod(0o600)
    for name in FOLDERS:
        if (unpacked / name).exists():
            shutil.copytree(unpacked / name, folder / name, dirs_exist_ok=True)


def _verify() -> int:
    """A backup that was never verified is a hope: the journal is checked against its anchors at once."""
    from tuoyu.entrypoints.cli.audit import run as audit

    return audit(["verify"])
