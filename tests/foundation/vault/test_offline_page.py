"""The page that judges without network, in a real browser: it answers as Python does, and is usable by everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import AXE, IN_A_BROWSER, RULES
from tests.foundation.vault.statement_world import TODAY, World, packed_pdf
from tuoyu.foundation.vault.offline import page as offline
from tuoyu.foundation.vault.sm3 import sm3
from tuoyu.foundation.vault.statements import fact_lines, judge, offline_page, tokens_in
from tuoyu.foundation.vault.words import KINDS, UNNAMED_KIND

MUTANTS = 330
WORLD = World()


def test_nothing_inserted_ends_the_script_or_the_page() -> None:
    hostile = "</script><script>alert(1)</script><!--"
    made = offline_page({"issuer": hostile, "keys": [{"id": hostile}]}, hostile, hostile + '"{data}')
    assert made.count("</script>") == 2
    assert hostile not in made
    assert "{data}" in made, "a title is a text, not a template"


def test_nothing_is_loaded_or_sent() -> None:
    made = offline_page(WORLD.keys, WORLD.list, "核对备案回执")
    assert "http:" not in made
    assert "https:" not in made
    for way_out in (
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
    assert "default-src 'none'" in made


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    contexts: list[Any] = []

    def go(
        width: int = 390, revocations: str | None = WORLD.list, now: str = "2026-11-25"
    ) -> tuple[Any, list[str]]:
        file = tmp_path / "核对备案回执.html"
        file.write_text(offline_page(WORLD.keys, revocations, "核对备案回执"), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", offline=True)
        contexts.append(context)
        page, complaints = context.new_page(), []
        page.clock.set_fixed_time(f"{now}T09:00:00+08:00")
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if asked.url != file.as_uri() else None)
        page.goto(file.as_uri())
        return page, complaints

    yield go
    for context in contexts:
        context.close()


def answer_of_python(token: str, revocations: str | None) -> dict[str, Any]:
    found = judge(token, WORLD.keys, revocations, TODAY)
    kind = found.statement.kind if found.statement else ""
    return {
        "state": found.state.value,
        "reason": found.reason,
        "sentence": found.sentence,
        "next_step": found.next_step,
        "as_of": found.as_of,
        "title": KINDS.get(kind, UNNAMED_KIND).title if found.statement else "",
        "facts": [list(line) for line in fact_lines(kind, found.statement.content)]
        if found.statement
        else [],
    }


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    @pytest.mark.parametrize("listed", [True, False])
    def test_answers_as_python_does(self, open_page: Any, listed: bool) -> None:
        page, complaints = open_page()
        corpus = list(WORLD.corpus(MUTANTS if listed else 0))
        revocations = WORLD.list if listed else WORLD.receipt()
        given = [[token for _, token in corpus], WORLD.keys, revocations, TODAY.isoformat(), offline._words()]
        found = page.evaluate(
            "([tokens, keys, list, today, words]) => tokens.map(t => Statements.judge(t, keys, list, today, words))",
            given,
        )
        expected = [answer_of_python(token, revocations) for _, token in corpus]
        differing = [
            (what, theirs, ours)
            for (what, _), theirs, ours in zip(corpus, found, expected, strict=True)
            if theirs != ours
        ]
        assert differing == []
        if listed:
            assert len(corpus) >= 300
            assert {each["state"] for each in found} == set(offline._words()["states"])
        assert complaints == []

    def test_digests_as_python_does(self, open_page: Any) -> None:
        page, _ = open_page()
        lengths = [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000]
        found = page.evaluate(
            "all => all.map(n => [...Statements.sm3(new Uint8Array(n).fill(171))])", lengths
        )
        assert [bytes(each) for each in found] == [sm3(b"\xab" * length) for length in lengths]

    @pytest.mark.parametrize("width", [390, 1440])
    @pytest.mark.parametrize("what", ["", "valid", "revoked", "other content", "expired", "cut"])
    def test_is_usable_by_everybody(self, open_page: Any, width: int, what: str) -> None:
        page, complaints = open_page(width)
        if what:
            page.fill("#text", f"https://example.gov.cn/verify/?s={dict(WORLD.cases())[what]}")
            page.click("#check")
            assert page.evaluate("document.activeElement.id") == "word"
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert complaints == []
        page.evaluate(AXE.read_text(encoding="utf-8"))
        report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(found["id"], found["nodes"][0]["html"][:120]) for found in report["violations"]] == []

    @pytest.mark.parametrize("name", ["receipt.txt", "receipt.json", "receipt.pdf"])
    def test_a_chosen_file_is_judged(self, open_page: Any, name: str, tmp_path: Path) -> None:
        token = WORLD.receipt()
        (tmp_path / "receipt.txt").write_text(f"回执：{token}\n", encoding="utf-8")
        (tmp_path / "receipt.json").write_text(json.dumps({"statement": token}), encoding="utf-8")
        (tmp_path / "receipt.pdf").write_bytes(packed_pdf(token))
        assert token.encode() not in (tmp_path / "receipt.pdf").read_bytes(), "its attachment is packed"
        page, _ = open_page()
        page.set_input_files("#file", tmp_path / name)
        page.wait_for_selector("#answer:not([hidden])")
        assert page.inner_text("#word") == "有效"
        assert "9901012026000017" in page.inner_text("#facts")

    def test_finds_a_token_where_python_finds_it(self, open_page: Any) -> None:
        page, _ = open_page()
        token = WORLD.receipt()
        texts = [
            *(
                token,
                f"https://example.gov.cn/verify/?s={token}&a=1",
                f"回执：{token}。",
                json.dumps({"statement": token}),
            ),
            *(
                "\n".join(token[at : at + 60] for at in range(0, len(token), 60)) + "\npage 1",
                token[:400],
                "没有",
                "",
            ),
        ]
        found = page.evaluate("texts => texts.map(Statements.tokenIn)", texts)
        assert found == [(tokens_in("a.txt", text.encode()) or [""])[0] for text in texts]
        assert found[:5] == [token] * 5

    def test_says_how_old_its_list_is_or_that_it_has_none(self, open_page: Any) -> None:
        page, _ = open_page()
        assert "截至 2026-11-24，是 1 天前的" in page.inner_text("#listed")
        page, _ = open_page(revocations=None)
        assert "没有能用的撤销名单" in page.inner_text("#listed")
        page, _ = open_page(revocations=WORLD.receipt())
        assert "没有能用的撤销名单" in page.inner_text("#listed")

    def test_a_fact_is_a_text(self, open_page: Any) -> None:
        page, complaints = open_page()
        page.fill("#text", WORLD.receipt(name="<img src=x onerror=alert(1)>"))
        page.click("#check")
        assert "<img src=x" in page.inner_text("#facts")
        assert complaints == []
