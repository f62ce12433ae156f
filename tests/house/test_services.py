"""Only services write, each is one journalled transaction, and whoever translates does nothing else."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator

import pytest

from tests.house.tree import (
    App,
    apps,
    calls,
    dotted,
    functions,
    imported,
    module_of,
    parsed,
    python_files,
    shown,
)

UPPER = ("registers", "operations", "governance")
# Machines whose services are called inside the transaction and the journal entry of the act that needs them.
MACHINES = {
    "access",
    "audit",
    "casework",
    "deadlines",
    "exchange",
    "figures",
    "files",
    "jobs",
    "notices",
    "papers",
    "policy",
    "room",
    "ui",
    "vault",
}
# Parts of a service that another app's service takes in, under the right that it asked itself.
TAKEN_IN = {
    "tuoyu.foundation.people.services.register_unit": "a plan that names a new unit registers it on adoption"
}
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
# Web frameworks: services do not know that there is a browser.
WEB = (
    "django.http",
    "django.shortcuts",
    "django.urls",
    "django.forms",
    "django.template",
    "ninja",
    "django_htmx",
)
BELOW_THE_WEB = (
    "services",
    "queries",
    "scopes",
    "permissions",
    "models",
    "policy",
    "jobs",
    "subscribers",
    "figures",
)


def with_services() -> list[App]:
    return [
        app for app in apps() if app.part("services") and (app.floor in UPPER or app.name not in MACHINES)
    ]


def writes_in(tree: ast.AST, where: str) -> Iterator[str]:
    """``.save()``, ``.create()`` … and ``.update(column=…)``, which no dictionary is called with here."""
    for name, call in calls(tree):
        verb = name.rpartition(".")[2]
        is_rows_update = verb == "update" and call.keywords and not call.args
        if "." in name and (verb in WRITES or is_rows_update):
            yield f"{where}:{call.lineno} .{verb}()"


def test_only_services_write() -> None:
    found = [
        line
        for app in apps()
        if app.floor in UPPER
        for path in app.files
        if path not in app.part("services")
        for line in writes_in(parsed(path), shown(path))
    ]
    assert not found, "move the write into a service of the app:\n" + "\n".join(found)


@pytest.mark.parametrize("app", with_services(), ids=lambda app: app.name)
def test_the_face_of_services_is_verbs(app: App) -> None:
    """Each is marked ``@service(ACTION)``: one transaction that fails where no journal entry was written."""
    module = importlib.import_module(f"{app.module}.services")
    public = getattr(module, "__all__", None) or [
        name
        for name, member in inspect.getmembers(module, inspect.isfunction)
        if member.__module__ == module.__name__ and not name.startswith("_")
    ]
    bare = [
        name
        for name in public
        if inspect.isfunction(getattr(module, name))
        and not hasattr(getattr(module, name), "action")
        and f"{module.__name__}.{name}" not in TAKEN_IN
    ]
    assert not bare, f"{app.module}.services: mark with @service, or make private: {bare}"
    unspoken = [name for name in public if "_" not in name]
    assert not unspoken, f"services are verb_noun: {unspoken}"


def test_nobody_reaches_behind_the_face_of_services() -> None:
    """Outside an app one opens ``services``, never ``services.slips``."""
    home = {
        module_of(path): app
        for app in apps()
        for path in app.part("services")
        if path.parent.name == "services"
    }
    inner = {name: app for name, app in home.items() if not name.endswith(".services")}
    found = [
        f"{shown(path)}:{line} {name}"
        for path in python_files()
        for name, line in imported(parsed(path))
        if name in inner and inner[name].folder not in path.parents
    ]
    assert not found, found


def test_services_take_the_context_first() -> None:
    found = []
    for app in with_services():
        for path in app.part("services"):
            for function in functions(parsed(path)):
                is_service = any(
                    isinstance(each, ast.Call)
                    and isinstance(each.func, ast.Name)
                    and each.func.id == "service"
                    for each in function.decorator_list
                )
                if is_service and (not function.args.args or function.args.args[0].arg != "ctx"):
                    found.append(f"{shown(path)}:{function.lineno} {function.name}")
    assert not found, f"the first argument is ctx: {found}"


def test_below_the_web_nobody_knows_the_web() -> None:
    found = [
        f"{shown(path)}:{line} {name}"
        for app in apps()
        if app.floor in UPPER
        for part in BELOW_THE_WEB
        for path in app.part(part)
        for name, line in imported(parsed(path))
        if name.startswith(WEB)
    ]
    assert not found, "screen, API, file and job call the same service; it knows none of them:\n" + "\n".join(
        found
    )


def test_views_are_thin() -> None:
    """A view translates: about a dozen lines, never more than forty."""
    found = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for app in apps()
        for path in app.part("web")
        for function in functions(parsed(path))
        if _is_view(function) and (function.end_lineno or 0) - function.lineno > 40
    ]
    assert not found, f"move what is decided into rules, what is read into queries: {found}"


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {dotted(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list}
    return bool(names & {"page", "public", "signed_in"})


def test_a_write_outside_services_is_noticed() -> None:
    source = (
        "rows.filter(pk=1).update(state='x')\nknown.update({1: 2})\nrow.save()\nUnit.objects.create(name='x')"
    )
    assert [line.split()[-1] for line in writes_in(ast.parse(source), "x.py")] == [
        ".update()",
        ".save()",
        ".create()",
    ]
