"""Saved views and their buttons; the shell costs no statement; toasts carry the way back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string

from tests.conftest import NOW
from tests.foundation.ui.conftest import Ask
from tuoyu.foundation.ui import services, toasts
from tuoyu.foundation.ui.context import MODE_COOKIE
from tuoyu.foundation.ui.models import SavedView
from tuoyu.foundation.ui.queries import saved_views
from tuoyu.foundation.ui.web import views
from tuoyu.kernel.context import Actor, ActorKind, Ctx
from tuoyu.kernel.verdict import Refused


@pytest.fixture
def person(django_user_model: Any) -> Ctx:
    user = django_user_model.objects.create(username="chen", name="陈敏", made_at=NOW)
    return Ctx(Actor(ActorKind.PERSON, "陈敏", user.pk), NOW, "test", "330302")


@pytest.mark.django_db
def test_a_view_is_kept_without_its_page_and_replaced_by_name(person: Ctx) -> None:
    services.save_view(person, "shelf.book", " 借出 的 ", "state=out&page=xyz&export=csv&q=%E4%B9%99")
    services.save_view(person, "shelf.book", "借出 的", "state=in")
    services.save_view(person, "other.list", "借出 的", "")
    assert person.actor.user_id is not None
    assert [(view.name, view.query) for view in saved_views(person.actor.user_id, "shelf.book")] == [
        ("借出 的", "state=in")
    ]


@pytest.mark.django_db
def test_a_view_wants_a_name_an_owner_and_room(person: Ctx, visitor: Ctx) -> None:
    for name in ("", "  ", "长" * 21):
        with pytest.raises(Refused, match="1 到 20 个字"):
            services.save_view(person, "shelf.book", name, "")
    with pytest.raises(Refused, match="登录后"):
        services.save_view(visitor, "shelf.book", "甲", "")
    for n in range(services.MOST_VIEWS):
        services.save_view(person, "shelf.book", f"视图{n}", "")
    with pytest.raises(Refused, match="最多保存"):
        services.save_view(person, "shelf.book", "再一个", "")


@pytest.mark.django_db
def test_nobody_drops_the_view_of_another(person: Ctx, django_user_model: Any) -> None:
    other = django_user_model.objects.create(username="wu", name="吴", made_at=NOW)
    view = SavedView.objects.create(user=other, list_name="shelf.book", name="甲", saved_at=NOW)
    with pytest.raises(Refused) as refused:
        services.drop_view(person, view.pk)
    assert refused.value.status == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


@pytest.mark.django_db
def test_the_buttons_go_back_to_the_list_and_never_elsewhere(ask: Ask, person: Ctx) -> None:
    posted = {"list": "shelf.book", "name": "甲", "query": "state=in", "path": "/books/"}
    assert views.view_save(ask(ctx=person, post=posted))["Location"] == "/books/?state=in"
    for path in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        response = views.view_save(ask(ctx=person, post=posted | {"path": path, "query": ""}))
        assert response["Location"] == "/"
    view = SavedView.objects.get()
    assert (
        views.view_drop(ask(ctx=person, post={"view": str(view.pk), "path": "/books/"}))["Location"]
        == "/books/"
    )
    for wrong in ("x", "", "9" * 30, "²"):
        with pytest.raises(Refused):
            views.view_drop(ask(ctx=person, post={"view": wrong}))


@pytest.mark.django_db
def test_the_shell_asks_the_database_nothing(ask: Ask, person: Ctx, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        text = render_to_string("ui/base.html", {"page_title": "总览"}, ask("/ui/", ctx=person))
    assert "<title>总览 · 托育</title>" in text
    assert "日志封存 <code>9f2c41d07ab3</code>" in text
    assert "6月15日（周二） · 工作日" in text


def test_modes_come_from_the_cookie_and_only_known_ones(ask: Ask) -> None:
    request = ask("/ui/offline/")
    request.COOKIES[MODE_COOKIE] = 'elder+"><script>+contrast'
    text = views.offline(request).content.decode()
    assert 'data-mode="contrast elder"' in text


def test_a_toast_carries_its_undo(ask: Ask) -> None:
    request = ask("/ui/")
    toasts.tell(request, "督办单已撤回<b>。", undo_url="/slips/1/restore/")
    text = render_to_string("ui/base.html", {"page_title": "总览"}, request)
    assert 'data-ty-undo="/slips/1/restore/"' in text
    assert "督办单已撤回&lt;b&gt;。" in text
    response = toasts.tell_fragment(HttpResponse(), "已撤回。", light="warn", undo_url="/x/")
    assert json.loads(response["HX-Trigger"])["ty:toast"] == {
        "sentence": "已撤回。",
        "light": "warn",
        "undo": "/x/",
    }


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_an_undo_stays_on_this_site(ask: Ask, url: str) -> None:
    with pytest.raises(ValueError, match="path of this site"):
        toasts.tell(ask("/"), "。", undo_url=url)
