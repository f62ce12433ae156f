"""Posts: who holds which role where, from when to when; appointing, ending, lending to a colleague."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tuoyu.entrypoints.site.settings import lists
from tuoyu.entrypoints.site.settings.forms import DelegatePostForm, EndPostForm, OpenPostForm
from tuoyu.entrypoints.site.settings.rows import line_of, post_lines
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import allowed, require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.people.commands import DelegatePost, EndPost, OpenPost
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.permissions import DELEGATE_POST, END_POST, OPEN_POST, VIEW_POST, VIEW_USER
from tuoyu.foundation.people.queries import delegations_given, not_over, posts
from tuoyu.foundation.people.services import delegate_post, end_post, open_post
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import render_list

_NAMED = Post.objects.select_related("user", "unit")


@page(VIEW_POST)
@require_GET
def post_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"can_open": allowed(ctx, OPEN_POST)}
    return render_list(
        request, ctx, lists.POSTS, posts(ctx), template="site/settings/post_list.html", extra=extra
    )


@page(VIEW_POST)
@require_GET
def post_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One post, and the delegations that came from it."""
    ctx = request.ctx
    post = require(ctx, VIEW_POST, posts(ctx).select_related("made_by"), pk)
    line, role = line_of(post), role_matrix().roles.get(post.role)
    context = {
        "post": line,
        "made_by": post.made_by.name if post.made_by else "系统",
        "made_at": post.made_at,
        "description": role.description if role else "",
        "lent": post_lines(posts(ctx).filter(delegated_from=post)),
        "can_end": not line.is_over and _may(ctx, END_POST, pk),
        "can_delegate": not line.is_over and not line.lender and _may(ctx, DELEGATE_POST, pk),
        "can_see_person": allowed(ctx, VIEW_USER),
    }
    return render(request, "site/settings/post_detail.html", context)


@page(OPEN_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def post_open(request: CtxRequest) -> HttpResponse:
    wanted = {name: request.GET.get(name, "") for name in ("user", "unit", "role")}
    return run_form(
        request,
        partial(OpenPostForm, ctx=request.ctx),
        _open_post,
        open_post,
        _opened,
        page=FormPage(
            "任命岗位",
            "任命",
            back=reverse("people:post-list"),
            context="岗位决定一个人能做什么、在什么范围；终止之日的次日权限自动收回",
        ),
        initial={**wanted, "starts_on": request.ctx.today},
    )


@page(END_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: CtxRequest, pk: int) -> HttpResponse:
    post = require(request.ctx, END_POST, _NAMED.all(), pk)
    who = f"{post.user.name}的{post.unit.name}{role_matrix().label(post.role)}"
    back = _back(request, pk)
    return run_form(
        request,
        EndPostForm,
        lambda data: EndPost(pk, data["ends_on"]),
        end_post,
        lambda ended: (f"{who}岗位到 {ended.ends_on} 为止，由它委托出去的岗位同时终止。", back),
        page=FormPage(
            f"终止{who}岗位",
            "终止岗位",
            back=back,
            warning="终止日期当天仍有效，次日起没有这个岗位的权限；由它委托出去的岗位同时终止。",
            is_risky=True,
        ),
        initial={"ends_on": request.ctx.today},
    )


@page(DELEGATE_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def post_delegate(request: CtxRequest, pk: int) -> HttpResponse:
    post = require(request.ctx, DELEGATE_POST, _NAMED.all(), pk)
    what = f"{post.unit.name}{role_matrix().label(post.role)}"
    return run_form(
        request,
        partial(DelegatePostForm, ctx=request.ctx),
        lambda data: DelegatePost(pk, int(data["to_user"]), data["starts_on"], data["ends_on"]),
        delegate_post,
        lambda lent: (
            f"已把{what}岗位委托给{lent.user.name}，{lent.starts_on} 至 {lent.ends_on}，到期自动收回。",
            reverse("people:delegation-list"),
        ),
        page=FormPage(
            f"委托{what}岗位",
            "委托",
            back=reverse("people:delegation-list"),
            context="出差、休假时请同事代办；委托期内您自己仍有这个岗位的权限",
        ),
        initial={"starts_on": request.ctx.today},
    )


@page(DELEGATE_POST)
@require_GET
def delegation_list(request: CtxRequest) -> HttpResponse:
    """The posts one may lend, and those one has lent."""
    ctx = request.ctx
    own = (
        posts(ctx)
        .filter(user_id=ctx.actor.user_id or 0, delegated_from__isnull=True)
        .filter(not_over(ctx.today, "ends_on"))
    )
    given = delegations_given(ctx).select_related("delegated_from__user")
    context = {"own": post_lines(own), "given": tuple(line_of(post) for post in given)}
    return render(request, "site/settings/delegation_list.html", context)


def _may(ctx: Any, action: Any, pk: int) -> bool:
    return bool(visible(ctx, action, Post.objects.filter(pk=pk)).exists())


def _opened(post: Post) -> tuple[str, str]:
    until = f"至 {post.ends_on}" if post.ends_on else "起"
    sentence = f"已任命{post.user.name}为{post.unit.name}{role_matrix().label(post.role)}，自 {post.starts_on} {until}。"
    return sentence, reverse("people:post-detail", args=[post.pk])


def _open_post(data: dict[str, Any]) -> OpenPost:
    return OpenPost(
        user_id=int(data["user"]),
        unit_id=int(data["unit"]),
        role=data["role"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        title=data["title"],
    )


def _back(request: CtxRequest, pk: int) -> str:
    """To one's own delegations where one came from there, else to the post."""
    return (
        reverse("people:delegation-list")
        if "mine" in request.GET
        else reverse("people:post-detail", args=[pk])
    )
