"""The page of inspectors on the phone: what makes it installable, what it takes along, what it sends."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tuoyu.foundation.access.web import CtxRequest, page, public
from tuoyu.foundation.ui.formviews import sentence_of
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.visits import RecordVisit, SignVisit, SyncVisit, Told
from tuoyu.operations.supervision.permissions.visits import ADD_PHOTO, SYNC_VISIT
from tuoyu.operations.supervision.services.recording import record_visit, sign_visit
from tuoyu.operations.supervision.services.syncing import add_photo, sync_visit
from tuoyu.operations.supervision.web.field_batches import (
    BatchUnread,
    OfVisit,
    photo_command,
    read_batch,
)
from tuoyu.operations.supervision.web.field_bundles import bundle_of
from tuoyu.operations.supervision.web.workers import worker_response
from tuoyu.operations.supervision.words.field import Kept

PROGRAM = "现场检查页面的程序文件，不含数据；没有登录也要能更新"
# In the order in which they run.
SCRIPTS = ("store", "parts", "photos", "outbox", "pen", "cards", "page")
_TEMPLATE = "supervision/field_page.html"


@page(SYNC_VISIT)
@never_cache
@require_safe
def field_page(request: CtxRequest) -> HttpResponse:
    """The frame without any data: the worker of the browser keeps it, and opens it without network."""
    response = render(request, _TEMPLATE, {"scripts": _scripts()})
    # The only page of the house that asks where it is; photos come from the camera of the system.
    response["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    return response


@public(PROGRAM)
@require_safe
def field_worker(_request: CtxRequest) -> HttpResponse:
    """The worker, told which files belong to the page. It changes when one of them does."""
    files = _assets()
    frame = get_template(_TEMPLATE).template.source  # type: ignore[attr-defined]
    version = hashlib.sha256("\n".join([frame, *files]).encode()).hexdigest()[:16]
    root = reverse("supervision:field-page")
    return worker_response("field-worker.js", "FIELD", {"version": version, "root": root, "files": files})


@public(PROGRAM)
@require_safe
def field_manifest(_request: CtxRequest) -> HttpResponse:
    root = reverse("supervision:field-page")
    told = {
        "name": "托育现场检查",
        "short_name": "现场检查",
        "lang": "zh-CN",
        "id": root,
        "start_url": root,
        "scope": root,
        "display": "standalone",
        "background_color": "#f5f7f5",
        "theme_color": "#1c7456",
        "icons": [
            {"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
        ],
    }
    return JsonResponse(
        told,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/manifest+json; charset=utf-8",
    )


@page(SYNC_VISIT)
@never_cache
@require_safe
def field_bundle(request: CtxRequest) -> HttpResponse:
    """Everything that is needed without network, and the token with which the phone may send."""
    told = {**bundle_of(request.ctx), "token": get_token(request)}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@page(SYNC_VISIT)
@require_POST
def visit_sync(request: CtxRequest) -> HttpResponse:
    """One batch (field ``batch``, JSON). Answers for each thing by its own number; what is refused stays on the phone."""
    try:
        batch = read_batch(request.POST.get("batch", ""))
    except BatchUnread as unread:
        return JsonResponse({"sentence": str(unread)}, status=422)
    told = [each for part in batch for each in _take(request.ctx, part)]
    return _told(told)


@page(ADD_PHOTO)
def photo_add(request: CtxRequest, visit_id: int) -> HttpResponse:
    """One photo, multipart: the file, and what the phone says of it."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        command = photo_command(visit_id, request.POST, request.FILES.get("photo"))
        return _told([add_photo(request.ctx, command)])
    except BatchUnread as unread:
        unreadable = Told(request.POST.get("uid", ""), Kept.REFUSED.value, str(unread))
        return _told([unreadable], status=422)
    except Refused as refused:
        return _told([_refusal(request.POST.get("uid", ""), refused)], status=refused.status)


def _take(ctx: Ctx, part: OfVisit) -> list[Told]:
    """What became of the things about one visit: answers first, then the record, then signatures."""
    told = list(part.unread)
    if part.answers or part.started_at or part.start_uid:
        command = SyncVisit(part.visit_id, part.answers, part.sent_at, part.started_at)
        uids = [*(str(each.uid) for each in part.answers), *filter(None, [part.start_uid])]
        told += _tried(uids, lambda: _synced(ctx, command, part.start_uid))
    if part.record_uid:
        record = RecordVisit(part.visit_id, part.unseen_reason)
        told += [_recorded(ctx, record, part.record_uid)]
    for each in part.signatures:
        sign = SignVisit(part.visit_id, each)
        told += _tried([str(each.uid)], lambda sign=sign: _signed(ctx, sign))
    return told


def _synced(ctx: Ctx, command: SyncVisit, start_uid: str) -> list[Told]:
    told = list(sync_visit(ctx, command))
    return [*told, Told(start_uid, Kept.KEPT.value)] if start_uid else told


def _recorded(ctx: Ctx, command: RecordVisit, uid: str) -> Told:
    try:
        record_visit(ctx, command)
    except Refused as refused:
        # Somebody else of the visit closed the list meanwhile: what was wanted is so.
        codes = {reason.code for reason in refused.verdict.failures}
        told = _refusal(uid, refused)
        return replace(told, state=Kept.NOTE.value) if "flow.state" in codes else told
    return Told(uid, Kept.KEPT.value)


def _signed(ctx: Ctx, command: SignVisit) -> list[Told]:
    sign_visit(ctx, command)
    return [Told(str(command.signature.uid), Kept.KEPT.value)]


def _tried(uids: list[str], act: Any) -> list[Told]:
    """The act, or the same refusal for everything it was about."""
    try:
        return list(act())
    except Refused as refused:
        return [_refusal(uid, refused) for uid in uids]


def _refusal(uid: str, refused: Refused) -> Told:
    return Told(uid, Kept.REFUSED.value, "；".join(map(sentence_of, refused.verdict.failures)))


def _told(told: list[Told], status: int = 200) -> HttpResponse:
    rows = [{"uid": each.uid, "state": each.state, "sentence": each.sentence} for each in told]
    return JsonResponse({"told": rows}, status=status, json_dumps_params={"ensure_ascii": False})


def _scripts() -> list[str]:
    return [static(f"supervision/field-{name}.js") for name in SCRIPTS]


def _assets() -> list[str]:
    """Every file of the page but the page."""
    look = [
        static("ui/tokens.css"),
        static("supervision/field.css"),
        static("ui/icons.svg"),
        static("ui/favicon.svg"),
    ]
    return [*look, *_scripts()]
