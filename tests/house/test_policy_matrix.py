"""The running site against ``policy_matrix.yaml``: each address, as each role, on what is one's own and on what is not.

No right: 403. A right, but not on this row: 404, as if there were none. A right on this row: an answer.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.conftest import NOW
from tests.house.payloads import payload
from tests.house.routes import Route, routes
from tests.house.world import Matrix, Person, World, read_matrix
from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.routing import declared_operations
from tuoyu.entrypoints.api.services import digest_of
from tuoyu.foundation.access.actions import Action, ActionKind
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.roles import role_matrix

pytestmark = pytest.mark.django_db

# The people who stand for a role. Those of other units are in the world to own what is foreign.
ACTORS = (
    "leader", "office", "a_head", "a_officer", "street", "sysadmin", "secadmin", "auditor", "b_filing", "registrar", "j_head",
    "b_inspector", "b_lead",
)  # fmt: skip
ROWS_TRIED = 8
# Nouns of addresses whose model is called otherwise.
CALLED = {
    # ``Case`` is the abstract one of casework.
    "filing.case": "filingcase",
    "filing.note": "taxnote",
    "credit.fact": "creditfact",
    "supervision.item": "itemversion",
    "supervision.plan": "inspectionplan",
    "supervision.self_check": "selfcheck",
    "supervision.appeal": "ratingappeal",
    "supervision.table": "evaluationtable",
    "supervision.expert": "evaluationexpert",
}
# Addresses that answer 409 or 422 here whatever they are sent, and why.
NEEDS_MORE = {
    "plans:version-revise": "its form is the draft itself, sentence by sentence; tests/registers/plans sends one",
    "notices:delivery-retry": "no channel is open in the tests",
}


def wanted() -> list[Route]:
    return [
        route
        for route in routes()
        if route.declaration and route.declaration.action and not route.path.startswith("api/")
    ]


WANTED = wanted()


def action_of(route: Route) -> Action:
    assert route.declaration is not None
    assert route.declaration.action is not None
    return route.declaration.action


def rows_of(route: Route, world: World) -> list[models.Model] | None:
    """The rows that the parameter of the address may name; None where it has no parameter."""
    if not route.parameters:
        return None
    app, name = route.name.split(":")[-2:]
    parameter = next(iter(route.parameters))
    noun = name.split("-")[0] if parameter in {"pk", "id"} else parameter.removesuffix("_id")
    noun = CALLED.get(f"{app}.{noun}", noun)
    # The noun of this app before the same noun of another.
    labels = sorted(
        (label for label in world.rows if label.split(".")[1] == noun),
        key=lambda label: label != f"{app}.{noun}",
    )
    return world.of(labels[0]) if labels else []


def address(route: Route, row: models.Model | None) -> str:
    return reverse(route.name, kwargs=route.arguments(row.pk) if row is not None else {})


def ask(person: Person, route: Route, row: models.Model | None, method: str, world: World) -> HttpResponse:
    """One request whose writes are undone."""
    url = address(route, row)
    with transaction.atomic():
        sent: Any = payload(route.name, person, row, world) if method == "post" else {}
        answer: Any = getattr(person.client, method)(url, sent)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]


def is_the_act(route: Route) -> bool:
    """The address named after its action: there the act is done."""
    return route.name == action_of(route).url_name and action_of(route).kind is ActionKind.WRITE


def methods_of(route: Route) -> tuple[str, ...]:
    return ("get", "post") if is_the_act(route) else ("get",)


def said(route: Route, person: Person, method: str, row: Any, answer: HttpResponse) -> str:
    about = f" about {row._meta.label} {row}" if row is not None else ""
    return f"{person.role} ({person.key}) {method.upper()} {route.name}{about} → {answer.status_code}"


# ---- the two tables agree --------------------------------------------------------------------------------------------


def test_the_matrix_speaks_of_every_action_and_role(matrix: Matrix) -> None:
    assert set(matrix.cells) == set(all_actions()), (
        "write the missing actions into policy_matrix.yaml, by hand"
    )
    assert set(matrix.roles) == set(role_matrix().roles)
    assert {len(row) for row in matrix.cells.values()} == {len(matrix.roles)}
    assert {cell for row in matrix.cells.values() for cell in row} <= {
        "none",
        "own",
        "lent",
        "unit",
        "lead",
        "street",
        "all",
    }


def test_the_role_table_says_what_the_matrix_says(matrix: Matrix) -> None:
    different = [
        f"{code} as {role}: matrix {matrix.scope(code, role)}, roles.yaml {role_matrix().scope(code, role) or 'none'}"
        for code in matrix.cells
        for role in matrix.roles
        if matrix.scope(code, role) != (role_matrix().scope(code, role) or "none")
    ]
    assert not different, "two answers to one question; one of them is wrong:\n" + "\n".join(different)


def test_who_guards_does_no_work(matrix: Matrix) -> None:
    """三员分立: the three administrators share no writing action, and do none of the plan's."""
    writes = {code for code, action in all_actions().items() if action.kind is ActionKind.WRITE}
    three = ("system_admin", "security_admin", "audit_admin")
    done = {role: {code for code in writes if matrix.scope(code, role) == "all"} for role in three}
    shared = [(a, b, done[a] & done[b]) for a in three for b in three if a < b and done[a] & done[b]]
    assert not shared
    of_the_plan = ("plans.", "coordination.", "targets.")
    assert not [code for role in three for code in done[role] if code.startswith(of_the_plan)]


# ---- the running site agrees -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", WANTED, ids=lambda route: route.name)
def test_nobody_signed_in_gets_nothing(route: Route, world: World, client: Any) -> None:
    rows = rows_of(route, world)
    row = rows[0] if rows else None
    if route.parameters and row is None:
        pytest.skip("an address by a word: see test_addresses_by_a_word")
    for method in ("get", "post"):
        answer = getattr(client, method)(address(route, row))
        is_sent_to_sign_in = answer.status_code == 302 and answer.url.startswith("/sign-in/")
        assert is_sent_to_sign_in, (
            f"{method.upper()} {route.name} answered {answer.status_code} to a stranger"
        )


@pytest.mark.parametrize("key", ACTORS)
@pytest.mark.parametrize("route", WANTED, ids=lambda route: route.name)
def test_the_site_does_what_the_matrix_says(route: Route, key: str, world: World, matrix: Matrix) -> None:
    person, action = world.people[key], action_of(route)
    scope = matrix.scope(action.code, person.role)
    rows = rows_of(route, world)
    if rows is None:
        _without_a_row(route, person, scope, world)
        return
    if scope == "none":
        for method in methods_of(route):
            for row in rows[:1]:
                answer = ask(person, route, row, method, world)
                assert answer.status_code == 403, said(route, person, method, row, answer)
        return
    own = [row for row in rows if world.is_related(scope, person, row)][:ROWS_TRIED]
    foreign = [row for row in rows if not world.is_related(scope, person, row)][:ROWS_TRIED]
    _on_foreign_rows(route, person, foreign, world)
    _on_own_rows(route, person, own, world)


def _without_a_row(route: Route, person: Person, scope: str, world: World) -> None:
    for method in methods_of(route):
        answer = ask(person, route, None, method, world)
        if scope == "none":
            assert answer.status_code == 403, said(route, person, method, None, answer)
        else:
            assert answer.status_code in {200, 302, 405, 409, 422}, said(route, person, method, None, answer)


def _on_foreign_rows(route: Route, person: Person, rows: list[models.Model], world: World) -> None:
    for row in rows:
        for method in methods_of(route):
            answer = ask(person, route, row, method, world)
            is_not_offered = answer.status_code == 405 and method == "get"
            assert answer.status_code == 404 or is_not_offered, (
                f"foreign row: {said(route, person, method, row, answer)}"
            )


def _on_own_rows(route: Route, person: Person, rows: list[models.Model], world: World) -> None:
    for method in methods_of(route):
        answers = [ask(person, route, row, method, world) for row in rows]
        for row, answer in zip(rows, answers, strict=True):
            assert answer.status_code in {200, 302, 405, 409, 422}, said(route, person, method, row, answer)
        if method == "post" and rows and route.name not in NEEDS_MORE:
            codes = [answer.status_code for answer in answers]
            assert min(codes) < 400, (
                f"{route.name}: nobody can, whoever may; payloads.py sends a wrong form? {codes}"
            )


@pytest.mark.parametrize(
    "route", [route for route in WANTED if route.parameters], ids=lambda route: route.name
)
def test_a_row_that_does_not_exist_is_not_found(route: Route, world: World, matrix: Matrix) -> None:
    """The same answer as for a foreign row, or keys could be probed."""
    if "int" not in route.parameters.values():
        return
    for person in world.people.values():
        if matrix.scope(action_of(route).code, person.role) == "none":
            continue
        url = reverse(route.name, kwargs=route.arguments(987_654_321))
        answer = person.client.get(url)
        assert answer.status_code in {404, 405}, f"{person.key} GET {url} → {answer.status_code}"


def test_addresses_by_a_word(world: World) -> None:
    """Parameters that are no row of the world are open to everybody who may see the page."""
    by_word = [route for route in WANTED if rows_of(route, world) == []]
    assert {route.name for route in by_word} <= {"site:policy-detail"}, (
        "give these a row in tests/house/world.py"
    )
    for person in world.people.values():
        assert person.client.get("/settings/policy/coordination.report_period/").status_code == 200


# ---- the API agrees --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ACTORS)
def test_the_api_does_what_the_matrix_says(key: str, world: World, matrix: Matrix, client: Any) -> None:
    """A token for everything is still held by its post: 403 exactly where the matrix says none."""
    person = world.people[key]
    secret = f"ty_{key}_{'x' * 40}"
    Token.objects.create(
        name="全部", prefix=secret[:9], digest=digest_of(secret), post=person.post, scopes=sorted(all_actions()),
        made_at=NOW, expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    for operation in declared_operations():
        url = re.sub(r"\{\w+\}", "1", operation.path)
        sent = {} if operation.method == "GET" else {"data": "{}", "content_type": "application/json"}
        answer = getattr(client, operation.method.lower())(
            url, headers={"Authorization": f"Bearer {secret}"}, **sent
        )
        is_barred = any(matrix.scope(action.code, person.role) == "none" for action in operation.actions)
        assert answer.status_code < 500, f"{operation.operation_id}: {answer.content.decode()}"
        assert (answer.status_code == 403) == is_barred, (
            f"{key} {operation.method} {url} → {answer.status_code}"
        )


def test_a_unit_reports_for_itself_alone(world: World) -> None:
    """On a task of one's own, in the name of a colleague's unit: refused."""
    route = next(route for route in WANTED if route.name == "coordination:report-submit")
    task = next(
        row for row in world.of("plans.task") if world.is_related("lead", world.people["a_officer"], row)
    )
    person = world.people["a_officer"]
    sent = {**payload(route.name, person, task, world), "unit_id": world.units["b"].pk}
    with transaction.atomic():
        answer = person.client.post(address(route, task), sent)
        transaction.set_rollback(True)
    assert answer.status_code in {403, 422}, answer.status_code


def test_every_actor_of_the_test_stands_for_a_role() -> None:
    from tests.house.world import PERSONS

    held = {role for key, _, role in PERSONS if key in ACTORS}
    assert held == set(read_matrix().roles) - {"system"}
