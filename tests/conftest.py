"""What every test of the house has at hand, and what none may do (``tests/guards.py``)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests import guards, prepared
from tests.chromium import browser  # noqa: F401 - a fixture of every test
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef

DISTRICT = "330302"
NOW = datetime(2021, 6, 15, 9, 30, tzinfo=CHINA)


# Machines are shared: how long an example takes says nothing. The same examples every time, so that a red run can be
# run again; outside ``make test`` new ones are drawn.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.register_profile("exploring", deadline=None, derandomize=False)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis_settings.load_profile(
        "exploring" if "not slow" not in (config.getoption("-m") or "") else "house"
    )
    for line in guards.WARNINGS_THAT_FAIL:
        config.addinivalue_line("filterwarnings", line)
    if _has_workers(config):
        prepared.begin_workers()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _has_workers(config):
        prepared.end_workers()


def _has_workers(config: pytest.Config) -> bool:
    """Whether this is the process that gives work out, not one that does it."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database only what asks a database is worth a second run."""
    if not os.environ.get("TUOYU_TEST_DATABASE_URL"):
        return
    without = [item for item in items if not _asks_database(item)]
    if without:
        items[:] = [item for item in items if _asks_database(item)]
        config.hook.pytest_deselected(items=without)


def _asks_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in fixtures


@pytest.fixture(scope="session", autouse=True)
def _guard_rails() -> Iterator[None]:
    with ExitStack() as rails:
        rails.enter_context(guards.moments_stay_out_of_date_fields())
        rails.enter_context(guards.unordered_rows_are_shuffled())
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The tables: migrations take longer than most files of tests, so the workers of a run make them once and copy."""
    if prepared.TEMPLATE not in os.environ:
        request.getfixturevalue("django_db_setup")
        yield
        return
    from django.db import connection

    connection.close()
    with prepared.test_database(connection.settings_dict):
        yield
        with django_db_blocker.unblock():
            connection.close()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen unless they say otherwise: a working Tuesday morning in 2021."""
    return NOW


@pytest.fixture
def system_ctx() -> Ctx:
    """The house itself acting: what a service gets from the worker or from a command."""
    actor = Actor(ActorKind.SYSTEM, "系统", posts=(PostRef(0, 0, "系统", "system", DISTRICT),))
    return Ctx(actor, NOW, "test-system", DISTRICT)


@pytest.fixture
def run_jobs(db: None) -> Callable[..., int]:
    """``run_jobs(now)`` does what is waiting in the queue, as a worker would at that moment; how many jobs it ran."""
    from tuoyu.foundation.jobs.worker import Worker

    def run(now: datetime = NOW) -> int:
        return Worker(lambda: now).drain()

    return run


@pytest.fixture
def ctx_for() -> Callable[..., Ctx]:
    """``ctx_for("unit_officer", unit, user=…, now=…)``: somebody who holds the role in the unit. Touches no database.

    ``unit`` is a ``people.Unit``, or None for a role of the district as a whole; ``user`` a ``people.User`` or None.
    """

    def make(role: str, unit: Any = None, *, user: Any = None, now: datetime = NOW, purpose: str = "") -> Ctx:
        post = (
            PostRef(1, unit.pk, unit.name, role, unit.area)
            if unit is not None
            else PostRef(1, 0, "测试单位", role, DISTRICT)
        )
        name = user.name if user is not None else "测试人员"
        user_id = user.pk if user is not None else None
        actor = Actor(ActorKind.PERSON, name, user_id=user_id, posts=(post,))
        return Ctx(actor, now, f"test-{role}", DISTRICT, purpose=purpose)

    return make
