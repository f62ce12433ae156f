"""The settings under which the tests run: a throw-away data folder, known keys, a cheap password hash.

``TUOYU_TEST_DATABASE_URL`` chooses the database (``python -m tests.databases url`` gives a PostgreSQL); SQLite when unset.
The environment is set before the real settings are read, because they read it while they are imported.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_data_dir = tempfile.mkdtemp(prefix="tuoyu-test-")
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)

os.environ["TUOYU_DATA_DIR"] = _data_dir
os.environ["TUOYU_SECRET_KEY"] = "known-to-everybody-and-good-for-tests-only"
os.environ["TUOYU_DISTRICT"] = "330302"
os.environ["TUOYU_DATABASE_URL"] = os.environ.get("TUOYU_TEST_DATABASE_URL", "")
for name in ("TUOYU_DEBUG", "TUOYU_DEMO", "TUOYU_TLS", "TUOYU_HOSTS", "TUOYU_ORIGINS"):
    os.environ.pop(name, None)

from tests.guards import UnknownVariable  # noqa: E402
from tuoyu.config.settings import *  # noqa: E402, F403
from tuoyu.config.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402

# Two runs on one server must not share a database; pytest-xdist adds the name of its worker.
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_tuoyu_{os.getpid()}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # A file, as deployed. All threads of a server would share the one connection of a database in memory, and with it
    # each other's transactions: two windows of a journey could undo one another's work.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_data_dir, "test.sqlite3")}

PASSWORD_HASHERS = ["tests.guards.CheapArgon2"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("%s")
# Tests read the source files; no manifest of hashed names has been collected.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
