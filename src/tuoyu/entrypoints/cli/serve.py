"""``tuoyu serve``: the web server."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn


def run(argv: list[str]) -> NoReturn:
    parser = argparse.ArgumentParser(prog="tuoyu serve", description="启动网站（先自动升级数据库）")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只在本机")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=1, help="进程数，默认 1")
    options = parser.parse_args(argv)
    from tuoyu.entrypoints.cli.setup import prepare, start_django

    start_django()
    prepare()
    line = command(options.host, options.port, options.workers)
    # The server takes the place of this process, so that signals of a supervisor reach it.
    os.execv(line[0], line)


def command(host: str, port: int, workers: int) -> list[str]:
    """The granian command line; also used by ``tuoyu demo`` and by the journeys."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "tuoyu.config.wsgi:application",
    ]  # fmt: skip
