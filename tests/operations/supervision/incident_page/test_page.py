"""The question tree on a phone without network: the same outcome as Python on every way, big buttons, usable by everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.chromium import AXE, IN_A_BROWSER, RULES
from tests.conftest import DISTRICT, NOW
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.incident_page.page import incident_page, tree_data
from tuoyu.operations.supervision.policy.incidents import limits_at
from tuoyu.operations.supervision.rules.incident_clock import left_sentence
from tuoyu.operations.supervision.rules.incident_tree import Outcome, paths, said, walk
from tuoyu.operations.supervision.tree_files import incident_tree

TREE = incident_tree()
LIMITS = limits_at(NOW.date(), DISTRICT)
NAMES = {"公安": "区公安分局"}
PHONES = {"卫生健康": "0577-8800 0000"}
WAYS = list(paths(TREE))
SMALLEST_TAP = 48


def made() -> str:
    return incident_page(TREE, LIMITS, NAMES, PHONES)


def test_nothing_is_loaded_or_sent() -> None:
    page = made()
    assert "default-src 'none'" in page
    for way_out in ("http:", "https:", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "<img", "<link",
                    "innerHTML", "eval("):  # fmt: skip
        assert way_out not in page, way_out


def test_a_district_cannot_break_out_of_the_data() -> None:
    hostile = "</script><script>alert(1)</script>{data}<!--"
    page = incident_page(TREE, LIMITS, {"公安": hostile})
    assert hostile not in page
    assert page.count("</script>") == 2
    block = re.search(r'id="tree-data">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert json.loads(block[1])["outcomes"]["abuse"]["to"][0]["unit"] == hostile


def test_what_is_not_verified_is_marked_in_the_data() -> None:
    data = tree_data(TREE, LIMITS)
    for code, outcome in TREE.outcomes.items():
        shown = [source["isUnverified"] for source in data["outcomes"][code]["sources"]]
        assert shown == [source.is_unverified for source in outcome.sources]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    contexts: list[Any] = []

    def go(width: int = 390) -> tuple[Any, list[str]]:
        file = tmp_path / "now.html"
        file.write_text(made(), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", offline=True)
        contexts.append(context)
        page, complaints = context.new_page(), []
        page.on("console", lambda told: complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                complaints.append(asked.url) if asked.url.partition("#")[0] != file.as_uri() else None
            ),
        )
        page.goto(file.as_uri())
        return page, complaints

    yield go
    for context in contexts:
        context.close()


def tap(page: Any, answers: tuple[str, ...]) -> None:
    for question, answer in said(TREE, answers):
        assert page.inner_text(".ask") == question
        page.get_by_role("button", name=answer, exact=True).click()
        expect(page.locator(".ask")).not_to_have_text(question)


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    def test_every_way_ends_where_python_says(self, open_page: Any) -> None:
        page, complaints = open_page()
        data = tree_data(TREE, LIMITS)
        prefixes = sorted({way[:length] for way, _ in WAYS for length in range(len(way) + 1)})
        asked = [list(each) for each in prefixes]
        found = page.evaluate(
            "([tree, all]) => all.map(answers => Incidents.walk(tree, answers).code)", [data, asked]
        )
        assert found == [walk(TREE, each).code for each in prefixes]
        told = page.evaluate(
            "([tree, all]) => all.map(answers => Incidents.said(tree, answers))", [data, asked]
        )
        assert [[tuple(pair) for pair in pairs] for pairs in told] == [said(TREE, each) for each in prefixes]
        wrong = [["none"], ["hurt", "lost"], ["hurt", "critical", "more"], ["__proto__"], ["constructor"]]
        assert page.evaluate(
            "([tree, all]) => all.map(answers => Incidents.walk(tree, answers))", [data, wrong]
        ) == [None] * len(wrong)
        assert complaints == []

    def test_the_countdown_says_what_python_says(self, open_page: Any) -> None:
        page, _ = open_page()
        seconds = [
            -200_000,
            -86_400,
            -3600,
            -119,
            -61,
            -60,
            -59,
            -1,
            0,
            1,
            59,
            60,
            61,
            3599,
            3600,
            86_460,
            100_000,
        ]
        start = datetime(2021, 6, 15, 9, tzinfo=CHINA)
        found = page.evaluate("all => all.map(each => Incidents.left(each * 1000, 0))", seconds)
        assert found == [left_sentence(start + timedelta(seconds=each), start) for each in seconds]

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: ".".join(way[0]))
    def test_tapped_through_it_says_what_to_do(
        self, open_page: Any, way: tuple[tuple[str, ...], Outcome]
    ) -> None:
        answers, outcome = way
        page, complaints = open_page()
        tap(page, answers)
        assert page.inner_text(".ask") == outcome.title
        assert page.evaluate("document.activeElement.className") == "ask"
        dialled = page.eval_on_selector_all(".call", "all => all.map(each => each.getAttribute('href'))")
        assert dialled == [f"tel:{number}" for number in outcome.phones]
        text = page.inner_text("#tree")
        assert all(line in text for line in (*outcome.do, *outcome.never, *outcome.to))
        if outcome.limit:
            limit = LIMITS[outcome.limit]
            assert limit.word in text
            assert ("待核实" in page.inner_text(".limit")) == limit.is_unverified
        else:
            assert "不用上报" in text
        assert said(TREE, answers)[-1][1] in page.input_value("#said-text")
        assert complaints == []

    def test_help_is_always_on_top_and_dials(self, open_page: Any) -> None:
        page, _ = open_page()
        tap(page, ("hurt", "critical"))
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(100)
        assert page.locator(".first").bounding_box()["y"] >= 0
        assert page.locator(".first").is_visible()
        hrefs = page.eval_on_selector_all(".first a", "all => all.map(each => each.getAttribute('href'))")
        assert hrefs == ["tel:120", "tel:110", "tel:119"]

    def test_one_goes_back_and_begins_again(self, open_page: Any) -> None:
        page, _ = open_page()
        tap(page, ("sick", "told"))
        page.get_by_role("button", name="上一步").click()
        expect(page.locator(".ask")).to_have_text("是什么情况？")
        page.go_back()
        expect(page.locator(".ask")).to_have_text("医生说是哪一种？")
        page.get_by_role("button", name="从头再问").click()
        expect(page.locator(".ask")).to_have_text("发生了什么？")
        page.evaluate("location.hash = 'hurt.nonsense'")
        expect(page.locator(".ask")).to_have_text("发生了什么？")
        expect(page).to_have_url(re.compile("[^#]*#?$"))

    def test_the_words_can_be_copied(self, open_page: Any) -> None:
        page, complaints = open_page()
        tap(page, ("missing", "lost"))
        page.get_by_role("button", name="复制这段话").click()
        assert page.inner_text("[role=status]") in {
            "已复制，可以发给主管部门和家长。",
            "没有复制成：请长按文字自己复制。",
        }
        assert complaints == []

    @pytest.mark.parametrize("width", [320, 390, 1440])
    @pytest.mark.parametrize("answers", [(), ("hurt",), ("harm", "staff"), ("hurt", "small", "accident")])
    def test_is_usable_by_everybody(self, open_page: Any, width: int, answers: tuple[str, ...]) -> None:
        page, complaints = open_page(width)
        tap(page, answers)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        heights = page.eval_on_selector_all(
            "button, .first a, .call", "all => all.map(each => each.getBoundingClientRect().height)"
        )
        assert min(heights) >= SMALLEST_TAP
        page.evaluate(AXE.read_text(encoding="utf-8"))
        report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(found["id"], found["nodes"][0]["html"][:160]) for found in report["violations"]] == []
        assert complaints == []
