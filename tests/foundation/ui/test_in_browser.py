"""In a real browser: no violation of the security policy, nothing that a screen reader or a phone cannot use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Any]:
    contexts: list[Any] = []

    def go(path: str, width: int, mode: str = "") -> tuple[Any, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
        contexts.append(context)
        if mode:
            context.add_cookies([{"name": "ty_mode", "value": mode, "url": live_server.url}])
        page, complaints = context.new_page(), []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{path}", wait_until="networkidle")
        return page, complaints

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("width", "mode"), [(1440, ""), (390, ""), (1440, "contrast"), (390, "elder"), (390, "elder+contrast")]
)
def test_the_gallery_is_usable_by_everybody(open_page: Any, width: int, mode: str) -> None:
    page, complaints = open_page("/ui/", width, mode)
    page.wait_for_selector("[data-ty-chart] svg")
    page.wait_for_selector(".ty-map-box .ty-map-spot")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(found["id"], found["nodes"][0]["html"][:120]) for found in report["violations"]] == []


@pytest.mark.parametrize("path", ["/ui/offline/", "/no/such/page/"])
def test_bare_pages_are_usable_by_everybody(open_page: Any, path: str) -> None:
    page, _ = open_page(path, 390)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [found["id"] for found in report["violations"]] == []


def test_keys_modes_and_sentences(open_page: Any) -> None:
    page, complaints = open_page("/ui/", 1440)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.evaluate("document.querySelector('[name=share]').focus()")
    assert page.locator("mark.is-here").inner_text().startswith("牵头单位")
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ty-ink').trim()"
    page.evaluate("document.cookie = 'ty_mode=contrast; path=/'")
    page.reload(wait_until="networkidle")
    assert page.evaluate(ink) == "#000000"
    assert complaints == []


def test_toasts_say_it_and_go_when_closed(open_page: Any) -> None:
    page, _ = open_page("/ui/", 1440)
    page.evaluate(
        "htmx.trigger(document.body, 'ty:toast', {sentence: '已撤回<b>。', light: 'success', undo: '/x/'})"
    )
    toast = page.locator("#toasts .ty-toast")
    assert toast.locator(".ty-toast-words").inner_text() == "已撤回<b>。"
    assert toast.locator("[data-ty-undo='/x/']").is_visible()
    toast.locator("[data-ty-close]").click()
    assert toast.count() == 0
