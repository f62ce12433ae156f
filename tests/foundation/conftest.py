"""What the tests of the text index and of maps have at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.foundation.search.inns import standing_inns


@pytest.fixture(scope="session")
def inns(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing_inns():
        yield
