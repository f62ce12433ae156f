"""One demonstration district, one server and one browser for all journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import prepared
from tests.chromium import IN_A_BROWSER
from tests.journeys.product import DESK, Site, Visitor, copied, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            for mark in IN_A_BROWSER:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared.demonstration(tmp_path_factory.mktemp("journeys") / "demo")


@pytest.fixture(scope="session")
def site(district: Path) -> Iterator[Site]:
    with running(district) as site:
        yield site


@pytest.fixture
def spare_site(district: Path, tmp_path: Path) -> Iterator[Site]:
    """A district of one's own, for a journey that changes the plan in force or who may do what."""
    with running(copied(district, tmp_path / "demo")) as site:
        yield site


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Callable[..., Visitor]]:
    """``visit("陈静")`` is a window in which that persona is signed in; after the journey nothing may have complained."""
    visitors: list[Visitor] = []

    def open_window(persona: str = "", size: tuple[int, int] = DESK, at: Site | None = None) -> Visitor:
        visitor = Visitor(browser, at or site, size)
        visitors.append(visitor)
        return visitor.enter(persona) if persona else visitor

    yield open_window
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.close()
    assert complaints == []
