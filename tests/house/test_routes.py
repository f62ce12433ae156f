"""Every address says what it is: a page that wants an action, or one that is open for a written reason."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import RequestFactory

from tests.house.routes import Route, routes
from tuoyu.entrypoints.api.routing import declared_operations
from tuoyu.entrypoints.site.middleware import GateMiddleware
from tuoyu.foundation.access.registry import all_actions
from tuoyu.kernel.context import VISITOR, Ctx

SHORTEST_REASON = 4


def listed(found: list[Route]) -> str:
    return "\n".join(f"/{route.path} ({route.name})" for route in found)


def test_every_route_is_declared() -> None:
    bare = [route for route in routes() if route.declaration is None]
    assert not bare, (
        f"mark the view with @page(ACTION), @public(reason) or @signed_in(reason):\n{listed(bare)}"
    )


def test_a_declaration_says_one_thing() -> None:
    unclear = [route for route in routes() if route.declaration and _said(route) != 1]
    assert not unclear, f"an action, or one reason:\n{listed(unclear)}"


def _said(route: Route) -> int:
    said = route.declaration
    assert said is not None
    return sum(map(bool, (said.action, said.public_reason, said.signed_in_reason)))


def test_a_reason_is_a_reason() -> None:
    short = [
        route
        for route in routes()
        if route.declaration
        and route.declaration.action is None
        and len(route.declaration.public_reason or route.declaration.signed_in_reason) < SHORTEST_REASON
    ]
    assert not short, f"say why this page is open, for the security docs:\n{listed(short)}"


def test_every_action_of_a_route_is_declared_to_access() -> None:
    known = all_actions()
    unknown = [
        route
        for route in routes()
        if route.declaration and route.declaration.action and route.declaration.action.code not in known
    ]
    assert not unknown, f"these actions are in no ACTIONS of a room:\n{listed(unknown)}"


def test_every_route_has_a_name_of_its_own_and_ends_in_a_slash() -> None:
    found = routes()
    names = [route.name for route in found]
    doubled = [route for route in found if names.count(route.name) > 1 or route.name.endswith(":")]
    assert not doubled, f"two addresses of one name, or none:\n{listed(doubled)}"
    pages = [route for route in found if not route.path.startswith("api/")]
    assert all(route.path.endswith("/") or not route.path for route in pages), listed(pages)


def test_every_operation_of_the_api_wants_an_action() -> None:
    """The addresses below /api/v1/ leave the session's gate by; a token and the action of the operation stand there."""
    wanted = {operation.operation_id: operation for operation in declared_operations()}
    found = {route.name.rpartition(":")[2] for route in routes() if route.path.startswith("api/v1/")}
    open_ones = found - set(wanted) - {"openapi-json", "unknown"}
    assert not open_ones, f"declare these with @operation(router, method, path, ACTION): {open_ones}"
    assert not [
        name for name, operation in wanted.items() if not operation.actions and not operation.public_reason
    ]
    unknown = {action.code for each in wanted.values() for action in each.actions} - set(all_actions())
    assert not unknown, unknown


def test_an_undeclared_view_is_refused_at_run_time(now: object, system_ctx: Ctx) -> None:
    """What the walk above cannot see (a view that a library adds) is shut by the gate."""
    request = RequestFactory().get("/")
    request.ctx = system_ctx  # type: ignore[attr-defined]
    answer = GateMiddleware(lambda _: HttpResponse()).process_view(request, lambda _: HttpResponse(), [], {})
    assert answer is not None
    assert answer.status_code == 403
    assert VISITOR.posts == ()
