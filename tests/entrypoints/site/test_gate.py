"""The gate before every view: undeclared is refused, a visitor is sent to sign in, headers stand on every answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.entrypoints.site.world import client_of, officer
from tuoyu.config.urls import urlpatterns as ours
from tuoyu.foundation.access.web import page, public, signed_in
from tuoyu.foundation.people.permissions import ADD_UNIT, VIEW_UNIT
from tuoyu.kernel.verdict import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@public("测试")
def anybody(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@signed_in("测试")
def somebody(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@page(VIEW_UNIT)
def viewer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@page(ADD_UNIT)
def writer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@signed_in("测试")
def refusing(_request: HttpRequest) -> HttpResponse:
    raise Refused.because("t.no", "现在不行。", next_step="以后再来。")


urlpatterns = [
    path("t/undeclared/", undeclared),
    path("t/anybody/", anybody),
    path("t/somebody/", somebody),
    path("t/viewer/", viewer),
    path("t/writer/", writer),
    path("t/refusing/", refusing),
    *ours,
]


@pytest.mark.parametrize(
    ("address", "visitor", "person"),
    [
        ("undeclared", 403, 403),
        ("anybody", 200, 200),
        ("somebody", 302, 200),
        ("viewer", 302, 200),
        ("writer", 302, 403),
        ("refusing", 302, 409),
    ],
)
def test_gate_answers_by_declaration(address: str, visitor: int, person: int) -> None:
    assert Client().get(f"/t/{address}/").status_code == visitor
    assert client_of(officer()).get(f"/t/{address}/").status_code == person


def test_gate_sends_a_visitor_to_sign_in_and_back() -> None:
    response = Client().get("/t/viewer/?a=1")
    assert response["Location"] == "/sign-in/?next=%2Ft%2Fviewer%2F%3Fa%3D1"


def test_gate_sends_an_htmx_request_as_a_whole_page() -> None:
    response = Client().get("/t/viewer/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Redirect"].startswith("/sign-in/")
    assert b"open" not in response.content


def test_post_that_ended_opens_nothing() -> None:
    user = officer()
    client = client_of(user)
    assert client.get("/t/viewer/").status_code == 200
    from datetime import date

    from tuoyu.foundation.people.models import Post

    Post.objects.unscoped("test").update(ends_on=date(2020, 6, 1))
    response = client.get("/t/viewer/")
    assert response.status_code == 302
    assert "no-post" in response["Location"]


def test_account_that_was_closed_is_out_at_once() -> None:
    user = officer()
    client = client_of(user)
    user.is_active = False
    user.save()
    assert client.get("/t/somebody/").status_code == 302


@pytest.mark.parametrize("address", ["/t/anybody/", "/t/writer/", "/t/undeclared/", "/sign-in/", "/no/such/"])
def test_every_answer_carries_the_headers(address: str) -> None:
    response: Any = client_of(officer()).get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert len(response["X-Request-ID"]) == 32
