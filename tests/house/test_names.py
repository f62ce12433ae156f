"""Modules are called after what they hold, and stay small enough to be read in one sitting."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import SOURCE, functions, parsed, python_files, shown

SAY_NOTHING = {"utils", "helpers", "helper", "common", "misc", "manager", "managers", "base", "core", "stuff"}
LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = [
        shown(path)
        for path in SOURCE.rglob("*.py")
        if SAY_NOTHING & {path.stem, *path.relative_to(SOURCE).parts[:-1]}
    ]
    assert not found, f"call a module after what it holds: {found}"


def test_files_are_short() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    found = {name: length for name, length in lengths.items() if length > LONGEST_FILE}
    assert not found, (
        f"a file that grows past {LONGEST_FILE} lines becomes a folder with the same face: {found}"
    )


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_functions_are_short() -> None:
    found = [
        f"{shown(path)}:{function.lineno} {function.name} ({length(function)} lines)"
        for path in python_files()
        for function in functions(parsed(path))
        if length(function) > LONGEST_FUNCTION
    ]
    assert not found, (
        f"split what does more than one thing (more than {LONGEST_FUNCTION} lines):\n" + "\n".join(found)
    )


def test_package_files_are_empty_or_a_face() -> None:
    """``__init__.py`` may re-export the face of a folder; work in it would run at every import, and pure imports be slow."""
    found = []
    for path in SOURCE.rglob("__init__.py"):
        body = parsed(path).body
        is_face = all(isinstance(node, ast.ImportFrom | ast.Expr) or _is_all(node) for node in body)
        if not is_face:
            found.append(shown(path))
    assert not found, f"move the code out of {found}"


def _is_all(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "__all__"
    )


@pytest.mark.parametrize("name", ["TODO", "FIXME", "XXX"])
def test_no_note_to_self_is_left(name: str) -> None:
    found = [shown(path) for path in python_files() if name in path.read_text(encoding="utf-8")]
    assert not found, f"finish it, or write it down as an issue: {name} in {found}"
