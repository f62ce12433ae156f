"""Kept pages: nobody sees another's shell, token, message or rows in what was kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.http import HttpRequest

from tests.foundation.ui.conftest import Ask
from tests.foundation.ui.shelf import Book
from tuoyu.foundation.ui.lists import Column, ListSpec, render_list
from tuoyu.foundation.ui.pages import _kept
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.context import Actor, ActorKind, Ctx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

SPEC = ListSpec("shelf.kept", "图书", (Column("title", "书名"),))
TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    _kept.clear()
    yield
    _kept.clear()


def _page(request: HttpRequest, title: str = "一", **extra: str) -> str:
    Book.objects.all().delete()
    Book.objects.create(title=title, pages=1, state="in")
    return render_list(request, request.ctx, SPEC, Book.objects.all(), extra=extra).content.decode()  # type: ignore[attr-defined]


def test_the_second_is_the_first_with_its_own_rows_and_token(ask: Ask) -> None:
    one, two = _page(ask("/books/"), "第一册"), _page(ask("/books/"), "第二册")
    assert len(_kept) == 1
    assert "第一册" in one
    assert "第二册" in two
    assert "第一册" not in two
    (mine,), (other,) = TOKEN.findall(one), TOKEN.findall(two)
    assert mine != other
    assert len(mine) == len(other) == 64
    assert other not in one
    assert not re.search("[\x02\x03]", one + two)


def test_another_variable_or_person_is_another_page(ask: Ask, visitor: Ctx) -> None:
    people = [replace(visitor, actor=Actor(ActorKind.PERSON, name, 7)) for name in ("林一鸣", "陈二静")]
    pages = [_page(ask("/books/", ctx=ctx), context_line=line) for ctx in people for line in ("甲", "乙")]
    assert len(_kept) == 4
    assert [("林一鸣" in page, "陈二静" in page) for page in pages] == [(True, False)] * 2 + [
        (False, True)
    ] * 2


def test_a_message_is_shown_once_and_not_kept(ask: Ask) -> None:
    request = ask("/books/")
    tell(request, "书已上架。")
    assert "书已上架。" in _page(request)
    assert not _kept
    assert "书已上架。" not in _page(ask("/books/"))
