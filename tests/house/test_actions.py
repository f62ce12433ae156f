"""One word for one thing: the code of an action is found again in service, address, flow, test and role table."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps as rooms

from tests.house.routes import routes
from tests.house.tree import ROOT, App, apps, functions, parsed
from tuoyu.foundation.access.actions import Action, ActionKind
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.casework.registry import all_flows

# Noun of the action → the noun that services say, with the reason.
SPOKEN = {
    "plans.version": "plan"
}  # what is imported, revised and adopted is a plan; its version is the row that keeps it
# Moves that no person makes: flow and move → the reason why they borrow another move's action.
BORROWED = {
    ("plans.version", "supersede"): "happens to the old version when another is adopted",
    ("supervision.visit", "split_noticed"): "splitting, of a visit that the institution was told of",
}
# What no service of its own does, and why.
WITHOUT_SERVICE: dict[str, str] = {}

# What only machines ask for: the operation of the API that takes the place of a page.
BY_API = {"filing.registration.push": "filing_registration_push"}

WRITES = [action for action in all_actions().values() if action.kind is ActionKind.WRITE]


def ids(action: Action) -> str:
    return action.code


def is_of_the_house_alone(action: Action) -> bool:
    """Only jobs and loaders do it: it has no address."""
    return set(role_matrix().grants.get(action.code, {})) <= {"system"}


def services_of(app_label: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Name and function of every service (marked by ``@service``) in the modules of an app. The API issues tokens."""
    for app in (*apps(), App("entrypoints", "api")):
        if app.name == app_label:
            for path in app.files:
                module = importlib.import_module(_module(path))
                yield from (
                    (name, member)
                    for name, member in inspect.getmembers(module, inspect.isfunction)
                    if hasattr(member, "action")
                )


def _module(path: Any) -> str:
    from tests.house.tree import module_of

    return module_of(path)


def plurals(noun: str) -> set[str]:
    return {noun, f"{noun}s", f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es"}


def noun_of(action: Action) -> str:
    return SPOKEN.get(f"{action.app}.{action.noun}", action.noun)


@pytest.mark.parametrize("action", all_actions().values(), ids=ids)
def test_the_code_has_three_parts_and_the_app_exists(action: Action) -> None:
    assert action.code.count(".") == 2, f"{action.code}: an action is app.noun.verb"
    assert action.app in {room.label for room in rooms.get_app_configs()}, (
        f"{action.code}: there is no app {action.app}"
    )


@pytest.mark.parametrize("action", all_actions().values(), ids=ids)
def test_the_label_is_chinese(action: Action) -> None:
    assert any("一" <= letter <= "鿿" for letter in action.label), (
        f"{action.code} wants a label people can read"
    )


def test_every_action_is_granted_and_every_grant_is_an_action() -> None:
    granted = {code for code, roles in role_matrix().grants.items() if roles}
    assert set(all_actions()) - granted == set(), "nobody may do these: name a role in policy/base/roles.yaml"
    assert set(role_matrix().grants) - set(all_actions()) == set(), "roles.yaml grants what no room declares"


@pytest.mark.parametrize("action", WRITES, ids=ids)
def test_a_write_has_its_service(action: Action) -> None:
    if action.code in WITHOUT_SERVICE:
        return
    wanted = {f"{action.verb}_{noun}" for noun in plurals(noun_of(action))}
    found = {name for name, service in services_of(action.app) if service.action == action}  # type: ignore[attr-defined]
    assert found & wanted, (
        f"{action.code}: no @service({action.code}) called {' or '.join(sorted(wanted))}; found {sorted(found)}"
    )


@pytest.mark.parametrize("action", [each for each in WRITES if not is_of_the_house_alone(each)], ids=ids)
def test_a_write_has_its_address(action: Action) -> None:
    names = {route.name: route for route in routes()}
    if action.code in BY_API:
        assert f"api:v1:{BY_API[action.code]}" in names or f"api:{BY_API[action.code]}" in names
        return
    assert action.url_name in names, f"{action.code}: no address is called {action.url_name}"
    declaration = names[action.url_name].declaration
    assert declaration is not None
    assert declaration.action == action, f"{action.url_name} wants another action than its name says"


def test_an_action_in_an_address_is_the_one_it_is_named_after() -> None:
    """``filing:case-accept`` never asks for another right than ``filing.case.accept`` where that exists."""
    by_name = {action.url_name: action for action in all_actions().values()}
    wrong = [
        f"{route.name} asks for {route.declaration.action}"
        for route in routes()
        if route.declaration and route.name in by_name and route.declaration.action != by_name[route.name]
    ]
    assert not wrong, wrong


@pytest.fixture(scope="module")
def tested() -> set[str]:
    """The names of every test function in the tree."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return {
        function.name
        for path in files
        for function in functions(parsed(path))
        if function.name.startswith("test_")
    }


@pytest.mark.parametrize("action", WRITES, ids=ids)
def test_a_write_is_tested_by_name(action: Action, tested: set[str]) -> None:
    wanted = tuple(f"test_{action.verb}_{noun}" for noun in plurals(noun_of(action)))
    assert any(name.startswith(wanted) for name in tested), (
        f"{action.code}: write a test called {min(wanted)}_…"
    )


@pytest.mark.parametrize(
    ("flow", "move"),
    [
        pytest.param(flow, move, id=f"{name}.{move.name}")
        for name, flow in all_flows().items()
        for move in flow.moves
    ],
)
def test_a_move_is_named_after_its_action(flow: Any, move: Any) -> None:
    assert move.action in all_actions(), (
        f"{flow.name}: the move {move.name} wants {move.action}, which no room declares"
    )
    if (flow.name, move.name) in BORROWED:
        return
    assert move.action == f"{flow.name}.{move.name}", f"{flow.name}: the move {move.name} wants {move.action}"
    assert move.label == all_actions()[move.action].label, (
        f"{move.action} has two labels: {move.label}, and in permissions"
    )


def test_no_exception_has_outlived_its_reason() -> None:
    nouns = {f"{action.app}.{action.noun}" for action in WRITES}
    assert set(SPOKEN) <= nouns
    assert set(WITHOUT_SERVICE) <= {action.code for action in WRITES}
    assert set(BY_API) <= {action.code for action in WRITES}
    assert set(BORROWED) <= {(name, move.name) for name, flow in all_flows().items() for move in flow.moves}
