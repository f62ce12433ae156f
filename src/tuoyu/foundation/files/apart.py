"""Reads foreign formats in a process of its own, with little memory and little time. No framework.

A workbook of 1.4 KB that names the last cell of a sheet makes its reader lay out all that lies between, and the library
ends the process; a web page of 400 KB kept its parser busy for minutes. No ``except`` helps against that, so a file may
kill its reader, never the house.

    python -m tuoyu.foundation.files.apart MODULE:FUNCTION < content > answer.json
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from typing import Any

MOST_SECONDS = 15
# Address space, of which libraries with threads of their own reserve much more than they use.
MOST_MEMORY = 2 << 30
# Keys and passwords of the house are not handed to whoever reads what a stranger sent.
_ENVIRONMENT = frozenset({"PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG"})


class ReaderFellError(Exception):
    """The file was too much for its reader, or not what the reader reads."""


def read_apart(place: str, content: bytes) -> Any:
    """What the function at ``place`` (``module:name``) makes of ``content``, as JSON carries it.

    Named and not given, so that the caller need not load the reader. Raises ``ReaderFellError``.
    """
    kept = {name: value for name, value in os.environ.items() if name in _ENVIRONMENT}
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter, module and function
            [sys.executable, "-m", __name__, place],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, "POLARS_MAX_THREADS": "1"},
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise ReaderFellError(place) from error
    return json.loads(done.stdout)


def main(place: str) -> None:
    """The child: bind the own hands, read, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, name = place.split(":")
    reader = getattr(importlib.import_module(module), name)
    json.dump(reader(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
