"""Writes ``docs/generated/``: flows, actions × roles, parameters, addresses and data classes, as the code has them.

``scripts/build_docs.py`` writes, ``--check`` writes nothing and fails where a page is not what the code says. Nothing in
the pages depends on the day on which they are made.
"""

# ruff: noqa: T201, PLC0415 - a script speaks on its standard output, and Django is set up before its parts are imported

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "generated"
NOTICE = "<!-- Written by scripts/build_docs.py from the code (`make docs`). Changes here are lost. -->"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, fail where a page is out of date"
    )
    is_check = parser.parse_args(arguments).check
    pages = build()
    stale = [name for name, text in pages.items() if _written(name) != text]
    stale += [path.name for path in FOLDER.glob("*.md") if path.name not in pages]
    if is_check:
        print("\n".join(f"docs/generated/{name} is out of date: run `make docs`" for name in stale))
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in pages:
            (FOLDER / name).write_text(pages[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
        print(f"docs/generated/{name}")
    return 0


def build() -> dict[str, str]:
    """File name → text of every page. Sets Django up with the settings of the tests: a throw-away data folder."""
    sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "src")) if path not in sys.path]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    makers: dict[str, Callable[[], Iterable[str]]] = {
        "flows.md": flows,
        "actions.md": actions,
        "parameters.md": parameters,
        "routes.md": addresses,
        "data-classes.md": data_classes,
    }
    return {name: "\n".join([NOTICE, "", *make()]).rstrip() + "\n" for name, make in makers.items()}


def flows() -> Iterable[str]:
    """Every life cycle as a diagram and a table of its moves."""
    from tuoyu.foundation.casework.registry import all_flows

    yield from (
        "# Flows",
        "",
        "The life of every kind of case: its states, its moves, and the right that each move wants.",
    )
    for name, flow in all_flows().items():
        yield from ("", f"## {flow.label} `{name}`", "", "```mermaid", "stateDiagram-v2", "    direction LR")
        yield from (f'    state "{state.label}" as {state.value}' for state in flow.states)
        yield f"    [*] --> {flow.start.value}"
        for move in flow.moves:
            yield from (
                f"    {source.value} --> {move.target.value}: {move.label}" for source in move.sources
            )
        yield from (f"    {state.value} --> [*]" for state in flow.states if flow.is_final(state))
        rows = [
            (move.label, f"`{move.name}`", "、".join(source.label for source in move.sources), move.target.label,
             f"`{move.action}`", move.basis)
            for move in flow.moves
        ]  # fmt: skip
        yield from ("```", "", *table(("Move", "Name", "From", "To", "Action", "Basis"), rows))


def actions() -> Iterable[str]:
    """Every action with the scope in which each role may do it."""
    from tuoyu.foundation.access.registry import all_actions
    from tuoyu.foundation.access.roles import role_matrix
    from tuoyu.foundation.access.words import SCOPE_LABELS

    matrix = role_matrix()
    yield from (
        "# Actions and roles",
        "",
        "Who may do what, from `policy/base/roles.yaml`. An empty cell: not at all (403).",
        "",
    )
    yield from table(
        ("Scope", "Means"), [(f"`{scope}`", label) for scope, label in SCOPE_LABELS.items() if scope]
    )
    described = [
        (f"`{code}`", role.label, role.description, _apart(role.apart_from))
        for code, role in matrix.roles.items()
    ]
    yield from ("", "## Roles", "", *table(("Code", "Role", "What for", "Never together with"), described))
    yield from ("", "## Actions", "")
    head = ("Action", "Label", "Kind", *(role.label for role in matrix.roles.values()))
    yield from table(
        head,
        [
            (
                f"`{code}`",
                f"{action.label}{'（须写明目的）' if action.is_sensitive else ''}",
                action.kind.label,
                *(matrix.scope(code, role) or "" for role in matrix.roles),
            )
            for code, action in all_actions().items()
        ],
    )


def _apart(codes: frozenset[str]) -> str:
    return "、".join(f"`{code}`" for code in sorted(codes))


def parameters() -> Iterable[str]:
    """Every number of the law with all its values: since when, from which paper, how sure, who reads it."""
    from tuoyu.foundation.policy.reader import PolicySet

    yield from (
        "# Parameters",
        "",
        "Every number of the law that the house reads (`policy/`). A value holds from its first day to its last; the value",
        "of a district goes before that of the nation. Values marked 待核实 were not yet checked against the paper.",
    )
    group = ""
    for parameter in PolicySet.load().all_parameters():
        if group != parameter.key.split(".")[0]:
            group = parameter.key.split(".")[0]
            yield from ("", f"## {group}")
        yield from ("", f"### {parameter.label} `{parameter.key}`", "")
        if parameter.description:
            yield from (parameter.description, "")
        rows = [
            (value.area, f"{value.since} – {value.until or ''}".strip(), value.shown, str(value.source),
             value.confidence.label, value.note)
            for value in parameter.values
        ]  # fmt: skip
        yield from table(("Area", "Holds", "Value", "Source", "Confidence", "Note"), rows)
        yield from ("", f"Read by: {', '.join(f'`{reader}`' for reader in parameter.read_by)}")


def addresses() -> Iterable[str]:
    """Every address with the right it wants, or the reason why it wants none."""
    from tests.house.routes import routes
    from tuoyu.entrypoints.api.routing import declared_operations

    yield from (
        "# Addresses",
        "",
        "What each address wants: an action, being signed in, or nothing, for the reason given.",
        "",
    )
    rows = []
    for route in sorted(routes(), key=lambda each: each.path):
        if route.path.startswith("api/v1/"):
            continue
        said = route.declaration
        if said is None:
            wants = "**undeclared: answers 403**"
        elif said.action:
            wants = f"`{said.action.code}` {said.action.label}"
        else:
            wants = (
                f"public: {said.public_reason}"
                if said.public_reason
                else f"signed in: {said.signed_in_reason}"
            )
        rows.append((f"`/{route.path}`", f"`{route.name}`", wants))
    yield from table(("Address", "Name", "Wants"), rows)
    yield from ("", "## API", "", "Each wants a token whose scopes name all of its actions.", "")
    yield from table(
        ("Method", "Address", "Operation", "Wants"),
        [
            (
                each.method,
                f"`{each.path}`",
                f"`{each.operation_id}`",
                " ".join(f"`{action.code}`" for action in each.actions) or each.public_reason,
            )
            for each in declared_operations()
        ],
    )


def data_classes() -> Iterable[str]:
    """Every column with its data class."""
    from django.apps import apps

    from tuoyu.foundation.vault.classes import DataClass, class_of
    from tuoyu.foundation.vault.fields import EncryptedTextField

    yield from (
        "# Data classes",
        "",
        "How sensitive each column is, and whether it is encrypted at rest.",
        "",
    )
    yield from table(("Class", "Content"), [(each.value, each.label) for each in DataClass])
    for room in apps.get_app_configs():
        for model in room.get_models() if room.name.startswith("tuoyu.") else ():
            yield from ("", f"## {model._meta.verbose_name} `{model._meta.label}`", "")
            columns = [field for field in model._meta.concrete_fields if not field.primary_key]
            yield from table(
                ("Column", "Label", "Class", "Stored"),
                [
                    (
                        f"`{field.name}`",
                        str(field.verbose_name),
                        str(class_of(model, field.name)),
                        "encrypted" if isinstance(field, EncryptedTextField) else "plain",
                    )
                    for field in columns
                ],
            )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """A Markdown table; cells may hold anything."""
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    shown = (
        " ".join(cell.split()).replace("|", "\\|").replace("<", "&lt;") if "`" not in cell else cell
        for cell in cells
    )
    return f"| {' | '.join(shown)} |"


def _written(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
