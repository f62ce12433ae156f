"""Refusals and faults are pages: what happened, why, what to do, and a number to tell the administrator."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, officer
from tuoyu.entrypoints.site import errors
from tuoyu.entrypoints.site.words import FAULTS
from tuoyu.kernel.context import VISITOR, Ctx
from tuoyu.kernel.verdict import Refused


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.django_db
def test_unknown_address_is_a_page_with_a_way_out() -> None:
    response = client_of(officer()).get("/no/such/page/")
    assert response.status_code == 404
    assert FAULTS[404].title in text_of(response)
    assert FAULTS[404].next_step in text_of(response)


@pytest.mark.django_db
def test_refusal_names_reason_ground_and_next_step() -> None:
    response = client_of(officer()).get("/settings/journal/")
    assert response.status_code == 403
    page = text_of(response)
    assert "不能办理“查看操作日志”" in page
    assert "policy/base/roles.yaml" in page
    assert "审计管理员" in page
    assert response["X-Request-ID"][:8] in page


@pytest.mark.django_db
def test_refusal_of_an_htmx_request_is_a_fragment() -> None:
    response = client_of(officer()).get("/settings/journal/", headers={"HX-Request": "true"})
    assert response.status_code == 403
    assert "<html" not in text_of(response)


@pytest.mark.django_db
def test_forged_form_is_refused_with_a_sentence() -> None:
    client = Client(enforce_csrf_checks=True)
    client_of(officer(), client=client)
    response = client.post("/posts/switch/", {"post": "1"})
    assert response.status_code == 403
    assert "安全校验没有通过" in text_of(response)


@pytest.mark.parametrize("status", FAULTS)
def test_every_fault_is_drawn_without_a_database(status: int) -> None:
    """Also when the database is what failed: the page asks it for nothing."""
    request = RequestFactory().get("/")
    request.ctx = Ctx(VISITOR, NOW, "test", "330302")  # type: ignore[attr-defined]
    response = errors.error_page(request, status)
    assert response.status_code == status
    assert FAULTS[status].title in text_of(response)
    assert FAULTS[status].next_step in text_of(response)


def test_fault_of_ours_tells_nothing_of_its_inside() -> None:
    request = RequestFactory().get("/")
    request.ctx = Ctx(VISITOR, NOW, "test", "330302")  # type: ignore[attr-defined]
    page = text_of(errors.server_error(request))
    assert "Traceback" not in page
    assert FAULTS[500].sentence in page


def test_refusal_with_markup_in_it_is_escaped() -> None:
    request = RequestFactory().get("/")
    request.ctx = Ctx(VISITOR, NOW, "test", "330302")  # type: ignore[attr-defined]
    refused = Refused.because("t.no", "“<script>alert(1)</script>”不行", next_step="<b>改</b>")
    raw = errors.refusal_page(request, refused).content.decode()
    assert "<script>alert" not in raw
    assert "<b>改</b>" not in raw
    assert re.search(r"不行", raw)
