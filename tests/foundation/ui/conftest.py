"""What the tests of the design system have at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from tests.conftest import NOW
from tests.foundation.ui.shelf import standing_shelf
from tuoyu.foundation.ui.context import ShellFacts
from tuoyu.kernel.context import VISITOR, Ctx

Ask = Callable[..., HttpRequest]


@pytest.fixture(scope="session")
def shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing_shelf():
        yield


@pytest.fixture
def visitor() -> Ctx:
    return Ctx(VISITOR, NOW, "test-visitor", "330302")


@pytest.fixture
def ask(visitor: Ctx) -> Ask:
    """``ask("/path/?query", ctx=…, htmx=True)``: a request as the middleware would hand it to a view."""

    def make(
        path: str = "/", *, ctx: Ctx = visitor, htmx: bool = False, post: dict[str, str] | None = None
    ) -> HttpRequest:
        factory = RequestFactory(headers={"HX-Request": "true"} if htmx else {})
        request = factory.get(path) if post is None else factory.post(path, post)
        request.ctx = ctx  # type: ignore[attr-defined]
        request.shell_facts = ShellFacts("鹿城区", "工作日", "9f2c41d07ab3", NOW)  # type: ignore[attr-defined]
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        return request

    return make
