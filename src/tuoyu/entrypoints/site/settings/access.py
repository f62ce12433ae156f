"""Who may do what: the matrix of roles and actions, and the explanation of one decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.entrypoints.site.permissions import EXPLAIN_ACCESS, VIEW_POLICY
from tuoyu.entrypoints.site.settings.forms import CtxForm, DateInput, active_people
from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import all_actions, scope_rule
from tuoyu.foundation.access.roles import RoleMatrix, role_matrix
from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import SYSTEM_ROLE
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.access.words import SCOPE_LABELS
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.queries import actor_of
from tuoyu.kernel.context import Ctx, PostRef


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """What one post says to the question. ``on_row`` is None when no row was asked about."""

    unit: str
    role: str
    is_delegated: bool
    scope: str
    on_row: bool | None
    note: str = ""

    @property
    def is_ok(self) -> bool:
        return bool(self.scope) and self.on_row is not False


@dataclass(frozen=True, slots=True)
class Explanation:
    person: str
    action: Action
    subject: str
    row_exists: bool | None
    answers: tuple[PostAnswer, ...]

    @property
    def is_ok(self) -> bool:
        return self.row_exists is not False and any(answer.is_ok for answer in self.answers)


class ExplainForm(CtxForm):
    user = forms.ChoiceField(
        label="人员",
        error_messages={"required": "请选择人员。", "invalid_choice": "没有这个人员，请从列表中选择。"},
    )
    action = forms.ChoiceField(
        label="操作",
        error_messages={"required": "请选择操作。", "invalid_choice": "没有这个操作，请从列表中选择。"},
    )
    on = forms.DateField(
        label="哪一天",
        widget=DateInput(),
        error_messages={"required": "请填写日期。", "invalid": "日期应写成 2026-11-25 这样。"},
    )
    model = forms.ChoiceField(
        label="对象类型", required=False, error_messages={"invalid_choice": "没有这类对象，请从列表中选择。"}
    )
    key = forms.IntegerField(
        label="对象编号",
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "对象编号应为数字。",
            "min_value": "对象编号应为正数。",
            "max_value": "对象编号太大。",
        },
    )

    def offer(self) -> None:
        self.choose("user", active_people())
        self.choose("action", [(code, f"{action.label}（{code}）") for code, action in all_actions().items()])
        self.choose(
            "model",
            [(label, str(model._meta.verbose_name)) for label, model in governed().items()],
            is_optional=True,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("model")) != bool(data.get("key")) and not self.errors:
            self.add_error("key", "对象类型和对象编号要么都填，要么都不填。")
        return data


@page(VIEW_POLICY)
@require_GET
def matrix(request: CtxRequest) -> HttpResponse:
    """Actions × roles, drawn from ``policy/base/roles.yaml`` and the actions the apps declare."""
    table = role_matrix()
    roles = [role for role in table.roles.values() if role.code != SYSTEM_ROLE]
    groups: dict[str, list[tuple[Action, list[str]]]] = {}
    for action in all_actions().values():
        cells = [_label(table.scope(action.code, role.code)) for role in roles]
        groups.setdefault(_app_name(action.app), []).append((action, cells))
    apart = [
        (role.label, "、".join(table.label(code) for code in sorted(role.apart_from)))
        for role in roles
        if role.apart_from
    ]
    context = {
        "roles": roles,
        "groups": groups.items(),
        "apart": apart,
        "count": len(all_actions()),
    }
    return render(request, "site/settings/role_matrix.html", context)


@page(EXPLAIN_ACCESS)
@require_GET
def explain(request: CtxRequest) -> HttpResponse:
    """Why may (or may not) this person do that, to this row, on that day? The same filter answers as for the person."""
    is_asked = bool(request.GET)
    form = ExplainForm(request.GET if is_asked else None, ctx=request.ctx, initial={"on": request.ctx.today})
    found = explanation(request.ctx, form.cleaned_data) if is_asked and form.is_valid() else None
    status = 422 if is_asked and found is None else 200
    return render(request, "site/settings/access_explain.html", {"form": form, "found": found}, status=status)


def explanation(ctx: Ctx, asked: dict[str, Any]) -> Explanation:
    """Each post of the person is asked for itself, so that the answer names post and scope."""
    person, action, table = User.objects.get(pk=asked["user"]), all_actions()[asked["action"]], role_matrix()
    actor = actor_of(person, asked["on"])
    as_person = Ctx(actor, ctx.now, ctx.request_id, ctx.area)
    model = governed().get(asked["model"])
    row = _rows(model).filter(pk=asked["key"]) if model else None
    answers = tuple(_answer(as_person, post, action, table, row) for post in actor.posts)
    subject = f"{model._meta.verbose_name} {asked['key']}" if model else ""
    return Explanation(person.name, action, subject, row.exists() if row is not None else None, answers)


def governed() -> dict[str, type[Model]]:
    """The tables whose rows access speaks about, by label."""
    found = [model for model in apps.get_models() if issubclass(model, ScopedModel | User)]
    return {
        model._meta.label_lower: model for model in sorted(found, key=lambda model: model._meta.label_lower)
    }


def _answer(
    as_person: Ctx, post: PostRef, action: Action, table: RoleMatrix, row: QuerySet[Any] | None
) -> PostAnswer:
    scope = table.scope(action.code, post.role)
    on_row, note = None, ""
    if scope and row is not None:
        try:
            on_row = bool(row.filter(scope_rule(row.model, scope)(as_person, (post,))).exists())
        except LookupError:
            on_row, note = False, "这类对象没有定义这种范围，按不允许处理。"
    return PostAnswer(
        post.unit_name, table.label(post.role), bool(post.delegated_from), _label(scope), on_row, note
    )


def _rows(model: type[Model]) -> QuerySet[Any]:
    rows: Any = model._default_manager.all()
    found: QuerySet[Any] = rows.unscoped("explaining a decision") if hasattr(rows, "unscoped") else rows
    return found


def _label(scope: str | None) -> str:
    return SCOPE_LABELS.get(scope, scope) if scope else ""


def _app_name(label: str) -> str:
    return str(apps.app_configs[label].verbose_name) if label in apps.app_configs else label
