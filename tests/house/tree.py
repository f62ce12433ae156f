"""The house as files and as modules: what the house tests walk over."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tuoyu"
FLOORS = ("foundation", "registers", "operations", "governance")


@dataclass(frozen=True)
class App:
    """A room: ``floor`` and ``name``; ``files`` are its Python files without migrations."""

    floor: str
    name: str

    @property
    def folder(self) -> Path:
        return SOURCE / self.floor / self.name

    @property
    def module(self) -> str:
        return f"tuoyu.{self.floor}.{self.name}"

    @property
    def files(self) -> tuple[Path, ...]:
        return _files_of(self)

    @functools.cache  # noqa: B019 - an app is one of a handful of values, which live as long as the run
    def part(self, name: str) -> tuple[Path, ...]:
        """The files of one module of the app, whether it is a file or a folder: ``services``, ``rules``, ``web`` …"""
        return tuple(
            path
            for path in self.files
            if path == self.folder / f"{name}.py" or self.folder / name in path.parents
        )


@functools.cache
def _files_of(app: App) -> tuple[Path, ...]:
    return tuple(path for path in python_files() if app.folder in path.parents)


@functools.cache
def apps() -> tuple[App, ...]:
    return tuple(
        App(floor, folder.name)
        for floor in FLOORS
        for folder in sorted((SOURCE / floor).iterdir())
        if (folder / "__init__.py").exists()
    )


@functools.cache
def python_files() -> tuple[Path, ...]:
    """The Python of ``src/tuoyu`` in order, migrations left out: Django writes those."""
    return tuple(path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an expression; parts that are no names (calls, indexes) become nothing: ``X.objects.all().filter``
    gives ``.filter``."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules a file imports, inside functions too, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@functools.cache
def kept_files() -> tuple[Path, ...]:
    """What belongs to the repository: tracked, and new files that are not ignored. Without git, everything but the
    folders that commands make."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if answer.returncode == 0:
        paths = [ROOT / name for name in answer.stdout.decode("utf-8").split("\0") if name]
    else:
        made = {".venv", ".venv-tools", "var", "__pycache__", ".git"}
        paths = [Path(folder, name) for folder, _, names in os.walk(ROOT) for name in names]
        paths = [
            path
            for path in paths
            if not (made | {".mypy_cache", ".ruff_cache", ".hypothesis"}) & set(path.parts)
        ]
    return tuple(path for path in sorted(set(paths)) if path.is_file())


def is_third_party(path: Path) -> bool:
    return "vendor" in path.parts
