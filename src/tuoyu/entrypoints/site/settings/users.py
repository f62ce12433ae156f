"""People: accounts, who they are, helping with sign-in, seeing a whole mobile number for a stated purpose."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from tuoyu.entrypoints.site.settings import lists
from tuoyu.entrypoints.site.settings.forms import AddUserForm, NothingToFill, ResetUserForm, RevealForm
from tuoyu.entrypoints.site.settings.rows import post_lines
from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.audit.permissions import VIEW_ENTRY
from tuoyu.foundation.people.commands import AddUser, DisableUser, ResetUser, RevealUser
from tuoyu.foundation.people.mfa import has_second_factor
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.permissions import (
    ADD_USER,
    DISABLE_USER,
    OPEN_POST,
    RESET_USER,
    REVEAL_USER,
    VIEW_USER,
)
from tuoyu.foundation.people.queries import posts, users
from tuoyu.foundation.people.services import add_user, disable_user, reset_user, reveal_user
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.foundation.ui.lists import render_list
from tuoyu.kernel.verdict import Refused


@page(VIEW_USER)
@require_GET
def user_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"can_add": allowed(ctx, ADD_USER)}
    return render_list(
        request, ctx, lists.USERS, users(ctx), template="site/settings/user_list.html", extra=extra
    )


@page(VIEW_USER)
@require_GET
def user_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """Who somebody is, which posts the person holds and held."""
    ctx = request.ctx
    person = require(ctx, VIEW_USER, User.objects.all(), pk)
    is_open = person.is_active
    context = {
        "person": person,
        "account": lists.ACCOUNT[person.is_active],
        "mobile": str(person.mobile),
        "has_factor": has_second_factor(person),
        "posts": post_lines(posts(ctx).filter(user=person)),
        "can_reveal": allowed(ctx, REVEAL_USER) and bool(person.mobile),
        "can_open": allowed(ctx, OPEN_POST) and is_open,
        "can_reset": allowed(ctx, RESET_USER) and is_open,
        "can_disable": allowed(ctx, DISABLE_USER) and is_open,
        "can_audit": allowed(ctx, VIEW_ENTRY),
    }
    return render(request, "site/settings/user_detail.html", context)


@page(ADD_USER)
@sensitive_post_parameters("password", "mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def user_add(request: CtxRequest) -> HttpResponse:
    return run_form(
        request,
        AddUserForm,
        lambda data: AddUser(data["username"], data["name"], data["password"], data["mobile"]),
        add_user,
        lambda person: (
            f"已登记{person.name}（登录名 {person.username}）。接着为其任命岗位，才有权限。",
            f"{reverse('people:post-open')}?user={person.pk}",
        ),
        page=FormPage("登记人员", "登记人员", back=reverse("people:user-list")),
    )


@page(DISABLE_USER)
@require_http_methods(["GET", "HEAD", "POST"])
def user_disable(request: CtxRequest, pk: int) -> HttpResponse:
    person = require(request.ctx, DISABLE_USER, User.objects.all(), pk)
    return run_form(
        request,
        NothingToFill,
        lambda _: DisableUser(pk),
        disable_user,
        lambda closed: (f"{closed.name}的账号已停用，岗位到今天为止，已登录的设备已退出。", _address(pk)),
        page=FormPage(
            f"停用{person.name}的账号",
            "停用账号",
            back=_address(pk),
            warning="停用后立即不能登录，现有岗位到今天为止；过去办理的记录都保留。",
            is_risky=True,
        ),
    )


@page(RESET_USER)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def user_reset(request: CtxRequest, pk: int) -> HttpResponse:
    person = require(request.ctx, RESET_USER, User.objects.all(), pk)
    return run_form(
        request,
        ResetUserForm,
        lambda data: ResetUser(pk, data["password"]),
        reset_user,
        lambda helped: (f"{helped.name}可以用临时密码登录，登录后要改密码、重新启用动态口令。", _address(pk)),
        page=FormPage(
            f"重置{person.name}的密码",
            "重置密码",
            back=_address(pk),
            warning="请先当面确认是本人。重置后原密码和动态口令作废，已登录的设备全部退出。",
            is_risky=True,
        ),
    )


@page(REVEAL_USER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def user_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    """The whole number on this page alone, after a purpose was stated; never in a message or an address."""
    person = require(request.ctx, REVEAL_USER, User.objects.all(), pk)
    form, number, status = RevealForm(request.POST or None), "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                number = reveal_user(request.ctx.for_purpose(form.cleaned_data["purpose"]), RevealUser(pk))
                status = 200
            except Refused as refused:
                status = show_refusal(form, refused)
    context = {"person": person, "form": form, "number": number, "back": _address(pk)}
    return render(request, "site/settings/user_reveal.html", context, status=status)


def _address(pk: int) -> str:
    return reverse("people:user-detail", args=[pk])
