"""``tuoyu manage …``: Django's own commands, for maintainers."""

from __future__ import annotations


def run(argv: list[str]) -> int:
    from tuoyu.entrypoints.cli.setup import start_django

    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tuoyu manage", *argv])
    return 0
