"""Taking more than one was given: appointing oneself, and rights that outlive their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user, officer
from tuoyu.foundation.people.models import Post, User
from tuoyu.foundation.people.queries import actor_of

pytestmark = pytest.mark.django_db
ROLES = ("leader", "coordinator", "unit_head", "unit_officer", "security_admin", "audit_admin", "system")


def appoint(admin: User, user: User, role: str) -> int:
    unit = make_unit("wjj", "区卫生健康局")
    form = {"user": user.pk, "unit": unit.pk, "role": role, "starts_on": timezone.localdate().isoformat()}
    return int(client_of(admin).post("/settings/posts/open/", form).status_code)


@pytest.mark.parametrize("role", ROLES)
def test_who_hands_out_posts_takes_none(role: str) -> None:
    admin = officer(role="system_admin")
    assert appoint(admin, admin, role) == 422
    assert actor_of(admin, timezone.localdate()).roles == {"system_admin"}


def test_who_hands_out_posts_hands_them_to_others() -> None:
    admin = officer(role="system_admin")
    assert appoint(admin, make_user("lilei", "李雷"), "coordinator") == 302


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_lent_post_is_gone_the_day_after(days: int) -> None:
    today = timezone.localdate()
    lender = officer(role="coordinator")
    source = Post.objects.unscoped("test").get(user=lender)
    borrower = make_user("lilei", "李雷")
    ended = today - timedelta(days=days)
    make_post(borrower, source.unit, "coordinator", delegated_from=source, ends_on=ended)
    status = client_of(borrower).get("/coordination/reports/open/").status_code
    # With the last post the way in ends, too: the page that says so is all that is left.
    assert status == (200 if days == 0 else 302)


def test_a_lent_post_ends_with_the_account_of_the_lender() -> None:
    lender = officer(role="coordinator")
    source = Post.objects.unscoped("test").get(user=lender)
    borrower = make_user("lilei", "李雷")
    make_post(borrower, source.unit, "coordinator", delegated_from=source, ends_on=timezone.localdate())
    client = client_of(borrower)
    assert client.get("/coordination/reports/open/").status_code == 200
    User.objects.filter(pk=lender.pk).update(is_active=False)
    assert client.get("/coordination/reports/open/").status_code == 302
