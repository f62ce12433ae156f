"""``tuoyu demo``: a demonstration district on this machine — database, data, web and worker by one command."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

# The file that tells a demonstration's folder from a real one, and how far it got.
MARK = "demonstration"
BEGUN, SEEDED = "begun", "seeded"


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tuoyu demo", description="在本机启动演示（演示数据，可随时重来）")
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT", "8000")), help="端口，默认 8000"
    )
    parser.add_argument("--reset", action="store_true", help="清空演示数据重新开始")
    parser.add_argument("--prepare-only", action="store_true", help="只准备数据，不启动服务")
    options = parser.parse_args(argv)
    if os.environ.get("TUOYU_DATABASE_URL"):
        print(
            "演示只用自带的数据库，不连 TUOYU_DATABASE_URL 指向的数据库。请先取消这个变量。", file=sys.stderr
        )
        return 1
    folder = _demo_folder()
    if _is_foreign(folder):
        print(f"{folder} 里有不是演示用的数据，没有启动。请换一个目录（TUOYU_DATA_DIR）。", file=sys.stderr)
        return 1
    if options.reset and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["TUOYU_DEMO"] = "1"
    os.environ["TUOYU_DATA_DIR"] = str(folder)
    _prepare(folder)
    return 0 if options.prepare_only else _serve(options.port)


def _demo_folder() -> Path:
    from tuoyu.foundation.room.environment import REPOSITORY

    return Path(os.environ.get("TUOYU_DATA_DIR", REPOSITORY / "var" / "demo"))


def _is_foreign(folder: Path) -> bool:
    """A folder with data that no demonstration made: never to be wiped, nor opened to one-click personas."""
    return folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists()


def _prepare(folder: Path) -> None:
    """Everything the demonstration needs; when it is all there, Django is not even loaded (the start is then quick)."""
    from tuoyu.entrypoints.cli.setup import is_prepared, prepare, start_django

    mark = folder / MARK
    if is_prepared() and mark.exists() and mark.read_text(encoding="ascii") == SEEDED:
        return
    mark.write_text(BEGUN, encoding="ascii")
    start_django()
    prepare()
    from django.utils import timezone

    from tuoyu.entrypoints.demo.district import is_seeded, seed
    from tuoyu.foundation.audit.sealer import seal

    if not is_seeded():
        print("正在生成演示数据（约一分钟）…", flush=True)
        seed(progress=lambda sentence: print(f"  · {sentence}", flush=True))
        # Two years of the journal in one seal: from here on the worker keeps up.
        seal(timezone.now())
    mark.write_text(SEEDED, encoding="ascii")


def _serve(port: int) -> int:
    from tuoyu.entrypoints.cli.serve import command

    if _is_taken(port):
        print(f"端口 {port} 已被占用。换一个端口：make demo PORT={port + 1}", file=sys.stderr)
        return 1
    web = subprocess.Popen(command("127.0.0.1", port, 1))
    worker = subprocess.Popen([sys.executable, "-m", "tuoyu.entrypoints.cli.main", "work"])
    processes = [web, worker]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not _wait_for(port, web):
            return 1
        _greet(port)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(processes)


def _greet(port: int) -> None:
    from tuoyu.entrypoints.demo.people import PASSWORD, personas
    from tuoyu.foundation.policy.districts import District
    from tuoyu.foundation.policy.paths import served_district
    from tuoyu.kernel.context import CHINA

    print(f"\n托育 已启动： http://127.0.0.1:{port}/   （演示数据，按 Ctrl+C 停止）\n")
    print(f"登录页可一键选择身份，也可用下列账号登录（密码均为 {PASSWORD}）：")
    for persona in personas(District.load(served_district()), datetime.now(CHINA).date()):
        if persona.has_password:
            print(f"  {persona.username:<10}{persona.name}  {persona.post_line}")
    print(flush=True)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(port: int, web: subprocess.Popen[bytes], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and web.poll() is None:
        if _is_taken(port):
            return True
        time.sleep(0.05)
    print("网站没有启动成功，请看上面的错误信息。", file=sys.stderr)
    return False


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
