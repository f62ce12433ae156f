"""Anybody asks whether a receipt is genuine and still stands: by its QR code, by its text, by its file. Nothing is kept."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.files.apart import ReaderFellError, read_apart
from tuoyu.foundation.files.policy import files_policy_at
from tuoyu.foundation.ui.answering import cached
from tuoyu.foundation.ui.formats import byte_size
from tuoyu.foundation.vault.statements import offline_page, tokens_in
from tuoyu.operations.filing.queries.proving import prove
from tuoyu.operations.filing.queries.trust import receipt_keys, revocation_list
from tuoyu.operations.filing.rules import carriers

REASON = "任何人都可以核验备案回执的真伪和现在的状态，不登录、不留存"
KEYS_REASON = "核验用的公开密钥，本来就要让人拿到"
TITLE = "核验备案回执"
_TYPES = ("txt", "json", "pdf")
# A PDF is read in a process of its own; strangers may start so many at a time.
_READERS = BoundedSemaphore(2)
# What a form adds to the file it carries.
_ENVELOPE = 64 * 1024


class Unread(Exception):
    """What was sent cannot be looked at; the sentence says why, and what to do."""


# Nothing is changed and no session is used: a form of another site could only ask what anybody may ask.
@public(REASON)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_verify(request: CtxRequest) -> HttpResponse:
    context: dict[str, Any] = {"title": TITLE}
    try:
        tokens = _asked(request)
    except Unread as unread:
        return render(request, "filing/receipt_verify.html", context | {"problem": str(unread)}, status=422)
    if tokens is not None:
        ctx = request.ctx
        # No token at all is answered like half a one: unreadable.
        context["proven"] = prove(tokens[0] if tokens else "", ctx.today, ctx.area)
        context["asked_at"] = ctx.now
        context["others"] = len(tokens) - 1
    return render(request, "filing/receipt_verify.html", context)


@public(REASON)
@require_safe
def receipt_offline(request: CtxRequest) -> HttpResponse:
    """The page that judges without network, with the keys and the list of today. A download: its script is inline."""
    ctx = request.ctx
    page = offline_page(receipt_keys(ctx.today, ctx.area), revocation_list(ctx.today, ctx.area), TITLE)
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{TITLE}-{ctx.today.isoformat()}.html")
    response["Content-Disposition"] = str(name)
    # Even opened here by a browser that ignores the header above, it may do no more than its own policy says.
    response["Content-Security-Policy"] = "sandbox allow-downloads"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public(KEYS_REASON)
@require_safe
@cached
def receipt_keys_json(request: CtxRequest) -> HttpResponseBase:
    """The published key set, as ``tuoyu receipt verify --keys`` takes it."""
    ctx = request.ctx
    return JsonResponse(receipt_keys(ctx.today, ctx.area), json_dumps_params={"ensure_ascii": False})


@public(REASON)
@require_safe
@cached
def receipt_revocations(request: CtxRequest) -> HttpResponseBase:
    """The signed list of receipts that no longer stand, as ``tuoyu receipt verify --revoked`` takes it."""
    ctx = request.ctx
    return HttpResponse(revocation_list(ctx.today, ctx.area), content_type="text/plain; charset=utf-8")


def _asked(request: CtxRequest) -> list[str] | None:
    """The tokens asked about, none where there was text without one; None where nothing was asked. Raises ``Unread``."""
    if request.method == "POST":
        _demand_size(request)
        upload = request.FILES.get("file")
        if upload is not None:
            return _in_file(request, upload)
        text = request.POST.get("s", "")
        if not text.strip():
            raise Unread("还没有选文件，也没有粘贴内容。请选回执文件，或粘贴二维码里的文字。")
        return tokens_in("", text.encode("utf-8", "replace"))
    text = request.GET.get("s", "")
    return tokens_in("", text.encode("utf-8", "replace")) if text.strip() else None


def _demand_size(request: CtxRequest) -> None:
    """Before a byte of the body is read: a stranger's film is not taken in to be refused afterwards."""
    length, limit = request.META.get("CONTENT_LENGTH") or "0", _limit(request)
    if not length.isdecimal() or int(length) > limit + _ENVELOPE:
        raise Unread(f"文件太大，最多 {byte_size(limit)}。请选备案回执原来的 PDF。")


def _limit(request: CtxRequest) -> int:
    return files_policy_at(request.ctx.today, request.ctx.area).max_bytes


def _in_file(request: CtxRequest, upload: UploadedFile) -> list[str]:
    limit = _limit(request)
    extension = (upload.name or "").rpartition(".")[2].lower()
    if extension not in _TYPES:
        raise Unread("这里只看 pdf、txt、json 文件。请选备案回执的 PDF；照片请改用手机扫二维码。")
    if (upload.size or 0) > limit:
        raise Unread(f"文件有 {byte_size(upload.size)}，最多 {byte_size(limit)}。请选备案回执原来的 PDF。")
    content = upload.read()
    if not content:
        raise Unread("这个文件是空的。请选备案回执原来的 PDF。")
    return _in_pdf(content) if content.startswith(b"%PDF-") else tokens_in("", content)


def _in_pdf(content: bytes) -> list[str]:
    if not _READERS.acquire(blocking=False):
        raise Unread("现在核验文件的人多。请过一会儿再试，或用手机扫二维码，马上就有结果。")
    try:
        found: list[str] = read_apart(f"{carriers.__name__}:{carriers.tokens_of.__name__}", content)
    except ReaderFellError:
        raise Unread("这个 PDF 打不开。请选备案回执原来的文件，或用手机扫二维码。") from None
    finally:
        _READERS.release()
    return found
