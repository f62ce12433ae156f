"""Receipts as they were issued: the list, the page, the PDF byte for byte, and taking one back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.operations.filing.test_web_case import head_of, officer_of, somebody, statements, text_of
from tests.operations.filing.world import Scene, scene, submitted
from tuoyu.foundation.vault.statements import read, tokens_in
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import AcceptCase
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.words import ReceiptState

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def issued(stage: Scene) -> Receipt:
    services.accept_case(stage.officer(), AcceptCase(submitted(stage).pk))
    return (
        Receipt.objects.unscoped("tests").select_related("paper", "notice").get(institution=stage.institution)
    )


def bytes_of(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_list_and_the_page_of_a_receipt() -> None:
    stage = scene()
    receipt = issued(stage)
    client = officer_of(stage)
    for address in ("/filing/receipts/", f"/filing/receipts/{receipt.pk}/"):
        text = text_of(client.get(address))
        assert "33030220210001" in text
        assert "青禾社区托育园" in text
        count = statements(client, address)
        print(f"{address}: {count} statements")
        assert count <= MOST_STATEMENTS
    assert f'href="/filing/receipts/{receipt.pk}/revoke/"' in text
    assert f"/verify/?s={receipt.statement}" in text


def test_the_receipt_is_a_public_paper_and_is_taken_back_by_whoever_gave_it() -> None:
    stage, other = scene(), scene("kindergarten", "小桥幼儿园托班", "52330302MJ000000XY")
    receipt = issued(stage)
    page = f"/filing/receipts/{receipt.pk}/"
    for client in (somebody("leader"), somebody("unit_officer"), officer_of(other)):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "revoke" not in text_of(answer)
    assert head_of(stage).get(page).status_code == 200
    assert head_of(other).get(page).status_code == 404
    assert officer_of(other).post(f"{page}revoke/", {"reason": "不是我的"}).status_code == 404
    assert head_of(stage).post(f"{page}revoke/", {"reason": "自己撤"}).status_code == 403


def test_the_pdf_is_handed_out_as_it_was_issued_with_its_statement_inside() -> None:
    stage = scene()
    receipt = issued(stage)
    first = bytes_of(head_of(stage).get(f"/filing/receipts/{receipt.pk}/paper/"))
    answer: Any = officer_of(stage).get(f"/filing/receipts/{receipt.pk}/paper/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert bytes_of(answer) == first
    assert first.startswith(b"%PDF-1.")
    assert tokens_in("回执.pdf", first) == [receipt.statement]
    told = read(receipt.statement).content
    assert (told["number"], told["name"], told["places"], told["uscc"]) == (
        "33030220210001", "青禾社区托育园", 44, "91330302MA2HXY1210",
    )  # fmt: skip
    notice = bytes_of(officer_of(stage).get(f"/filing/receipts/{receipt.pk}/paper/?notice"))
    assert notice.startswith(b"%PDF-1.")
    assert notice != first


def test_revoking_says_why_and_ends_it_once() -> None:
    stage = scene()
    receipt = issued(stage)
    client = officer_of(stage)
    address = f"/filing/receipts/{receipt.pk}/revoke/"
    bare = client.post(address, {"reason": ""})
    assert bare.status_code == 422
    assert client.post(address, {"reason": "提供虚假材料"}).status_code == 302
    receipt.refresh_from_db()
    assert (receipt.state, receipt.end_reason, receipt.ended_on) == (
        ReceiptState.REVOKED,
        "提供虚假材料",
        NOW.date(),
    )
    text = text_of(client.get(f"/filing/receipts/{receipt.pk}/"))
    assert "提供虚假材料" in text
    assert "revoke/" not in text
    again = client.post(address, {"reason": "再撤"})
    assert (again.status_code, "不能再撤销" in text_of(again)) == (409, True)
    # The paper stays what it was: that it no longer stands is said where it is verified.
    assert bytes_of(client.get(f"/filing/receipts/{receipt.pk}/paper/")).startswith(b"%PDF-1.")
