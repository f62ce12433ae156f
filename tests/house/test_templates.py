"""Templates: no style, script or handler inside; fragments are called so; every one of them compiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

from tests.house.tree import SOURCE, shown

TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "a handler attribute": re.compile(r"\son[a-z]+\s*="),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//"),
    "text that is not escaped": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}
# Folders whose templates are neither pages nor fragments of pages, and why.
OTHER_FOLDERS = {"specimens": "samples that the gallery shows one by one"}
OTHER_TEMPLATES = {"ui/form.html": "how Django renders a form that a template prints whole"}


def name_of(path: Path) -> str:
    return path.as_posix().rpartition("/templates/")[2]


@pytest.mark.parametrize("what", INLINE)
def test_the_content_security_policy_would_hold(what: str) -> None:
    found = [
        f"{shown(path)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if INLINE[what].search(line)
    ]
    assert not found, f"{what} in {found}"


def test_a_fragment_starts_with_an_underscore() -> None:
    """A page extends a base or is a whole document; what does neither is put into another, and is called ``_…``."""
    wrong = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        is_page = "{% extends" in text or "<!doctype" in text.lower() or "_document.html" in text
        is_other = path.parent.name in OTHER_FOLDERS or name_of(path) in OTHER_TEMPLATES
        if not is_other and is_page == path.name.startswith("_") and path.name != "_document.html":
            wrong.append(shown(path))
    assert not wrong, f"a fragment starts with _, a page does not: {wrong}"


def test_a_template_lies_in_the_folder_of_its_app() -> None:
    wrong = [
        shown(path)
        for path in TEMPLATES
        if path.relative_to(SOURCE).parts[-1 - _depth(path)] != name_of(path).split("/")[0]
    ]
    assert not wrong, wrong


def _depth(path: Path) -> int:
    return len(name_of(path).split("/")) - 1


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(path: Path) -> None:
    engines["django"].get_template(name_of(path))
