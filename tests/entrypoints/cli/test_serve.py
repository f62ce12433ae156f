"""``tuoyu serve``: the command line of the server, and a server that answers and stops when told."""

from __future__ import annotations

import sys
import urllib.request
from pathlib import Path

from tests.entrypoints.conftest import Tuoyu
from tests.journeys.product import running
from tuoyu.entrypoints.cli.serve import command


def test_serve_starts_the_real_application() -> None:
    line = command("0.0.0.0", 8123, 3)
    assert line[:3] == [sys.executable, "-m", "granian"]
    assert line[-1] == "tuoyu.config.wsgi:application"
    assert line[line.index("--port") + 1] == "8123"
    assert line[line.index("--workers") + 1] == "3"


def test_serve_answers_with_headers_and_static_files(demonstration: Path) -> None:
    with running(demonstration) as site:
        with urllib.request.urlopen(f"{site.url}/sign-in/", timeout=10) as answer:
            page = answer.read().decode()
            assert answer.status == 200
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "一键体验" in page
        style = page[page.index("/static/") :].split('"')[0]
        with urllib.request.urlopen(site.url + style, timeout=10) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]


def test_serve_explains_itself(tuoyu: Tuoyu, tmp_path: Path) -> None:
    told = tuoyu(tmp_path, "serve", "--help")
    assert told.returncode == 0
    assert "监听地址" in told.stdout
    assert tuoyu(tmp_path, "serve", "--port", "many").returncode == 2
