"""What is kept in the repository may be read by anybody: no trace of a machine, no stranger's code without its licence."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, apps, is_third_party, kept_files, shown

TEXT = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".csv",
    ".txt",
    ".json",
    ".sh",
    ".cfg",
    ".ini",
    ".service",
    "",
}
# Written so that this file does not find itself.
OF_A_MACHINE = {
    "a home folder": re.compile(r"/(?:home|Users)/[a-z][a-z0-9_-]*/"),
    "a root folder": re.compile(r"/root/[A-Za-z.]"),
    "the workplace": re.compile(r"/wor" + r"k/(?:main|shared|\.)|\.lib" + r"rary\b"),
    "who wrote it": re.compile(
        "Chat" + r"GPT|Clau" + r"de|co-authored" + "-by|language mo" + "del", re.IGNORECASE
    ),
    "a private key": re.compile("BEGIN (?:RSA |EC |OPENSSH )?PRIVATE " + "KEY"),
}
LARGEST = 2 * 1024 * 1024


def texts() -> list[tuple[Path, str]]:
    return [
        (path, path.read_text(encoding="utf-8", errors="replace"))
        for path in kept_files()
        if path.suffix in TEXT and not is_third_party(path) and path.stat().st_size < LARGEST
    ]


@pytest.mark.parametrize("what", OF_A_MACHINE)
def test_no_trace_of_a_machine(what: str) -> None:
    pattern = OF_A_MACHINE[what]
    found = [f"{shown(path)}: {match[0]}" for path, text in texts() if (match := pattern.search(text))]
    assert not found, f"{what}:\n" + "\n".join(found)


def test_every_text_is_utf_8_with_unix_lines() -> None:
    wrong = []
    for path in kept_files():
        if (
            path.suffix in TEXT
            and not is_third_party(path)
            and "fixtures" not in path.parts
            and "cases" not in path.parts
        ):
            content = path.read_bytes()
            try:
                content.decode("utf-8")
            except UnicodeDecodeError:
                wrong.append(f"{shown(path)} is not UTF-8")
            if b"\r\n" in content:
                wrong.append(f"{shown(path)} has Windows lines")
    assert not wrong, wrong


def test_third_party_code_comes_with_its_licence() -> None:
    """Each folder in a ``vendor`` folder has a LICENSE, and is named after its version."""
    folders = {
        Path(*path.parts[: path.parts.index("vendor") + 2])
        for path in kept_files()
        if is_third_party(path) and len(path.parts) > path.parts.index("vendor") + 2
    }
    assert folders
    bare = [
        shown(folder)
        for folder in folders
        if folder.suffix != ".py" and "tests" not in folder.parts and not list(folder.glob("LICENSE*"))
    ]
    assert not bare, f"add the licence text: {bare}"
    unversioned = [
        shown(folder)
        for folder in folders
        if "static" in folder.parts and not re.search(r"-\d+(?:\.\d+)+$", folder.name)
    ]
    assert not unversioned, f"name the folder after the version, name-1.2.3: {unversioned}"


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No CDN, no font service, no tile server: the product works on an island."""
    pattern = re.compile(r"(?:src|href)=[\"']https?://|@import\s+url\(|url\([\"']?https?://")
    found = [
        shown(path)
        for path, text in texts()
        if path.suffix in {".html", ".css", ".js"} and "src" in path.parts and pattern.search(text)
    ]
    assert not found, found


@pytest.mark.parametrize("name", ["house.md", "glossary.md", "security.md", "operations.md"])
def test_the_docs_people_look_for_exist(name: str) -> None:
    assert (ROOT / "docs" / name).is_file(), f"docs/{name} is named in the house rules and does not exist"


def test_facts_from_elsewhere_name_their_source() -> None:
    """A folder of data that came from outside has a SOURCE file."""
    folders = [ROOT / "policy" / name for name in ("calendars", "codes")] + sorted(
        (ROOT / "policy" / "districts").iterdir()
    )
    bare = [shown(folder) for folder in folders if folder.is_dir() and not list(folder.glob("SOURCE*"))]
    assert not bare, bare


def test_scripts_that_are_called_can_be_called() -> None:
    answer = subprocess.run(
        ["git", "ls-files", "-s", "scripts", ".ci"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    shell = [
        line.split()[-1] for line in answer.stdout.splitlines() if "." not in Path(line.split()[-1]).name
    ]
    modes = {line.split()[-1]: line.split()[0] for line in answer.stdout.splitlines()}
    assert not [name for name in shell if modes[name] != "100755"], "git update-index --chmod=+x"


def test_every_app_is_installed() -> None:
    from django.apps import apps as rooms

    installed = {room.name for room in rooms.get_app_configs()}
    missing = [
        app.module for app in apps() if (app.folder / "apps.py").exists() and app.module not in installed
    ]
    assert not missing, f"add to the list in config/settings.py: {missing}"
