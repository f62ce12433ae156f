"""The schema and the catalogue: complete, honest, and held against random calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.entrypoints.api.world import make_plan, post_of, secret_of
from tuoyu.entrypoints.api.errors import CATALOG, DECLARED_STATUSES, kind_of
from tuoyu.entrypoints.api.routing import declared_operations
from tuoyu.entrypoints.api.v1 import declared_routes
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.web import declaration_of
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def operations(schema: Any) -> list[tuple[str, str, Any]]:
    return [
        (path, method.upper(), described)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
    ]


def test_every_operation_is_declared_with_actions_that_exist(schema: Any) -> None:
    declared = {(route.path, route.method): route for route in declared_operations()}
    described = {(path, method) for path, method, _ in operations(schema)}
    assert described == set(declared)
    for route in declared.values():
        assert bool(route.actions) != bool(route.public_reason)
        assert all(all_actions()[action.code] == action for action in route.actions)


def test_every_operation_declares_every_error(schema: Any) -> None:
    for path, method, described in operations(schema):
        for status in DECLARED_STATUSES:
            content = described["responses"][str(status)]["content"]
            assert list(content) == ["application/problem+json"], (path, method, status)
        assert "Retry-After" in described["responses"]["429"]["headers"]
        assert described["security"] == ([] if "x-tuoyu-public" in described else [{"BearerToken": []}])
        assert re.fullmatch(r"[a-z]+_[a-z]+_[a-z]+", described["operationId"])
        assert described["description"]


def test_every_route_of_the_api_is_declared_to_the_gate_of_the_site() -> None:
    resolver = get_resolver()
    views = [(name, resolver.reverse_dict[name]) for name in resolver.reverse_dict if isinstance(name, str)]
    assert views is not None
    for route in declared_routes():
        path = route.path.format(no=1, code="x", report_id=1)
        assert declaration_of(resolver.resolve(path).func) is not None, route


def test_the_catalogue_page_shows_every_error_under_its_number() -> None:
    page = Client().get("/api/errors/").content.decode()
    for kind in CATALOG.values():
        assert f'id="{kind.code}"' in page
        assert kind.title in page
        assert kind.code == f"TY-{kind.status}{kind.code[-1]}"


@pytest.mark.parametrize(
    ("code", "status", "number"),
    [
        ("access.role", 403, "TY-4031"),
        ("access.token", 403, "TY-4032"),
        ("access.not_found", 404, "TY-4041"),
        ("flow.state", 409, "TY-4091"),
        ("some.rule", 409, "TY-4090"),
        ("some.rule", 422, "TY-4220"),
        ("some.rule", 418, "TY-4220"),
    ],
)
def test_a_refusal_has_one_number(code: str, status: int, number: str) -> None:
    assert kind_of(Refused.because(code, "不行。", status=status)).code == number


def test_the_docs_page_is_public_and_needs_nothing_from_elsewhere(schema: Any) -> None:
    answer = Client().get("/api/docs")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r'(?:src|href)="https?://', text)
    assert not re.search(r"<script(?![^>]*src=)[^>]*>", text)
    for path, method, described in operations(schema):
        assert f'id="{described["operationId"]}"' in text
        assert f">{method}</span><code>{path}</code>" in text


def test_the_docs_page_names_every_field_that_goes_in_or_comes_out(schema: Any) -> None:
    text = Client().get("/api/docs").content.decode()
    for name in (
        "items[].standing.light",
        "figures[].source_key",
        "targets[].value",
        "Idempotency-Key",
        "limit",
    ):
        assert f"<code>{name}</code>" in text
    assert "整数，1 到 200" in text
    assert "时间，可为空" in text
    assert "任意" not in text


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A whole application ends a request by closing connections; the transaction of the test needs its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
def test_random_calls_are_answered_as_the_schema_says() -> None:
    """Right and wrong calls of every operation: an answer has a declared status, the declared shape, and is no 5xx."""
    make_plan(2)
    secret = secret_of(post_of("unit_officer", Unit.objects.unscoped("test").get(code="u1")))
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    tried = [_try(result.ok(), secret) for result in described.get_all_operations()]
    assert len(tried) == len(declared_operations())


def _try(described: Any, secret: str) -> None:
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described.as_strategy())
    def run(case: Any) -> None:
        cache.clear()
        # A schema cannot say which cursors and which months are good, so refusals of well-formed calls are no fault.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}"}, excluded_checks=[positive_data_acceptance]
        )

    run()
