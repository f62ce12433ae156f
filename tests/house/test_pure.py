"""Rules, flows, events, words and the kernel load without Django: seen by loading them, not by reading them."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.house.tree import SOURCE, apps, calls, module_of, parsed, python_files, shown

PURE_PARTS = ("words", "rules", "flow", "events", "commands")
HEAVY = ("django", "ninja", "polars", "allauth")
# numpy belongs to the columnar twins of the kernel alone.
LOADER = """
import importlib, json, sys
guilty = {}
for name in json.load(sys.stdin):
    importlib.import_module(name)
    heavy = sorted({module.split(".")[0] for module in sys.modules} & set(%r))
    if heavy:
        guilty[name] = heavy
        break
print(json.dumps(guilty))
"""
INPUT_AND_OUTPUT = {"open", "print", "input", ".read_text", ".write_text", ".read_bytes", ".write_bytes"}
# Readers of the law as data, called by nobody else in their app; they are pure of framework, not of files.
MAY_READ_FILES: dict[str, str] = {}


def pure_modules() -> list[str]:
    files = [path for path in python_files() if (SOURCE / "kernel") in path.parents]
    files += [path for app in apps() for part in PURE_PARTS for path in app.part(part)]
    return sorted({module_of(path) for path in files})


def test_pure_modules_load_without_a_framework() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LOADER % (HEAVY,)],
        input=json.dumps(pure_modules()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    guilty = json.loads(answer.stdout)
    assert not guilty, f"pure modules must not load a framework; the first that did: {guilty}"


def test_rules_do_no_input_and_output() -> None:
    """A rule that reads a file or prints cannot be proved against cases."""
    found = []
    for app in apps():
        for path in [path for part in ("words", "rules", "flow", "events") for path in app.part(part)]:
            if path.relative_to(SOURCE).as_posix() in MAY_READ_FILES:
                continue
            found += [
                f"{shown(path)}:{call.lineno} {name}"
                for name, call in calls(parsed(path))
                if name in INPUT_AND_OUTPUT
                or any(name.endswith(each) for each in INPUT_AND_OUTPUT if each.startswith("."))
            ]
    assert not found, "rules take facts and answer; reading and printing is done around them:\n" + "\n".join(
        found
    )
