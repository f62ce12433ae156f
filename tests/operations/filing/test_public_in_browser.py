"""The public pages in a real browser, on a desk and on a phone: usable by everybody, the form without JavaScript too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chromium import AXE, IN_A_BROWSER, RULES
from tests.operations.filing.public_world import filed, mark, neighbours, verified

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
BAD = (
    "/precheck/?form=community&address=鹿城区南汇街道稻香路12号&tenure=lease&lease_from_on=2026-01-01"
    "&lease_to_on=2027-01-01&lowest_floor=1&highest_floor=5&indoor_m2=100&meals=own"
    "&band=infant&places=9&band=toddler_s&places=20"
)


def look(browser: Any, url: str, width: int) -> tuple[list[Any], list[str]]:
    """What axe finds, and what the console complained of (the page may not be wider than the screen)."""
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url, wait_until="networkidle")
    if not page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        complaints.append("wider than the screen")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    found = [(each["id"], each["nodes"][0]["html"][:160]) for each in report["violations"]]
    context.close()
    return found, complaints


def pages(statement: str, pk: int, refused: int) -> tuple[str, ...]:
    return (
        "/verify/",
        f"/verify/?s={statement}",
        "/verify/?s=TY1.half",
        "/care/",
        "/care/?q=没有这样的",
        "/care/map/",
        f"/care/{pk}/",
        f"/care/{refused}/",
        "/precheck/",
        BAD,
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_public_pages_are_usable_by_everybody(browser: Any, live_server: Any, width: int) -> None:
    stage, case, receipt = filed()
    verified(stage, case)
    others = neighbours(6)
    for path in pages(receipt.statement, receipt.institution_id, others[3].pk):
        found, complaints = look(browser, f"{live_server.url}{path}", width)
        assert (found, complaints) == ([], []), path[:60]


def test_a_receipt_is_verified_without_javascript(browser: Any, live_server: Any) -> None:
    _, _, receipt = filed()
    mark(receipt, "suspended")
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/verify/")
    page.fill("#verify-text", f"请看 {receipt.statement}")
    page.click("form button[type=submit]")
    assert page.inner_text(".ty-answer-title") == "机构暂停服务"
    context.close()
