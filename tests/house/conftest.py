"""The small district, built once a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.world import Matrix, World, built, read_matrix


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


@pytest.fixture(scope="session")
def matrix() -> Matrix:
    return read_matrix()
