"""The gallery, the offline page, and the two buttons of saved views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tuoyu.foundation.access.web import CtxRequest, public, signed_in
from tuoyu.foundation.ui import services, toasts
from tuoyu.foundation.ui.keys import key_of
from tuoyu.foundation.ui.web import specimens


@public("设计样式库，只有样例数据")
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", specimens.gallery_context(request))


@public("断网时显示的静态说明，没有数据")
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/offline.html")


@signed_in("本人的常用视图")
@require_POST
def view_save(request: CtxRequest) -> HttpResponse:
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    view = services.save_view(request.ctx, request.POST.get("list", "")[:64], name, query)
    toasts.tell(request, f"视图“{view.name}”已保存，以后在“视图”里一点就到。")
    path = _list_path(request)
    return redirect(f"{path}?{view.query}" if view.query else path)


@signed_in("本人的常用视图")
@require_POST
def view_drop(request: CtxRequest) -> HttpResponse:
    services.drop_view(request.ctx, key_of(request.POST.get("view", "")))
    toasts.tell(request, "视图已删除，列表内容没有变化。")
    return redirect(_list_path(request))


def _list_path(request: HttpRequest) -> str:
    """The list to go back to; the front page when the form names a place that is not ours."""
    path = request.POST.get("path", "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else "/"
