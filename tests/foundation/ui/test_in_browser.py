"""In a real browser: no violation of the security policy, nothing that a screen reader or a phone cannot use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import AXE, IN_A_BROWSER, RULES

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


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


HEAP_MIDDLES = """() => [...document.querySelectorAll(".ty-map-heap")].map((heap) => {
    const words = document.createRange();
    words.selectNodeContents(heap);
    const [inner, outer] = [words.getBoundingClientRect(), heap.getBoundingClientRect()];
    return Math.hypot(inner.x + inner.width / 2 - outer.x - outer.width / 2,
                      inner.y + inner.height / 2 - outer.y - outer.height / 2);
})"""


@pytest.mark.parametrize("width", [1440, 390])
def test_a_heap_opens_from_the_list_and_the_map_asks_for_what_is_there(open_page: Any, width: int) -> None:
    page, complaints = open_page("/ui/", width)
    assert max(page.evaluate(HEAP_MIDDLES)) < 3
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url.partition("box=")[2])
        spot = {
            "label": "近处托育园",
            "lat": 28.04,
            "lon": 120.53,
            "light": "ok",
            "word": "正常",
            "url": "/near/",
        }
        shown = '<li data-ty-spot><a href="/near/">近处托育园</a></li>'
        route.fulfill(json={"spots": [spot], "list": shown, "note": "图上共 1 家"})

    def with_source(route: Any) -> None:
        """The gallery has no rows to ask for; this gives its map an address."""
        page_text = route.fetch().text()
        before, mark, after = page_text.partition('<script id="specimen-heaps" type="application/json">{')
        route.fulfill(body=f'{before}{mark}"source": "/heaps/?box=", {after}', content_type="text/html")

    page.route("**/heaps/?box=*", answer)
    page.route("**/ui/", with_source)
    page.reload(wait_until="networkidle")
    twin = page.locator(".ty-map", has=page.locator("[data-ty-map=specimen-heaps]"))
    twin.locator("[data-ty-zoom]").first.press("Enter")
    twin.get_by_text("近处托育园").wait_for()
    west, south, east, north = map(float, asked[-1].split(","))
    assert 120.4 < west < 120.53 < east < 120.65
    assert 27.9 < south < 28.04 < north < 28.15
    assert twin.locator(".ty-map-heap").count() == 0
    assert twin.locator(".ty-map-spot").count() == 1
    assert page.evaluate("document.activeElement.textContent") == "近处托育园"
    assert complaints == []
