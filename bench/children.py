"""Measurements that want a process and a database of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit


def asked(module: str, url: str, *arguments: object) -> dict[str, Any]:
    """What ``python -m module arguments`` prints as JSON, in a process of its own with the database ``url``."""
    with tempfile.TemporaryDirectory(prefix="tuoyu-bench-") as folder:
        environment = {
            **os.environ,
            "TUOYU_DATA_DIR": folder,
            "TUOYU_SECRET_KEY": "only-for-measuring",
            "TUOYU_DISTRICT": "330302",
            "TUOYU_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
        }
        command = [sys.executable, "-m", module, *map(str, arguments)]
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


@contextmanager
def own_database(url: str, name: str) -> Iterator[str]:
    """A database of our own, gone afterwards."""
    if url.startswith("sqlite"):
        with tempfile.TemporaryDirectory(prefix="tuoyu-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'rows.sqlite3'}"
        return
    import psycopg

    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
