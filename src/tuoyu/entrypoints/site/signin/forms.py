"""Forms of signing in and of one's own security."""

from __future__ import annotations

from typing import Any

from django import forms


class SignInForm(forms.Form):
    """Named as password managers expect."""

    username = forms.CharField(
        label="登录名",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "请填写登录名。", "max_length": "登录名最多 64 个字。"},
    )
    password = forms.CharField(
        label="密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。", "max_length": "密码最多 256 位。"},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="动态口令",
        max_length=32,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
        error_messages={
            "required": "请填写 6 位动态口令或恢复码。",
            "max_length": "口令太长，应为 6 位数字或 10 位恢复码。",
        },
    )


class ProofForm(CodeForm):
    """At sign-in a recovery code serves as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "动态口令或恢复码"


class PasswordForm(forms.Form):
    """Proves that the person at the keyboard is the one who signed in."""

    password = forms.CharField(
        label="当前密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写当前密码。", "max_length": "密码最多 256 位。"},
    )


class ChangePasswordForm(forms.Form):
    old = forms.CharField(
        label="当前密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写当前密码。", "max_length": "密码最多 256 位。"},
    )
    new = forms.CharField(
        label="新密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请填写新密码。", "max_length": "密码最多 256 位。"},
    )
    again = forms.CharField(
        label="再输一遍新密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输一遍新密码。", "max_length": "密码最多 256 位。"},
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError("两次输入的新密码不一样。请重新输入。")
        return again
