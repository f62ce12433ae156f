"""The page that repeats a draw without network, in a real browser: it answers as Python does, and is usable by everybody."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import AXE, IN_A_BROWSER, RULES
from tests.operations.supervision.checker.forgeries import (
    damaged,
    drawn_again,
    forged,
    oddly_spelt,
    sealed_again,
)
from tests.operations.supervision.draws import sound_draw
from tuoyu.operations.supervision.checker.page import checker_page
from tuoyu.operations.supervision.rules.drawing.checking import LARGEST, check_file
from tuoyu.operations.supervision.rules.drawing.file import written

DAMAGED = 240
BEACON = {"name": "公共随机数", "round": 4711}
ANSWERS = """files => files.map(file => {
  const found = Draws.answerOf(Uint8Array.from(atob(file), mark => mark.charCodeAt(0)));
  return found.steps.map(step => [step.code, step.isOk, step.sentence]);
})"""


def test_the_title_is_a_text() -> None:
    hostile = '</title><script>alert(1)</script>{style}"'
    made = checker_page(hostile)
    assert hostile not in made
    assert made.count("</script>") == 1
    assert "{style}" in made, "a title is a text, not a template"


def test_nothing_is_loaded_or_sent() -> None:
    made = checker_page()
    assert "default-src 'none'" in made
    for way_out in (
        "http:",
        "https:",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "sendBeacon",
        "<img",
        "<link",
        "innerHTML",
        "eval(",
    ):
        assert way_out not in made, way_out


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    contexts: list[Any] = []

    def go(width: int = 390) -> tuple[Any, list[str]]:
        file = tmp_path / "核对.html"
        file.write_text(checker_page(), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", offline=True)
        contexts.append(context)
        page, complaints = context.new_page(), []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if asked.url != file.as_uri() else None)
        page.goto(file.as_uri())
        return page, complaints

    yield go
    for context in contexts:
        context.close()


def choose(page: Any, content: bytes, name: str = "draw.json") -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/json", "buffer": content})
    page.wait_for_selector("#answer:not([hidden])")


def renamed() -> bytes:
    document = sound_draw()
    document["objects"][0]["name"] = "别的园"
    document["result"].reverse()
    return sealed_again(document)


SHOWN = {
    "nothing": b"",
    "sound": written(sound_draw(300, 30)),
    "forged": renamed(),
    "unreadable": b"%PDF-1.7",
    "odd": drawn_again({**sound_draw(), "left_out": [{"id": "o" * 64, "name": "W" * 400, "reason": "无"}]}),
}


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    def test_answers_as_python_does(self, open_page: Any) -> None:
        page, complaints = open_page()
        sound = sound_draw()
        corpus = [
            ("sound", written(sound)),
            ("with a beacon", written(sound_draw(beacon=BEACON))),
            ("one absent", written(sound_draw(absent=("market",)))),
            ("two absent", written(sound_draw(absent=("market", "health")))),
            ("many turns of the deck", written(sound_draw(1000, 9, seed="y"))),
            ("nothing to draw from", written(sound_draw(0))),
            *forged(sound),
            *oddly_spelt(sound),
            *damaged(written(sound), DAMAGED),
        ]
        found = page.evaluate(ANSWERS, [base64.b64encode(content).decode() for _, content in corpus])
        expected = [
            [[each.code, each.is_ok, each.sentence] for each in check_file(content).reasons]
            for _, content in corpus
        ]
        differing = [
            (what, theirs, ours)
            for (what, _), theirs, ours in zip(corpus, found, expected, strict=True)
            if theirs != ours
        ]
        assert differing == []
        assert complaints == []
        assert sum(not all(step[1] for step in steps) for steps in found) > 300
        assert {step[0] for steps in found for step in steps if not step[1]} == {
            f"draw.{word}"
            for word in (
                *(
                    "shape",
                    "unreadable",
                    "version",
                    "pool",
                    "spelling",
                    "digest",
                    "frozen",
                    "unsealed",
                    "commitment",
                ),
                *("twice", "stranger", "absent", "order", "quorum", "beacon", "seed", "result"),
            )
        }

    def test_digests_as_python_does(self, open_page: Any) -> None:
        page, _ = open_page()
        lengths = [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_003]
        found = page.evaluate("all => all.map(n => Reading.sha256(new Uint8Array(n).fill(171)))", lengths)
        assert found == [hashlib.sha256(b"\xab" * length).hexdigest() for length in lengths]
        assert page.evaluate("Reading.sha256(new TextEncoder().encode('abc'))").startswith("ba7816bf8f01cfea")

    def test_what_is_too_large_is_not_read(self, open_page: Any) -> None:
        page, _ = open_page()
        found = page.evaluate("Draws.answerOf({ length: Reading.LARGEST + 1 }).steps")
        expected = check_file(bytes(LARGEST + 1)).reasons
        assert [(step["code"], step["sentence"]) for step in found] == [
            (each.code, each.sentence) for each in expected
        ]
        assert page.evaluate("Draws.answerOf(new Uint8Array(0)).steps[0].code") == "draw.unreadable"
        assert page.evaluate("Reading.LARGEST") == LARGEST

    def test_shows_what_was_drawn_and_the_digest(self, open_page: Any) -> None:
        page, complaints = open_page()
        document = sound_draw(300, 30)
        choose(page, written(document))
        assert page.inner_text("#word") == "抽取可以重复，结果属实"
        assert page.evaluate("document.activeElement.id") == "word"
        assert "".join(page.inner_text("#digest").split()) == document["digest"]
        names = {each["id"]: each["name"] for each in [*document["objects"], *document["inspectors"]]}
        first, last = document["result"][0], document["result"][-1]
        row = page.inner_text("#seats li:first-child")
        assert all(names[code] in row for code in (first["object"], *first["inspectors"]))
        assert "卫生健康局" in row
        page.click("#more")
        assert page.locator("#seats li").count() == len(document["result"])
        page.fill("#sought", names[last["object"]])
        assert page.locator("#seats li").count() == 1
        page.fill("#sought", "没有这个园")
        assert "没有“没有这个园”" in page.inner_text("#found")
        assert "公共随机数" not in page.inner_text("#next")
        choose(page, written(sound_draw(beacon=BEACON)))
        assert "公共随机数" in page.inner_text("#next")
        assert complaints == []

    def test_names_every_fault_and_shows_no_result(self, open_page: Any) -> None:
        page, complaints = open_page()
        choose(page, SHOWN["sound"])
        choose(page, SHOWN["forged"])
        failures = check_file(SHOWN["forged"]).failures
        assert page.inner_text("#word") == "这份抽取文件对不上"
        assert page.locator("#steps .fault").count() == len(failures) > 1
        assert page.inner_text("#next") == failures[0].next_step
        assert not page.is_visible("#drawn")
        choose(page, SHOWN["unreadable"])
        assert page.inner_text("#word") == "没有办法核对"
        assert not page.is_visible("#seal")
        assert complaints == []

    @pytest.mark.parametrize("width", [390, 1440])
    @pytest.mark.parametrize("what", sorted(SHOWN))
    def test_is_usable_by_everybody(self, open_page: Any, width: int, what: str) -> None:
        page, complaints = open_page(width)
        if what != "nothing":
            choose(page, SHOWN[what], name=f"{'长' * 80}.json")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert complaints == []
        page.evaluate(AXE.read_text(encoding="utf-8"))
        report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(found["id"], found["nodes"][0]["html"][:120]) for found in report["violations"]] == []

    def test_a_large_draw_leaves_the_page_alive(self, open_page: Any) -> None:
        """The page says what it is doing, and its clock goes on ticking, while the file is being judged."""
        page, _ = open_page()
        page.evaluate(
            """() => {
              window.said = new Set();
              window.ticks = 0;
              setInterval(() => { window.ticks++; window.said.add(document.getElementById("doing").textContent); }, 5);
            }"""
        )
        choose(page, written(sound_draw(20_000, 90)))
        assert page.inner_text("#word") == "抽取可以重复，结果属实"
        said = page.evaluate("[...window.said]")
        assert any("正在" in each for each in said), said
        assert page.evaluate("window.ticks") >= 3
