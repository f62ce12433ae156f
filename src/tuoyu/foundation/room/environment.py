"""Reads the environment once: where data lives, which database, which district, whether this is a demonstration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[4]


def flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def data_dir() -> Path:
    """Everything the installation writes: database, files, keys, anchors. One folder to back up.

    Made for the owner alone; who opens it to others on purpose (a web server that reads static files) is not overruled.
    """
    folder = Path(os.environ.get("TUOYU_DATA_DIR", REPOSITORY / "var"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """From the environment, else a file made on the first start and readable by its owner alone."""
    if key := os.environ.get("TUOYU_SECRET_KEY"):
        return key
    path = folder / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(48).hex())
    return path.read_text(encoding="ascii").strip()


def database(folder: Path) -> dict[str, Any]:
    """The Django database entry for ``TUOYU_DATABASE_URL`` (postgresql://… or sqlite:///path); SQLite when unset."""
    url = os.environ.get("TUOYU_DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        return postgresql(url)
    path = url.removeprefix("sqlite:///") if url else str(folder / "tuoyu.sqlite3")
    return sqlite(path)


def sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening the file and its pragmas cost more than a page reads; each thread keeps its connection.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            # A transaction that will write takes its lock at once: two writers queue instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-16000;PRAGMA mmap_size=134217728;"
            ),
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
