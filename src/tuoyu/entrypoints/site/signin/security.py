"""One's own security: password, second factor, recovery codes, where one has signed in."""

from __future__ import annotations

from axes.models import AccessLog
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuoyu.entrypoints.site.signin.forms import ChangePasswordForm, CodeForm, PasswordForm
from tuoyu.foundation.access.web import CtxRequest, signed_in
from tuoyu.foundation.people import mfa, signin
from tuoyu.foundation.people.account import change_password, demand_own_password, end_sessions
from tuoyu.foundation.people.commands import ActivateFactor, ChangePassword
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.foundation.people.sessions import mark_factor, own_ctx, standing_of
from tuoyu.foundation.people.words import Factor, Obstacle
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

PHONE_KEY = "tuoyu_new_secret"
SHOW_CODES_KEY = "tuoyu_show_codes"
RECENT = 10


@signed_in("本人的登录安全")
@require_GET
def security(request: CtxRequest) -> HttpResponse:
    """Password, second factor, recent sign-ins."""
    user, policy = _account(request), people_policy_at(request.ctx.today, request.ctx.area)
    recent = AccessLog.objects.filter(username=user.username).order_by("-attempt_time", "-pk")[:RECENT]
    page = {
        "user": user,
        "factor": mfa.factor_state(user),
        "is_required": bool(own_ctx(request, request.ctx.now).actor.roles & policy.mfa_required_roles),
        "idle_minutes": policy.idle_minutes,
        "recent": [
            (row.attempt_time, row.ip_address or "未知地址", device_of(row.user_agent)) for row in recent
        ],
    }
    return render(request, "site/settings/security.html", page)


@signed_in("修改本人的密码")
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: CtxRequest) -> HttpResponse:
    user, ctx = _account(request), own_ctx(request, request.ctx.now)
    policy = people_policy_at(ctx.today, ctx.area)
    is_owed = user.has_temporary_password

    def serve(_ctx: Ctx, command: ChangePassword) -> User:
        with signin.guesses_counted(request, user, ctx.now):
            changed = change_password(ctx, command)
        # Every session of the account ends with the old password; this one goes on.
        update_session_auth_hash(request, changed)
        return changed

    return run_form(
        request,
        ChangePasswordForm,
        lambda data: ChangePassword(data["old"], data["new"]),
        serve,
        lambda _: (
            "密码已修改，其他设备上的登录已退出。",
            signin.safe_next(request, reverse("site:security")),
        ),
        page=FormPage(
            "修改密码",
            "修改密码",
            back="" if is_owed else reverse("site:security"),
            context=f"至少 {policy.password_min_length} 位，不要用登录名、常见密码或纯数字。",
            warning="您的密码是管理员代设的，请先改成只有自己知道的密码。" if is_owed else "",
        ),
        template="site/signin/password.html" if is_owed else "ui/form_page.html",
        extra={"next": signin.safe_next(request, "")},
    )


@signed_in("启用本人的动态口令")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_set_up(request: CtxRequest) -> HttpResponse:
    """Scan, then prove it with a code. The secret waits in the session until it is proved."""
    user, now = _account(request), request.ctx.now
    if mfa.has_second_factor(user):
        return redirect("site:security")
    secret = request.session.get(PHONE_KEY) or mfa.new_secret()
    request.session[PHONE_KEY] = secret
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                mfa.activate_factor(own_ctx(request, now), ActivateFactor(secret, form.cleaned_data["code"]))
            except Refused as refused:
                status = show_refusal(form, refused)
            else:
                return _activated(request, user)
    is_owed = standing_of(request, now).obstacle is Obstacle.SET_UP
    page = {
        "form": form,
        "qr": mfa.qr_data_uri(user, secret),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "is_owed": is_owed,
        "next": signin.safe_next(request, ""),
    }
    return render(request, "site/signin/set_up.html", page, status=status)


@signed_in("停用本人的动态口令，要输入密码")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_remove(request: CtxRequest) -> HttpResponse:
    user = _account(request)

    def serve(ctx: Ctx, password: str) -> None:
        with signin.guesses_counted(request, user, ctx.now):
            demand_own_password(user, password, field="password")
        mfa.deactivate_factor(ctx)
        _go_on(request, user, Factor.NONE)

    return run_form(
        request,
        PasswordForm,
        lambda data: str(data["password"]),
        serve,
        lambda _: ("动态口令已停用，以后登录只用密码。", reverse("site:security")),
        page=FormPage(
            "停用动态口令",
            "停用动态口令",
            back=reverse("site:security"),
            warning="停用后只凭密码就能登录您的账号；岗位要求使用动态口令的，停用后要马上重新启用才能继续办理。",
            is_risky=True,
        ),
    )


@signed_in("更换本人的恢复码，要输入密码")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes_renew(request: CtxRequest) -> HttpResponse:
    user = _account(request)
    if not mfa.has_second_factor(user):
        return redirect("site:security")

    def serve(ctx: Ctx, password: str) -> None:
        with signin.guesses_counted(request, user, ctx.now):
            demand_own_password(user, password, field="password")
        mfa.renew_recovery_codes(ctx)
        request.session[SHOW_CODES_KEY] = True

    return run_form(
        request,
        PasswordForm,
        lambda data: str(data["password"]),
        serve,
        lambda _: ("新的恢复码已生成，旧的已作废。", reverse("site:recovery-codes")),
        page=FormPage(
            "更换恢复码",
            "生成新的恢复码",
            back=reverse("site:security"),
            warning="生成后旧的恢复码全部作废。",
        ),
    )


@signed_in("本人的恢复码，只显示一次")
@never_cache
@require_GET
def recovery_codes(request: CtxRequest) -> HttpResponse:
    """Shown once: a second look finds them gone."""
    is_first = bool(request.session.pop(SHOW_CODES_KEY, False))
    codes = mfa.recovery_codes(_account(request)) if is_first else []
    page = {"codes": codes, "next": signin.safe_next(request, reverse("site:security"))}
    return render(request, "site/signin/recovery_codes.html", page)


@signed_in("退出本人在其他设备上的登录")
@require_POST
def sessions_end(request: CtxRequest) -> HttpResponse:
    update_session_auth_hash(request, end_sessions(request.ctx))
    tell(request, "其他设备上的登录都已退出，这里不受影响。")
    return redirect("site:security")


def device_of(user_agent: str) -> str:
    """A browser's own description in the words a person knows it by."""
    systems = {
        "HarmonyOS": "鸿蒙",
        "Android": "安卓手机",
        "iPhone": "苹果手机",
        "Windows": "Windows",
        "Mac OS": "苹果电脑",
    }
    browsers = {
        "MicroMessenger": "微信",
        "DingTalk": "钉钉",
        "Edg/": "Edge",
        "Firefox": "Firefox",
        "Chrome": "Chrome",
    }
    browsers["Safari"] = "Safari"
    system = next((name for mark, name in systems.items() if mark in user_agent), "其他设备")
    browser = next((name for mark, name in browsers.items() if mark in user_agent), "其他浏览器")
    return f"{system} · {browser}"


def _activated(request: CtxRequest, user: User) -> HttpResponse:
    request.session.pop(PHONE_KEY, None)
    request.session[SHOW_CODES_KEY] = True
    _go_on(request, user, Factor.SHOWN)
    tell(request, "动态口令已启用，以后登录要输入手机上的 6 位数字。")
    wanted = signin.safe_next(request, "")
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return redirect(f"{reverse('site:recovery-codes')}{query}")


def _go_on(request: HttpRequest, user: User, factor: Factor) -> None:
    """Every session of the account has ended; this one goes on, with a new key."""
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    mark_factor(request, factor)


def _account(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Refused.because("people.signed_out", "请先登录。", status=403, next_step="请回到登录页。")
    return request.user
