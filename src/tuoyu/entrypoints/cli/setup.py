"""Starts Django for the commands that need it, and makes an installation ready to run."""

from __future__ import annotations

import hashlib
import os

from tuoyu.foundation.room.environment import REPOSITORY, data_dir, database

STAMP = "prepared"


def start_django() -> None:
    """Load the settings and the rooms. Call once, before importing anything of Django's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")
    import django

    django.setup()


def is_prepared() -> bool:
    """Whether database and static files stand at the present version. Needs no Django."""
    stamp = data_dir() / STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii") == _fingerprint()


def prepare() -> None:
    """Bring the database to the present version and gather the static files; skipped when nothing changed."""
    if is_prepared():
        return
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    (data_dir() / STAMP).write_text(_fingerprint(), encoding="ascii")


def _fingerprint() -> str:
    """Of all migrations and static files: names, sizes and times, so that the answer takes milliseconds."""
    digest = hashlib.sha256(str(database(data_dir())["NAME"]).encode())
    for pattern in ("**/migrations/*.py", "**/static/**/*"):
        for path in sorted((REPOSITORY / "src").glob(pattern)):
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
