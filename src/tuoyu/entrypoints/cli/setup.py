"""Starts Django for the commands that need it, and makes an installation ready to run."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def start_django() -> None:
    """Load the settings and the rooms. Call once, before importing anything of Django's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")
    import django

    django.setup()


def prepare() -> None:
    """Bring the database to the present version and gather the static files; skipped when nothing changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.DATA_DIR) / "prepared"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted and Path(settings.STATIC_ROOT).exists():
        return
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint() -> str:
    """Of all migrations and static files: names, sizes and times, so that the answer takes milliseconds."""
    from tuoyu.foundation.room.environment import REPOSITORY, data_dir, database

    digest = hashlib.sha256(str(database(data_dir())["NAME"]).encode())
    for pattern in ("**/migrations/*.py", "**/static/**/*"):
        for path in sorted((REPOSITORY / "src").glob(pattern)):
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
