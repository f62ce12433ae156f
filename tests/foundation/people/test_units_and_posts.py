"""Every verb on units, accounts and posts: who may, what is refused with which sentence, what is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection

from tests.entrypoints.site.world import LONG_AGO, make_post, make_unit, make_user
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.commands import (
    AddUnit,
    AddUser,
    CloseUnit,
    DelegatePost,
    DisableUser,
    EndPost,
    OpenPost,
    ResetUser,
)
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.people.queries import actor_of, unit_by_any_name
from tuoyu.foundation.people.services import (
    add_unit,
    add_user,
    close_unit,
    delegate_post,
    disable_user,
    end_post,
    open_post,
    reset_user,
)
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
CtxFor = Callable[..., Ctx]
TODAY = date(2021, 6, 15)
TOMORROW = date(2021, 6, 16)
END = date(2021, 12, 31)
NEW = AddUnit("mzj", "区民政局", "民政局", "department", "330302", TODAY)


def refusal(run: Callable[..., object], *args: object) -> tuple[int, str, str]:
    with pytest.raises(Refused) as refused:
        run(*args)
    reason = refused.value.verdict.failures[0]
    return refused.value.status, reason.code, reason.field


def row(model: Any, pk: int) -> Any:
    return model._base_manager.get(pk=pk)


def verbs() -> list[str]:
    return list(Entry.objects.unscoped("test").order_by("pk").values_list("verb", flat=True))


def actor(user: User, day: date = TODAY) -> list[tuple[str, str]]:
    return [(post.unit_name, post.role) for post in actor_of(row(User, user.pk), day).posts]


@pytest.mark.parametrize(
    "role", ["leader", "coordinator", "unit_head", "unit_officer", "security_admin", "audit_admin"]
)
def test_add_unit_and_all_else_is_for_the_system_administrator(ctx_for: CtxFor, role: str) -> None:
    ctx, unit, user = ctx_for(role), make_unit(), make_user()
    for service, command in (
        (add_unit, NEW),
        (close_unit, CloseUnit(unit.pk, TODAY)),
        (add_user, AddUser("lilei", "李雷")),
        (disable_user, DisableUser(user.pk)),
        (reset_user, ResetUser(user.pk, "tulip-orbit-43")),
        (open_post, OpenPost(user.pk, unit.pk, "unit_officer", TODAY)),
    ):
        assert refusal(service, ctx, command)[0] == 403, service.__name__
    assert Unit.objects.unscoped("test").count() == 1
    assert User.objects.count() == 1


def test_add_unit_registers_it_once(ctx_for: CtxFor) -> None:
    ctx = ctx_for("system_admin")
    unit = add_unit(ctx, NEW)
    assert (row(Unit, unit.pk).valid_from_on, verbs()) == (TODAY, ["people.unit.add"])
    for again in (NEW, replace(NEW, name="区某局"), replace(NEW, code="other")):
        assert refusal(add_unit, ctx, again) == (422, "people.unit.taken", "name")


def test_close_unit_waits_for_its_posts(ctx_for: CtxFor) -> None:
    ctx, unit = ctx_for("system_admin"), make_unit()
    post = make_post(make_user(), unit)
    assert refusal(close_unit, ctx, CloseUnit(unit.pk, TODAY))[:2] == (409, "people.unit.posts_open")
    end_post(ctx, EndPost(post.pk, TODAY))
    close_unit(ctx, CloseUnit(unit.pk, TODAY))
    assert row(Unit, unit.pk).valid_to_on == TODAY
    assert refusal(close_unit, ctx, CloseUnit(9_999, TODAY))[0] == 404


def test_close_unit_before_it_began_is_refused(ctx_for: CtxFor) -> None:
    unit = make_unit()
    before = date(2019, 12, 31)
    assert refusal(close_unit, ctx_for("system_admin"), CloseUnit(unit.pk, before)) == (
        422,
        "people.post.period",
        "valid_to_on",
    )


def test_add_user_refuses_a_taken_name_and_a_wrong_number(ctx_for: CtxFor) -> None:
    ctx = ctx_for("system_admin")
    make_user()
    assert refusal(add_user, ctx, AddUser("wangfang", "王芳")) == (422, "people.user.taken", "username")
    assert refusal(add_user, ctx, AddUser("li lei", "李雷")) == (422, "people.user.username", "username")
    assert refusal(add_user, ctx, AddUser("lilei", "李雷", mobile="12345")) == (
        422,
        "people.user.mobile",
        "mobile",
    )
    assert not add_user(ctx, AddUser("lilei", "李雷䶮")).has_usable_password()


def test_disable_user_takes_the_rights_at_once_and_what_was_lent(ctx_for: CtxFor) -> None:
    unit, user, colleague = make_unit(), make_user(), make_user("lilei", "李雷")
    post = make_post(user, unit, "unit_head")
    make_post(colleague, unit, "unit_head", starts_on=TODAY, ends_on=END, delegated_from=post)
    assert actor(colleague) == [("区教育局", "unit_head")]
    epoch = user.session_epoch
    disable_user(ctx_for("system_admin"), DisableUser(user.pk))
    assert not row(User, user.pk).is_active
    assert row(User, user.pk).session_epoch == epoch + 1
    assert row(Post, post.pk).ends_on == TODAY
    assert actor(colleague) == []


def test_reset_user_sets_a_password_that_must_be_changed(ctx_for: CtxFor) -> None:
    user = make_user()
    reset_user(ctx_for("system_admin"), ResetUser(user.pk, "tulip-orbit-43"))
    found = row(User, user.pk)
    assert found.check_password("tulip-orbit-43")
    assert found.has_temporary_password
    assert refusal(reset_user, ctx_for("system_admin"), ResetUser(user.pk, "short"))[0] == 422


def test_open_post_gives_a_role_for_a_period(ctx_for: CtxFor) -> None:
    ctx, unit, user = ctx_for("system_admin"), make_unit(), make_user()
    open_post(ctx, OpenPost(user.pk, unit.pk, "unit_officer", TOMORROW, END))
    assert actor(user) == []
    assert actor(user, TOMORROW) == actor(user, END) == [("区教育局", "unit_officer")]
    assert actor(user, date(2022, 1, 1)) == []
    assert verbs() == ["people.post.open"]


def test_open_post_refuses_wrong_input(ctx_for: CtxFor) -> None:
    ctx, unit, user = ctx_for("system_admin"), make_unit(), make_user()
    closed = make_unit("old", "撤销的局", valid_to_on=date(2021, 1, 1))
    gone = make_user("gone", "离职者", is_active=False)
    make_post(user, unit, "unit_head", ends_on=END)

    def opened(**changes: Any) -> tuple[int, str, str]:
        command = replace(OpenPost(user.pk, unit.pk, "unit_officer", TODAY), **changes)
        return refusal(open_post, ctx, command)

    assert opened(ends_on=date(2021, 6, 14)) == (422, "people.post.period", "ends_on")
    assert opened(role="king") == (422, "people.post.role", "role")
    assert opened(user_id=gone.pk) == (422, "people.post.account", "user")
    assert opened(user_id=9_999) == (422, "people.post.account", "user")
    assert opened(unit_id=closed.pk) == (422, "people.post.unit", "unit")
    assert opened(unit_id=9_999) == (422, "people.post.unit", "unit")
    assert opened(role="unit_head") == (422, "people.post.overlap", "starts_on")
    # The day after the earlier period ended it may begin again.
    assert open_post(ctx, OpenPost(user.pk, unit.pk, "unit_head", date(2022, 1, 1))).pk


def test_open_post_never_gives_the_role_of_the_house(ctx_for: CtxFor) -> None:
    """The house acts as ``system`` and may do nearly everything; a person in that role would have no limits."""
    ctx, unit, user = ctx_for("system_admin"), make_unit(), make_user()
    assert refusal(open_post, ctx, OpenPost(user.pk, unit.pk, "system", TODAY)) == (
        422,
        "people.post.role",
        "role",
    )


def test_open_post_twice_is_refused(ctx_for: CtxFor) -> None:
    ctx, unit, user = ctx_for("system_admin"), make_unit(), make_user()
    command = OpenPost(user.pk, unit.pk, "unit_officer", TODAY)
    open_post(ctx, command)
    assert refusal(open_post, ctx, command)[1] == "people.post.overlap"
    assert Post.objects.unscoped("test").count() == 1


def test_end_post_takes_the_right_from_the_next_day(ctx_for: CtxFor) -> None:
    unit, user = make_unit(), make_user()
    post = make_post(user, unit)
    end_post(ctx_for("system_admin"), EndPost(post.pk, TODAY))
    assert actor(user, TODAY) == [("区教育局", "unit_officer")]
    assert actor(user, TOMORROW) == []
    assert refusal(end_post, ctx_for("system_admin"), EndPost(post.pk, END)) == (
        422,
        "people.post.already_ends",
        "ends_on",
    )
    assert (
        refusal(end_post, ctx_for("system_admin"), EndPost(post.pk, date(2019, 1, 1)))[1]
        == "people.post.period"
    )


def test_end_post_by_a_colleague_is_not_found(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    post = make_post(user, unit, "unit_head")
    assert refusal(end_post, ctx_for("unit_head", unit, user=other), EndPost(post.pk, TODAY))[0] == 404
    # Not even one's own: a post is given and taken by the administrator.
    assert refusal(end_post, ctx_for("unit_head", unit, user=user), EndPost(post.pk, TODAY))[0] == 404


def test_end_post_that_one_lent_is_ones_own_affair(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    make_post(user, unit, "unit_head")
    own = ctx_for("unit_head", unit, user=user)
    source = Post.objects.unscoped("test").get(user=user)
    lent = delegate_post(own, DelegatePost(source.pk, other.pk, TODAY, END))
    end_post(own, EndPost(lent.pk, TODAY))
    assert actor(other, TOMORROW) == []
    assert actor(user, TOMORROW) == [("区教育局", "unit_head")]


def test_delegate_post_lends_the_same_role_for_a_while(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    source = make_post(user, unit, "unit_head", title="副局长")
    lent = delegate_post(ctx_for("unit_head", unit, user=user), DelegatePost(source.pk, other.pk, TODAY, END))
    assert (lent.role, lent.unit_id, lent.title, lent.delegated_from_id) == (
        "unit_head",
        unit.pk,
        "副局长",
        source.pk,
    )
    [held] = actor_of(other, TODAY).posts
    assert held.delegated_from == source.pk
    assert verbs() == ["people.post.delegate"]


def test_delegate_post_refuses_wrong_input(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    gone = make_user("gone", "离职者", is_active=False)
    source = make_post(user, unit, "unit_head", ends_on=END)
    ctx = ctx_for("unit_head", unit, user=user)

    def lent(**changes: Any) -> tuple[int, str, str]:
        return refusal(delegate_post, ctx, replace(DelegatePost(source.pk, other.pk, TODAY, END), **changes))

    assert lent(ends_on=None)[:2] == (422, "people.post.delegation_end")
    assert lent(ends_on=date(2022, 1, 1))[:2] == (422, "people.post.delegation_beyond")
    assert lent(starts_on=date(2019, 1, 1))[:2] == (422, "people.post.delegation_before")
    assert lent(to_user_id=user.pk) == (422, "people.post.delegation_self", "to_user")
    assert lent(to_user_id=gone.pk) == (422, "people.post.account", "to_user")
    assert lent(post_id=9_999)[0] == 404
    delegate_post(ctx, DelegatePost(source.pk, other.pk, TODAY, END))
    assert lent()[1] == "people.post.overlap"


def test_delegate_post_is_not_passed_on_and_not_taken_from_others(ctx_for: CtxFor) -> None:
    unit, user, other, third = make_unit(), make_user(), make_user("lilei", "李雷"), make_user("hmm", "韩梅")
    source = make_post(user, unit, "unit_head")
    lent = delegate_post(ctx_for("unit_head", unit, user=user), DelegatePost(source.pk, other.pk, TODAY, END))
    borrower = ctx_for("unit_head", unit, user=other)
    assert refusal(delegate_post, borrower, DelegatePost(lent.pk, third.pk, TODAY, END))[0] == 422
    assert refusal(delegate_post, borrower, DelegatePost(source.pk, third.pk, TODAY, END))[0] == 404


def test_delegation_ends_with_its_post_whatever_its_own_dates_say(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    source = make_post(user, unit, "unit_head")
    delegate_post(ctx_for("unit_head", unit, user=user), DelegatePost(source.pk, other.pk, TODAY, END))
    # Past the service, as a hand in the database would do it.
    Post.objects.unscoped("test").filter(pk=source.pk).update(ends_on=TODAY)
    assert actor(other, TODAY) == [("区教育局", "unit_head")]
    assert actor(other, TOMORROW) == []


def test_names_of_units_go_before_aliases_and_units_in_use_before_closed_ones() -> None:
    first = make_unit("a", "区甲局", short_name="甲局", aliases=["区乙局", "区丙局"], position=1)
    second = make_unit("b", "区乙局", short_name="乙局", position=2)
    make_unit("c", "区老丙局", short_name="丙", aliases=["区丁局"], position=0, valid_to_on=date(2020, 6, 1))
    fourth = make_unit("d", "区丁丁局", short_name="丁", aliases=["区丁局"], position=9)
    names = unit_by_any_name()
    assert (names["区乙局"], names["区丙局"], names["区丁局"]) == (second, first, fourth)
    assert LONG_AGO < TODAY


@pytest.mark.django_db(transaction=True)
def test_open_post_of_two_administrators_at_once_gives_one_role(ctx_for: CtxFor) -> None:
    """PostgreSQL: each transaction alone would be sound; together they would make one person two administrators."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    unit, user = make_unit(), make_user()
    ctx = ctx_for("system_admin", now=datetime(2021, 6, 15, tzinfo=CHINA))
    refused: list[str] = []

    def appoint(role: str) -> None:
        try:
            open_post(ctx, OpenPost(user.pk, unit.pk, role, TODAY))
        except Refused as error:
            refused.append(error.verdict.failures[0].code)
        finally:
            connection.close()

    for _ in range(5):
        threads = [threading.Thread(target=appoint, args=(role,)) for role in ("system_admin", "audit_admin")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Post.objects.unscoped("test").count() == 1
        assert refused == ["people.post.apart"]
        Post.objects.unscoped("test").delete()
        refused.clear()
