"""SQLite as it is deployed: several processes write while two seal, on one file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tuoyu.foundation.audit.verifier.walk import verify

_SETTINGS = """
import os
from pathlib import Path
from tuoyu.foundation.room import environment
DATA_DIR = Path(os.environ["TUOYU_DATA_DIR"])
DATABASES = {"default": environment.sqlite(str(DATA_DIR / "journal.sqlite3"))}
SECRET_KEY, USE_TZ, DEFAULT_AUTO_FIELD = "x" * 50, True, "django.db.models.BigAutoField"
INSTALLED_APPS = ["tuoyu.foundation.vault", "tuoyu.foundation.audit"]
"""
_OPEN = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from django.core.management import call_command
from django.db import transaction
from tuoyu.foundation.audit.sealer import seal
from tuoyu.foundation.audit.services import journal
from tuoyu.kernel.context import Actor, ActorKind, Ctx
now = datetime(2021, 6, 15, tzinfo=UTC)
ctx = Ctx(Actor(ActorKind.SYSTEM, "系统"), now, "r", "330302")
"""
_MIGRATE = "call_command('migrate', 'audit', verbosity=0)"
_WRITE = """
for turn in range(40):
    with transaction.atomic():
        for _ in range(3):
            journal(ctx, "tests.thing.change", note=f"{sys.argv[1]}-{turn}")
"""
_SEAL = """
for _ in range(60):
    seal(now)
"""
_EXPORT = """
from pathlib import Path
from tuoyu.foundation.audit.export import export
seal(now)
export(Path(sys.argv[1]), now)
"""


def test_writers_and_sealers_share_one_file(tmp_path: Path) -> None:
    (tmp_path / "small_settings.py").write_text(_SETTINGS, encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TUOYU_")},
        "TUOYU_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "small_settings",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }

    def start(script: str, argument: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", _OPEN + script, argument], env=environment)

    assert start(_MIGRATE, "").wait() == 0
    together = [start(_WRITE, str(number)) for number in range(3)] + [start(_SEAL, ""), start(_SEAL, "")]
    assert [process.wait(timeout=120) for process in together] == [0] * 5
    assert start(_EXPORT, str(tmp_path / "export.jsonl")).wait() == 0

    anchors = (tmp_path / "anchors" / "heads.jsonl").read_text(encoding="utf-8").splitlines()
    with (tmp_path / "export.jsonl").open(encoding="utf-8") as lines:
        report = verify(lines, anchors)
    assert (report.problems, report.notices, report.entries, report.unsealed) == ([], [], 360, 0)
    assert len(anchors) == report.heads
