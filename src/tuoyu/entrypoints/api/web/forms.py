"""The form for a token: which post it acts in, what it may do, how long."""

from __future__ import annotations

from typing import Any

from django import forms

from tuoyu.entrypoints.api import words
from tuoyu.entrypoints.api.policy import api_policy_at
from tuoyu.entrypoints.api.v1 import declared_routes
from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.kernel.context import Ctx


class IssueTokenForm(forms.Form):
    """Offers the person's own posts of today, and of the actions the API knows those that some post allows."""

    name = forms.CharField(
        label="名称",
        max_length=64,
        help_text="给哪个系统用，例如“卫健局数据平台”。会出现在操作日志里。",
        error_messages={"required": words.NAME_MISSING, "max_length": "名称最多 64 个字。"},
    )
    post = forms.TypedChoiceField(
        label="以哪个岗位办事",
        coerce=int,
        error_messages={"required": "请选择岗位。", "invalid_choice": words.POST_NOT_OWN},
    )
    scopes = forms.MultipleChoiceField(
        label="可以做的操作",
        widget=forms.CheckboxSelectMultiple,
        help_text=words.SCOPE_HINT,
        error_messages={"required": words.NO_SCOPES, "invalid_choice": "没有这项操作，请从列表中勾选。"},
    )

    def __init__(self, *args: Any, ctx: Ctx, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matrix = role_matrix()
        posts = [
            (post.post_id, f"{post.unit_name} · {matrix.label(post.role)}")
            for post in ctx.actor.posts
            if post.post_id
        ]
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (action.code, _label(action)) for action in offered_actions(ctx)
        ]
        limit = api_policy_at(ctx.today, ctx.area).token_days
        sentence = words.TOO_LONG.format(days=limit)
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)
        self.fields["days"] = forms.IntegerField(
            label="有效天数",
            initial=min(180, limit),
            min_value=1,
            max_value=limit,
            help_text=f"到期自动失效，最长 {limit} 天。",
            error_messages=messages,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )


def _label(action: Action) -> str:
    return f"{action.label}（会写入）" if action.kind == "write" else action.label


def offered_actions(ctx: Ctx) -> list[Action]:
    """What the operations of the API ask for and the person's posts allow, reads first."""
    matrix = role_matrix()
    asked = {action.code: action for route in declared_routes() for action in route.actions}
    mine = [
        action
        for action in asked.values()
        if any(matrix.scope(action.code, post.role) for post in ctx.actor.posts)
    ]
    return sorted(mine, key=lambda action: (action.kind != "read", action.code))


class NoFieldsForm(forms.Form):
    """A question that is answered by pressing the button."""
