"""The small district of ``world.py``, built anew for each test."""

from __future__ import annotations

import pytest

from tests.governance.coordination.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()
