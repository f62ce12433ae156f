"""The list of tokens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from tuoyu.entrypoints.api.words import TokenState
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, Row

_LIGHTS = {"now": "ok", "over": "none", "revoked": "none", "idle": "warn"}
STATES = {value: (_LIGHTS[value], label) for value, label in TokenState.choices()}


def _post(value: Any, row: Row) -> str:
    return f"{value} · {role_matrix().label(row['post__role'])}"


def _scopes(value: Any, _row: Row) -> str:
    known = all_actions()
    return "、".join(known[code].label if code in known else code for code in value)


def _prefix(value: Any, _row: Row) -> str:
    return format_html("<code>{}…</code>", value)


def _revoke(_value: Any, row: Row) -> str:
    if row["state"] == TokenState.REVOKED:
        return ""
    return format_html('<a href="{}">撤销</a>', reverse("api:token-revoke", args=[row.pk]))


TOKENS = ListSpec(
    name="api.token",
    title="接口令牌",
    columns=(
        Column("name", "名称", is_sortable=True),
        Column("state", "状态", pills=STATES),
        Column("post", "岗位", field="post__unit__name", cell=_post),
        Column("owner", "签发人", field="post__user__name"),
        Column("scopes", "可以做的操作", cell=_scopes, is_wide=True),
        Column("prefix", "开头", cell=_prefix),
        Column("expires_at", "有效至", ColumnKind.MOMENT, is_sortable=True),
        Column("last_used_at", "最近使用", ColumnKind.MOMENT),
        Column("end", "办理", field="id", cell=_revoke, is_exported=False),
    ),
    filters=(Filter("state", "状态", FilterKind.MULTI, choices=tuple(TokenState.choices())),),
    search_fields=("name", "post__user__name", "post__unit__name"),
    search_hint="名称、签发人、单位",
    default_sort="-pk",
    extra_fields=("post__role",),
    empty=Empty("还没有签发过令牌", "别的系统要取数或报送进展时，在这里签发一个令牌给它。", "plug-connected"),
)
