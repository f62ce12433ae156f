"""One definition for both questions: the list of what one may see, and the one row one may touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import declare_actions, scope_rule
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import acting_post, allowed, explain, grants, require, visible
from tuoyu.foundation.people.models import Post, Unit
from tuoyu.foundation.people.permissions import ADD_UNIT, CLOSE_UNIT, VIEW_POST, VIEW_UNIT
from tuoyu.kernel.context import VISITOR, Actor, ActorKind, Ctx, PostRef
from tuoyu.kernel.verdict import Refused

CtxFor = Callable[..., Ctx]
ROLES = sorted(role_matrix().roles)


def acting(*posts: tuple[str, int], scopes: frozenset[str] = frozenset(), user: int | None = 1) -> Ctx:
    held = tuple(PostRef(at, unit, f"单位{unit}", role, "330302") for at, (role, unit) in enumerate(posts, 1))
    return Ctx(Actor(ActorKind.PERSON, "测试", user, held, scopes), NOW, "test", "330302")


@given(
    st.lists(st.tuples(st.sampled_from(ROLES), st.integers(1, 3)), max_size=4),
    st.sampled_from(sorted(role_matrix().grants)),
)
def test_grants_are_those_of_the_table(posts: list[tuple[str, int]], code: str) -> None:
    """Each post by itself; all swallows the narrower scopes; nothing that is not written."""
    found = grants(acting(*posts), Action(code, "动作"))
    scopes = {role_matrix().scope(code, role) for role, _ in posts} - {None}
    assert set(found) == ({"all"} if "all" in scopes else scopes)
    assert allowed(acting(*posts), Action(code, "动作")) == bool(scopes)
    for scope, holders in found.items():
        assert all(role_matrix().scope(code, post.role) == scope for post in holders)


def test_visitor_and_unknown_action_get_nothing() -> None:
    visitor = Ctx(VISITOR, NOW, "test", "330302")
    assert not allowed(visitor, VIEW_UNIT)
    assert not allowed(acting(("system_admin", 1)), Action("people.unit.paint", "刷漆"))


def test_token_is_never_more_than_its_posts_and_never_more_than_its_scopes() -> None:
    both = acting(("system_admin", 1), scopes=frozenset({VIEW_UNIT.code}))
    assert allowed(both, VIEW_UNIT)
    assert not allowed(both, ADD_UNIT)
    assert not allowed(acting(("unit_officer", 1), scopes=frozenset({ADD_UNIT.code})), ADD_UNIT)


@pytest.mark.django_db
def test_list_and_page_cannot_disagree() -> None:
    """For every role, unit and row: ``require`` finds exactly the rows that ``visible`` lists."""
    units = [make_unit("a", "甲局"), make_unit("b", "乙局")]
    people = [make_user("one", "一"), make_user("two", "二")]
    posts = [
        make_post(user, unit, role)
        for user, unit, role in product(people, units, ("unit_head", "unit_officer"))
    ]
    for role, unit, user in product(ROLES, units, people):
        ctx = acting((role, unit.pk), user=user.pk)
        listed = {row.pk for row in visible(ctx, VIEW_POST, Post.objects.all()).order_by("pk")}
        for post in posts:
            assert found_or_status(ctx, post) == (
                post.pk if post.pk in listed else 404 if allowed(ctx, VIEW_POST) else 403
            )


def found_or_status(ctx: Ctx, post: Post) -> int:
    try:
        return require(ctx, VIEW_POST, Post.objects.all(), post.pk).pk
    except Refused as refused:
        # Far from every key.
        return refused.status


@pytest.mark.django_db
def test_row_out_of_scope_is_told_like_one_that_is_not_there(ctx_for: CtxFor) -> None:
    unit, other = make_unit("a", "甲局"), make_unit("b", "乙局")
    post = make_post(make_user(), other)
    ctx = ctx_for("unit_head", unit)
    answers = []
    for pk in (post.pk, 9_999_999):
        with pytest.raises(Refused) as refused:
            require(ctx, VIEW_POST, Post.objects.all(), pk)
        answers.append((refused.value.status, refused.value.verdict))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.django_db
def test_nothing_is_visible_without_the_action(ctx_for: CtxFor) -> None:
    make_unit()
    assert list(visible(ctx_for("unit_head"), CLOSE_UNIT, Unit.objects.all())) == []


def test_explain_names_posts_holders_and_what_to_do(ctx_for: CtxFor) -> None:
    [reason] = explain(ctx_for("unit_officer"), ADD_UNIT).failures
    assert "测试单位单位经办人" in reason.sentence
    assert "系统管理员" in reason.next_step
    assert "系统任务" not in reason.next_step
    assert explain(ctx_for("system_admin"), ADD_UNIT).is_ok
    assert "没有有效岗位" in explain(Ctx(VISITOR, NOW, "t", "330302"), ADD_UNIT).failures[0].sentence


def test_explain_tells_a_token_that_it_is_too_narrow(ctx_for: CtxFor) -> None:
    ctx = ctx_for("system_admin")
    narrowed = replace(ctx, actor=replace(ctx.actor, scopes=frozenset({VIEW_UNIT.code})))
    assert explain(narrowed, ADD_UNIT).failures[0].code == "access.token"


def test_acting_post_is_the_one_that_allows() -> None:
    ctx = acting(("leader", 1), ("system_admin", 2))
    found = acting_post(ctx, ADD_UNIT.code)
    assert found is not None
    assert found.unit_id == 2
    assert acting_post(ctx, "people.unit.paint") == ctx.actor.posts[0]
    assert acting_post(Ctx(VISITOR, NOW, "t", "330302"), ADD_UNIT.code) is None


def test_action_is_declared_once() -> None:
    declare_actions([ADD_UNIT])
    with pytest.raises(ValueError, match=r"people\.unit\.add is declared twice"):
        declare_actions([Action(ADD_UNIT.code, "另一个名字")])


def test_scope_without_a_rule_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError, match="no rule for scope 'street'"):
        scope_rule(Unit, "street")


def test_administrators_stay_apart_in_both_directions() -> None:
    three = {"system_admin", "security_admin", "audit_admin"}
    for role in three:
        assert role_matrix().roles[role].apart_from == three - {role}


def test_nobody_but_the_house_has_the_role_of_the_house() -> None:
    """Whatever the house does in its own role, each is either done by a person too or is the house's alone."""
    for code, row in role_matrix().grants.items():
        assert row.get("system", "all") == "all", code
