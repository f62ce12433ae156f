"""Verbs of people: separation of duties over time, journals, the actor behind an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.entrypoints.site.world import make_post, make_unit, make_user
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.account import change_password
from tuoyu.foundation.people.commands import (
    AddUser,
    ChangePassword,
    DelegatePost,
    EndPost,
    OpenPost,
    RevealUser,
)
from tuoyu.foundation.people.models import Post, User
from tuoyu.foundation.people.queries import actor_of, delegations_given, posts
from tuoyu.foundation.people.rules import validity_on
from tuoyu.foundation.people.services import add_user, delegate_post, end_post, open_post, reveal_user
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
CtxFor = Callable[..., Ctx]
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)
APART = [(one, other) for one in role_matrix().roles for other in role_matrix().roles[one].apart_from]


@pytest.mark.parametrize(("held", "wanted"), APART)
def test_open_post_keeps_three_administrators_apart(ctx_for: CtxFor, held: str, wanted: str) -> None:
    ctx, unit, user = ctx_for("system_admin"), make_unit(), make_user()
    open_post(ctx, OpenPost(user.pk, unit.pk, held, FIRST, LAST))

    with pytest.raises(Refused, match="不能同时任"):
        open_post(ctx, OpenPost(user.pk, unit.pk, wanted, LAST, None))
    # After the one has ended the other may be held.
    open_post(ctx, OpenPost(user.pk, unit.pk, wanted, date(2022, 1, 1)))
    assert len(posts(ctx)) == 2


def test_delegation_does_not_bring_apart_roles_together(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    make_post(user, unit, "unit_head")
    source = Post.objects.unscoped("test").get(user=user)
    source.role = "audit_admin"
    source.save()
    make_post(other, unit, "system_admin")

    with pytest.raises(Refused) as refusal:
        delegate_post(ctx_for("system", unit, user=user), DelegatePost(source.pk, other.pk, FIRST, LAST))

    assert refusal.value.verdict.failures[0].code == "people.post.apart"


def test_end_post_ends_what_was_lent_and_what_would_be(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    source = make_post(user, unit, "unit_head")
    running = make_post(other, unit, "unit_head", delegated_from=source, ends_on=LAST)
    later = make_post(
        make_user("later"), unit, "unit_head", delegated_from=source, starts_on=date(2021, 8, 1), ends_on=LAST
    )

    end_post(ctx_for("system_admin"), EndPost(source.pk, date(2021, 6, 30)))

    running.refresh_from_db()
    assert running.ends_on == date(2021, 6, 30)
    assert actor_of(other, date(2021, 6, 30)).roles == {"unit_head"}
    assert not actor_of(other, date(2021, 7, 1)).posts
    assert not actor_of(later.user, date(2021, 8, 2)).posts


def test_actor_has_the_posts_of_the_day(now: datetime) -> None:
    unit, user = make_unit(), make_user()
    make_post(user, unit, "unit_head", starts_on=FIRST, ends_on=LAST)
    chosen = make_post(user, unit, "unit_officer", starts_on=FIRST)

    assert {day: len(actor_of(user, day).posts) for day in (date(2020, 12, 31), FIRST, LAST, date(2022, 1, 1))} == {
        date(2020, 12, 31): 0, FIRST: 2, LAST: 2, date(2022, 1, 1): 1
    }  # fmt: skip
    assert actor_of(user, now.date(), only_post=chosen.pk).roles == {"unit_officer"}


def test_add_user_keeps_no_password_and_no_number_in_the_journal(ctx_for: CtxFor) -> None:
    user = add_user(ctx_for("system_admin"), AddUser("lilei", "李雷", "harbour-violet-9", "13800138000"))

    assert user.mobile_index
    assert "13800138000" not in user.mobile_index
    assert user.has_temporary_password
    written = str(list(Entry.objects.unscoped("test").values_list()))
    assert "harbour" not in written
    assert "13800138000" not in written
    stored = User.objects.values_list("mobile__stored", flat=True).get()
    assert "13800138000" not in stored


def test_reveal_user_wants_a_purpose_and_journals_its_absence(ctx_for: CtxFor) -> None:
    user = make_user(mobile="13800138000")
    ctx = ctx_for("system_admin")

    with pytest.raises(Refused):
        reveal_user(ctx, RevealUser(user.pk))
    assert reveal_user(ctx.for_purpose("核对联系方式"), RevealUser(user.pk)) == "13800138000"
    results = Entry.objects.unscoped("test").filter(verb="people.user.reveal").order_by("pk")
    assert list(results.values_list("result", flat=True)) == ["refused", "ok"]


def test_change_password_wants_the_present_one(ctx_for: CtxFor) -> None:
    user = make_user()
    ctx = ctx_for("unit_officer", make_unit(), user=user)

    with pytest.raises(Refused, match="当前密码不正确"):
        change_password(ctx, ChangePassword("wrong", "harbour-violet-9"))
    user.refresh_from_db()
    assert not user.check_password("harbour-violet-9")


def test_delegations_given_are_ones_own(ctx_for: CtxFor) -> None:
    unit, user, other = make_unit(), make_user(), make_user("lilei", "李雷")
    source = make_post(user, unit, "unit_head")
    lent = make_post(other, unit, "unit_head", delegated_from=source, ends_on=LAST)

    assert [post.pk for post in delegations_given(ctx_for("unit_head", unit, user=user))] == [lent.pk]
    assert not delegations_given(ctx_for("unit_head", unit, user=other))


@pytest.mark.parametrize("ends_on", [None, date(2021, 6, 14), date(2021, 6, 15), date(2021, 6, 16)])
@pytest.mark.parametrize("starts_on", [date(2021, 6, 14), date(2021, 6, 15), date(2021, 6, 16)])
def test_state_of_a_list_is_the_validity_of_the_rule(
    ctx_for: CtxFor, starts_on: date, ends_on: date | None
) -> None:
    """Two spellings, one answer: the column that lists filter by, and the rule that pages show."""
    if ends_on is not None and ends_on < starts_on:
        return
    ctx = ctx_for("system_admin")
    make_post(make_user(), make_unit(), starts_on=starts_on, ends_on=ends_on)

    assert posts(ctx).get().state == validity_on(ctx.today, starts_on, ends_on)
