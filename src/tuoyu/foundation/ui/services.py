"""Verbs of the design system: keep and drop a saved view. Views are a person's own convenience, so no journal entry."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict

from tuoyu.foundation.ui.models import SavedView
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

MOST_VIEWS = 20


@transaction.atomic
def save_view(ctx: Ctx, list_name: str, name: str, query: str) -> SavedView:
    """Keep ``query`` under ``name``; the same name again replaces it. Refuses (422) without name or past 20 views."""
    name = " ".join(name.split())
    if not name or len(name) > 20:
        raise Refused.because("ui.view_name", "视图名称应为 1 到 20 个字。", status=422, field="name")
    mine = SavedView.objects.filter(user_id=_owner(ctx), list_name=list_name)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_VIEWS:
        raise Refused.because(
            "ui.view_limit",
            f"每个列表最多保存 {MOST_VIEWS} 个视图。",
            status=422,
            next_step="请先删除不用的视图。",
        )
    view, _ = SavedView.objects.update_or_create(
        user_id=_owner(ctx),
        list_name=list_name,
        name=name,
        defaults={"query": _clean(query), "saved_at": ctx.now},
    )
    return view


@transaction.atomic
def drop_view(ctx: Ctx, view_id: int) -> None:
    """Forget one of the person's own views; somebody else's is not found (404)."""
    deleted, _ = SavedView.objects.filter(pk=view_id, user_id=_owner(ctx)).delete()
    if not deleted:
        raise Refused.because(
            "ui.view_gone", "没有找到这个视图，可能已经删除。", status=404, next_step="刷新页面看最新状态。"
        )


def _owner(ctx: Ctx) -> int:
    if ctx.actor.user_id is None:
        raise Refused.because("ui.view_owner", "登录后才能保存视图。", status=403, next_step="请先登录。")
    return ctx.actor.user_id


def _clean(query: str) -> str:
    """The query string in its plain form, without page and export."""
    params = QueryDict(query[:1000], mutable=True)
    for name in ("page", "export"):
        params.pop(name, None)
    return params.urlencode()[:1000]
