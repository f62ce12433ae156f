"""The page behind an invitation: whoever holds the link opens the account of the institution. Made for a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.ui.formviews import show_refusal
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import queries, services
from tuoyu.operations.filing.commands import AcceptInvitation
from tuoyu.operations.filing.queries.joining import is_branch


class JoinForm(forms.Form):
    """``is_branch`` shows the question for the head office; else it is folded away."""

    template_name = "filing/_join_fields.html"
    name = forms.CharField(
        label="负责人姓名", max_length=64, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    mobile = forms.CharField(
        label="手机号",
        max_length=20,
        help_text="用来接收备案通知",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    username = forms.CharField(
        label="登录名",
        max_length=64,
        help_text="自己起，例如姓名拼音；以后用它登录",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        help_text="自己定，不要告诉别人",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    head_uscc = forms.CharField(
        label="总部的统一社会信用代码（连锁分支填写）",
        max_length=40,
        required=False,
        help_text="总部在本区登记了连锁约定的，填总部的18位代码，分支告知后直接出回执；不是连锁分支的留空，按独立机构备案",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, is_branch: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_branch = is_branch


@public("机构还没有账号：凭一次性邀请链接开户，链接本身就是凭据")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: CtxRequest, token: str) -> HttpResponse:
    """A link that is over says so, whatever the reason."""
    ctx = request.ctx
    try:
        invitation = queries.open_invitation(ctx, token)
    except Refused as refused:
        reason = refused.verdict.failures[0]
        return render(request, "filing/invitation_over.html", {"reason": reason}, status=refused.status)
    form = JoinForm(request.POST or None, is_branch=is_branch(ctx, invitation.registration))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                user = services.accept_invitation(ctx, AcceptInvitation(token, **form.cleaned_data))
            except Refused as refused:
                status = show_refusal(form, refused)
            else:
                tell(request, f"账号已开通。请用登录名“{user.username}”登录，然后开始填报备案。")
                return redirect("site:sign-in")
    context = {"form": form, "registration": invitation.registration, "expires_on": invitation.expires_on}
    return render(request, "filing/invitation_accept.html", context, status=status)
