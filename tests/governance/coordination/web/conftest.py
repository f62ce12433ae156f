"""Browsers of the small district: who is signed in, on the Tuesday of ``world.NOW``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.governance.coordination.world import NOW, World


@pytest.fixture(autouse=True)
def _on_that_tuesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(world: World) -> Callable[..., Client]:
    """``browser("wjj", "unit_head")``: somebody with that one post, both steps of signing in done."""

    def sign_in(unit: str = "ldxz", role: str = "coordinator") -> Client:
        user = make_user(f"{unit}-{role}", f"{unit}的{role}")
        make_post(user, world.unit[unit], role)
        return client_of(user)

    return sign_in
