"""Signing in, the second step, signing out, and choosing the post to act in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuoyu.entrypoints.site.signin.forms import ProofForm, SignInForm
from tuoyu.entrypoints.site.signin.personas import persona_groups
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.web import CtxRequest, public, signed_in
from tuoyu.foundation.people import signin, words
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.foundation.people.sessions import POST_KEY, own_ctx, session_obstacle, standing_of
from tuoyu.foundation.people.words import Obstacle
from tuoyu.foundation.ui.formviews import show_refusal
from tuoyu.foundation.ui.keys import key_of
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused


@public("登录页：还没有登录的人从这里进入")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: CtxRequest) -> HttpResponse:
    """Name and password; in a demonstration the personas below."""
    if request.method != "POST" and session_obstacle(request) is None and request.ctx.actor.user_id:
        return redirect(signin.safe_next(request))
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                signin.sign_in(
                    request, form.cleaned_data["username"], form.cleaned_data["password"], request.ctx.now
                )
            except Refused as refused:
                status = show_refusal(form, refused)
            else:
                return redirect(signin.safe_next(request))
    return render(request, "site/signin/sign_in.html", _sign_in_page(request, form), status=status)


@public("演示账号一键登录：只在演示模式开放，其他时候答复 404")
@require_POST
def sign_in_persona(request: CtxRequest) -> HttpResponse:
    user = signin.sign_in_persona(request, key_of(request.POST.get("user", "")), request.ctx.now)
    tell(request, f"已用演示账号“{user.name}”进入。演示数据可以随意操作。")
    return redirect(signin.safe_next(request))


@public("退出登录：任何状态下都能退出")
@require_POST
def sign_out(request: CtxRequest) -> HttpResponse:
    signin.sign_out(request, request.ctx.now)
    return redirect("site:sign-in")


@signed_in("登录的第二步：只给密码已通过的人")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: CtxRequest) -> HttpResponse:
    """The code of the phone, or a recovery code."""
    now = request.ctx.now
    if standing_of(request, now).obstacle is not Obstacle.SECOND_FACTOR:
        return redirect(signin.safe_next(request))
    form = ProofForm(request.POST or None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                signin.show_second_factor(request, _account(request), form.cleaned_data["code"], now)
            except Refused as refused:
                status = show_refusal(form, refused)
            else:
                return redirect(signin.safe_next(request))
    page = {"form": form, "next": signin.safe_next(request, ""), "name": _account(request).name}
    return render(request, "site/signin/second_factor.html", page, status=status)


@signed_in("没有有效岗位的人：说明原因，只能退出")
@never_cache
@require_GET
def no_post(request: CtxRequest) -> HttpResponse:
    if standing_of(request, request.ctx.now).obstacle is not Obstacle.POST:
        return redirect("/")
    return render(request, "site/signin/no_post.html", {"name": _account(request).name})


@signed_in("切换岗位：只列本人的岗位")
@require_GET
def posts(request: CtxRequest) -> HttpResponse:
    """All posts one holds today; one may act in all of them or in one alone."""
    ctx, matrix = own_ctx(request, request.ctx.now), role_matrix()
    lines = [(post, matrix.label(post.role)) for post in ctx.actor.posts]
    page = {"lines": lines, "chosen": request.session.get(POST_KEY), "next": signin.safe_next(request)}
    return render(request, "site/signin/posts.html", page)


@signed_in("切换岗位：只能换到本人的岗位")
@require_POST
def post_switch(request: CtxRequest) -> HttpResponse:
    wanted = request.POST.get("post", "")
    chosen = signin.switch_post(request, key_of(wanted) if wanted else None, request.ctx.now)
    tell(request, f"现在以“{chosen}”的身份办理。")
    return redirect(signin.safe_next(request))


def _sign_in_page(request: CtxRequest, form: SignInForm) -> dict[str, object]:
    ctx = request.ctx
    is_idle = request.GET.get("reason") == Obstacle.IDLE
    return {
        "form": form,
        "next": signin.safe_next(request, ""),
        "notice": words.idle(people_policy_at(ctx.today, ctx.area).idle_minutes) if is_idle else "",
        "groups": persona_groups(ctx.today) if settings.TUOYU_DEMO else (),
    }


def _account(request: HttpRequest) -> User:
    """The account whose password was accepted; the gate has made sure that there is one."""
    if not isinstance(request.user, User):
        raise Refused.because("people.signed_out", "请先登录。", status=403, next_step="请回到登录页。")
    return request.user
