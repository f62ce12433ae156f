"""The product as it is deployed: the real server over a demonstration district, in a folder that goes away."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import prepared
from tuoyu.entrypoints.cli.serve import command

# A refused form answers 422 and the browser says so; a newer request takes the place of an older one and htmx says so.
EXPECTED = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
DESK, PHONE = (1440, 900), (390, 844)


@dataclass(frozen=True)
class Site:
    """A running server; ``folder`` is its data."""

    url: str
    folder: Path

    def number(self, sql: str) -> int:
        """One number from the database, to find a page worth opening."""
        return int(self.value(sql))

    def value(self, sql: str) -> Any:
        with sqlite3.connect(f"file:{self.folder}/tuoyu.sqlite3?mode=ro", uri=True) as database:
            row = database.execute(sql).fetchone()
        assert row is not None, f"the demonstration has nothing for: {sql}"
        return row[0]


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    port = free_port()
    server = subprocess.Popen(
        command("127.0.0.1", port, 1), env=environment(folder), stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, server)
        yield Site(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def copied(folder: Path, target: Path) -> Path:
    """The same district a second time, for a journey that turns it upside down."""
    shutil.copytree(folder, target)
    return target


def work_once(folder: Path) -> None:
    """What a worker does with the jobs that are waiting."""
    run = [sys.executable, "-m", "tuoyu.entrypoints.cli.main", "work", "--once"]
    subprocess.run(run, env=environment(folder), check=True, stderr=subprocess.DEVNULL, timeout=60)


def environment(folder: Path) -> dict[str, str]:
    return prepared.environment(folder, TUOYU_DEMO="1")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert server.poll() is None, "the server ended before it answered"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not answer within twenty seconds")


class Visitor:
    """One person's browser window. Everything the browser complains about is kept."""

    def __init__(self, browser: Any, site: Site, size: tuple[int, int] = DESK) -> None:
        self.site, self.complaints = site, list[str]()
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _hear(self, said: Any) -> None:
        if said.type == "error" and not said.text.startswith(EXPECTED):
            self.complaints.append(f"{self.page.url}: {said.text}")

    def enter(self, persona: str) -> Visitor:
        """Sign in with one click as the persona of that name."""
        self.go("/sign-in/")
        button = self.page.get_by_role("button", name=persona).first
        for fold in self.page.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        self.follow(button)
        assert "/sign-in/" not in self.page.url, f"{persona} did not get in"
        return self

    def go(self, path: str) -> Any:
        answer = self.page.goto(f"{self.site.url}{path}")
        return answer.status if answer else 0

    @property
    def words(self) -> str:
        return str(self.page.inner_text("body"))

    @property
    def path(self) -> str:
        return str(self.page.url.removeprefix(self.site.url))

    def follow(self, link: Any) -> None:
        """Press it and wait for the page behind it."""
        with self.page.expect_navigation():
            link.click()

    def press(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def submit(self, name: str) -> None:
        """Press the button of the form in the middle of the page."""
        self.follow(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def close(self) -> None:
        self.context.close()
