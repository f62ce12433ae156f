"""Settings with the queue alone in them: what the kill test forks by the hundred."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tuoyu.foundation.room import environment

DATABASES = {"default": environment.database(Path(tempfile.gettempdir()))}
INSTALLED_APPS = ["tuoyu.foundation.jobs"]
TUOYU_DISTRICT = "330302"
SECRET_KEY = "known-to-everybody-and-good-for-tests-only"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": os.environ.get("LEVEL", "CRITICAL")},
}
