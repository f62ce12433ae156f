"""Reading past permissions is rare, says why, and grows rarer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import SOURCE, calls, parsed, python_files, shown
from tuoyu.foundation.access.scoping import UnscopedQuery
from tuoyu.foundation.people.models import Unit

SHORTEST_REASON = 8
# How often the house reads past permissions today. Lower it when a place goes; raise it only with a reviewer's word.
# 110 were agreed before institutions, workforce and filing stood. What these added was gone through, and what several
# places asked became one query. What is left of it: rows that a service locks or matches by their natural key (an
# operator, a person, a certificate, a message, a link are kept once), the daily rounds, public pages and proofs of
# receipts, and one door each for what hangs on a row that the caller may see. Supervision and credit brought forty models and
# 103 such places: public pages of six kinds, boards and figures, the facts of ratings, clocks, pools, and what hangs on a visible row.
# Joint visits (of departments that do not see each other's), decisions on items (a public paper), what was fined before
# anywhere and the calls of draws are eleven more. Boards, plans and scopes that ask the database row by row, not for lists of
# keys, name what they ask ten times more: classes, crews and own institutions as columns and EXISTS.
CEILING = 278
# The plain managers of Django would go around the scope without a word.
BACK_DOORS = ("._base_manager.", "._default_manager.", ".raw(", ".extra(")
MAY_USE_BACK_DOORS = {
    "foundation/access/scoping.py": "names the doors that it shuts",
    "entrypoints/site/settings/access.py": "explains decisions about any model by its name; unscoped, and says so",
    "foundation/vault/rotation.py": "a rotation of keys re-seals every row, whoever may see it",
}
# Pages ask named queries. Whoever translates has no business past permissions.
TRANSLATORS = {"web", "operations", "settings", "home", "signin"}
MAY_EXPLAIN = {
    "entrypoints/site/settings/access.py": "tells the security officer why somebody may, or may not, touch any row",
    "entrypoints/site/signin/personas.py": "lists the accounts of a demonstration before anybody is known",
}


def unscoped_calls() -> list[tuple[Path, ast.Call]]:
    return [
        (path, call)
        for path in python_files()
        for _, call in calls(parsed(path))
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "unscoped"
        and "access/scoping" not in shown(path)
    ]


def reason_of(path: Path, call: ast.Call) -> str:
    """The literal reason, or the constant of the module that holds it; empty when it is neither."""
    argument = call.args[0] if call.args else None
    if isinstance(argument, ast.Name):
        values = {
            target.id: node.value
            for node in parsed(path).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        argument = values.get(argument.id)
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return str(argument.value) if is_text else ""  # type: ignore[union-attr]


def test_every_look_past_permissions_says_why() -> None:
    silent = [
        f"{shown(path)}:{call.lineno} says “{reason_of(path, call)}”"
        for path, call in unscoped_calls()
        if len(reason_of(path, call)) < SHORTEST_REASON
    ]
    assert not silent, "unscoped() wants a reason, written out where it stands:\n" + "\n".join(silent)


def test_looks_past_permissions_grow_rarer(record_property: pytest.RecordProperty) -> None:
    count = len(unscoped_calls())
    record_property("unscoped", count)
    print(f"unscoped(): {count} of at most {CEILING}")
    assert count <= CEILING, (
        f"{count} places read past permissions, {CEILING} were agreed; start from visible(ctx, …)"
    )


def test_pages_do_not_look_past_permissions() -> None:
    found = [
        f"{shown(path)}:{call.lineno}"
        for path, call in unscoped_calls()
        if TRANSLATORS & set(path.relative_to(SOURCE).parts[2:-1])
        and path.relative_to(SOURCE).as_posix() not in MAY_EXPLAIN
    ]
    assert not found, f"ask a named query instead: {found}"


def test_nobody_goes_through_a_back_door() -> None:
    found = [
        f"{shown(path)} {door}"
        for path in python_files()
        if path.relative_to(SOURCE).as_posix() not in MAY_USE_BACK_DOORS
        for door in BACK_DOORS
        if door in path.read_text(encoding="utf-8")
    ]
    assert not found, found


def test_a_governed_model_refuses_to_be_read_without_a_scope() -> None:
    """Before it reaches the database: this test has none."""
    for read in (
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
    ):
        with pytest.raises(UnscopedQuery):
            read(Unit.objects.all())  # type: ignore[operator]
    with pytest.raises(ValueError, match="reason"):
        Unit.objects.unscoped("")
