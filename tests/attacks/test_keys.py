"""Numbers that no row has, in every place where a key is typed: an answer, never an error page."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.entrypoints.site.world import client_of, officer
from tuoyu.foundation.ui.keys import key_of

HUGE = ["9" * 5000, "9" * 25, "9" * 19, "１２３", "²", "-1", "0x1f", "1e9", "", " 7"]


@pytest.mark.parametrize("text", HUGE)
def test_what_is_no_key_is_the_key_of_no_row(text: str) -> None:
    assert key_of(text) == 0


def test_a_key_is_a_key() -> None:
    assert key_of("1782740402852297") == 1782740402852297


@pytest.mark.django_db
@pytest.mark.parametrize("text", HUGE)
def test_a_post_that_cannot_be(text: str) -> None:
    client = client_of(officer())
    assert client.post("/posts/switch/", {"post": text}).status_code in {302, 404}
    assert client.post("/ui/views/drop/", {"view": text}).status_code in {302, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("text", HUGE)
def test_a_persona_that_cannot_be(text: str, settings: LazySettings) -> None:
    settings.TUOYU_DEMO = True
    assert Client().post("/sign-in/persona/", {"user": text}).status_code == 404
