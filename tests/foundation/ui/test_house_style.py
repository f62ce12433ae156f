"""What every template of the house must keep: the strict security policy, icons that exist, third-party files with licences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.foundation.ui.conftest import Ask
from tuoyu.foundation.ui import vendor
from tuoyu.foundation.ui.marks import icon_names
from tuoyu.foundation.ui.web import views
from tuoyu.foundation.ui.web.specimens import PARTS

SOURCE = Path(views.__file__).resolve().parents[3]
UI = SOURCE / "foundation" / "ui"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
CODE = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)

FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.I),
    "htmx code": re.compile(r"\bhx-(?:on|vals=['\"]js:|vars)", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "another host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.I),
    "an unescaped value": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_keeps_the_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {name: match.group(0)[:80] for name, rule in FORBIDDEN.items() if (match := rule.search(text))}
    assert not found, f"{path.relative_to(SOURCE)}: {found}"


@pytest.mark.parametrize(
    "text",
    [
        '<p style="x">',
        "<div\n onclick='x'>",
        "<script>",
        '<a href="//cdn.example/x">',
        "{{ x|safe }}",
        '<b hx-on:click="x">',
    ],
)
def test_the_rules_can_fail(text: str) -> None:
    assert any(rule.search(text) for rule in FORBIDDEN.values())


def test_every_icon_named_is_in_the_sprite() -> None:
    named: dict[str, str] = {}
    for path in TEMPLATES:
        for name in re.findall(r"{%\s*icon\s+\"([^\"]+)\"", path.read_text(encoding="utf-8")):
            named[name] = path.name
        for name in re.findall(r"\bicon=\"([a-z][^\"]*)\"", path.read_text(encoding="utf-8")):
            named[name] = path.name
    for path in CODE:
        for name in re.findall(r"\bicon(?:_name)?=\"([^\"]+)\"", path.read_text(encoding="utf-8")):
            named[name] = path.name
        for name in re.findall(
            r"NavItem\(\s*\"[^\"]*\",\s*\"[^\"]*\",\s*\"([^\"]+)\"", path.read_text(encoding="utf-8")
        ):
            named[name] = path.name
    missing = {name: where for name, where in named.items() if name not in icon_names()}
    assert not missing, "add them to foundation/ui/icons.txt and run scripts/build_icons.py"


def test_the_sprite_holds_exactly_the_named_icons() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (UI / "static/ui/icons.svg").read_text(encoding="utf-8")))
    assert drawn == icon_names()


def test_third_party_files_are_small_licensed_and_listed() -> None:
    folder = UI / "static" / "vendor"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for place in (path for path in folder.iterdir() if path.is_dir()):
        assert (place / "LICENSE").exists(), place.name
        assert place.name.rpartition("-")[2] in listed, place.name
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files) < 1_500_000
    assert sum(path.stat().st_size for path in files) < 2_500_000
    # A source map that is not there stops the collecting of static files.
    assert not [
        path.name
        for path in files
        if path.suffix in {".js", ".css"} and "sourceMappingURL" in path.read_text("utf-8")
    ]


def test_every_vendored_name_leads_to_a_file() -> None:
    assert not [name for name, path in vendor.FILES.items() if not (UI / "static" / path).exists()]


def test_every_part_has_a_specimen_and_every_specimen_is_shown(ask: Ask) -> None:
    drawn = {path.stem for path in (UI / "templates/ui/specimens").glob("*.html")}
    assert drawn == {slug for slug, *_ in PARTS}
    text = views.gallery(ask("/ui/")).content.decode()
    assert all(f'id="part-{slug}"' in text for slug in drawn)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ui/", "/ui/offline/"])
def test_the_gallery_is_open_to_everybody(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_tokens_hold_their_contrast() -> None:
    tokens = dict(re.findall(r"--ty-([a-z0-9-]+): (#[0-9a-f]{6});", _root_tokens()))
    grounds = ["paper", "ground", "sprout-soft", "sprout-tint", "sunk"]
    pairs = [
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "sprout")
        for ground in [*grounds, "bad-soft", "warn-soft"]
    ]
    pairs += [(light, f"{light}-soft") for light in ("ok", "warn", "bad", "info", "none")]
    pairs += [
        (light, ground) for light in ("ok", "warn", "bad", "info", "none") for ground in ("paper", "ground")
    ]
    pairs += [("on-sprout", "sprout"), ("ink", "mark")]
    weak = {pair: round(_contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}


def _root_tokens() -> str:
    text = (UI / "static/ui/tokens.css").read_text(encoding="utf-8")
    return text[: text.index("@media")]


def _contrast(first: str, second: str) -> float:
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
