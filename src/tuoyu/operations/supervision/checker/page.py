"""One HTML file that repeats a published draw without network: for a citizen with a phone."""

from __future__ import annotations

from pathlib import Path

from tuoyu.foundation.vault.offline.frame import framed

TITLE = "核对双随机抽查"
PROMISE = "不用联网，文件不离开这台手机或电脑"
SCRIPTS = ("reading.js", "check.js", "page.js")


def checker_page(title: str = TITLE) -> str:
    """The whole file."""
    return framed(Path(__file__).parent, SCRIPTS, title, PROMISE)
