"""A file name from outside, made fit to store, to show and to send back. Pure."""

from __future__ import annotations

import re

MAX_CHARACTERS = 120
MAX_BYTES = 240
# Control characters, surrogates, and marks that are not seen but turn or hide what follows (photo<RLO>gpj.exe). Named
# one by one: a test for "printable" would throw out the rare characters of Chinese names.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_RESERVED = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def safe_name(name: str) -> str:
    """The last part of a path without unseen, reserved or leading-dot characters; "" when nothing remains.

    Long names lose their middle, never their extension.
    """
    last = re.split(r"[/\\]", _UNSEEN.sub("", name))[-1]
    cleaned = _RESERVED.sub("_", last).strip().lstrip(".").rstrip(". ").strip()
    if _DEVICES.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return _shortened(cleaned)


def extension_of(name: str) -> str:
    """The extension in lower case, without the dot; "" when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _shortened(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        stem, dot, extension = name, "", ""
    tail = dot + extension
    stem = stem[: MAX_CHARACTERS - len(tail)]
    while len((stem + tail).encode("utf-8")) > MAX_BYTES:
        stem = stem[:-1]
    return stem + tail
