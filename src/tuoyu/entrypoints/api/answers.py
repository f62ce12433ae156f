"""A write that is sent twice is done once: the answer is kept under the caller's ``Idempotency-Key``.

Key and answer stand in the transaction of the write: both are there or neither. A second request with the same key
waits for the first (PostgreSQL: on the unique index; SQLite: on the write lock) and gets its answer. Only successes are
kept; a refusal changed nothing, so the same key may be tried again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpResponse

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.models import Answer
from tuoyu.entrypoints.api.policy import api_policy_at
from tuoyu.kernel.verdict import Refused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,64}")


def once(request: ApiRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run ``act``, or give the answer it was given before under this key. Raises TY-4004, TY-4092, ``Refused``."""
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not _KEY.fullmatch(key):
        raise ApiError("TY-4004")
    refusal: Refused | None = None
    with transaction.atomic():
        answer, is_new = _reserved(request, key)
        if not is_new:
            return _replayed(answer, _digest(request))
        try:
            response = act()
        except Refused as refused:
            # The refusal's journal entry stands in this transaction: end it well, without the key.
            Answer.objects.unscoped("a refusal keeps no key").filter(pk=answer.pk).delete()
            refusal = refused
        else:
            answer.status, answer.body = response.status_code, response.content.decode("utf-8")
            answer.save(update_fields=["status", "body"])
            return response
    raise refusal


def _reserved(request: ApiRequest, key: str) -> tuple[Answer, bool]:
    """The row of the key: a new one, or the one that another request wrote."""
    ctx, rows = request.ctx, Answer.objects.unscoped("was this request made before")
    hours = api_policy_at(ctx.today, ctx.area).answer_hours
    mine = rows.filter(token_id=request.caller.token_id, key=key)
    mine.filter(made_at__lt=ctx.now - timedelta(hours=hours)).delete()
    known = mine.first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            answer = Answer(
                token_id=request.caller.token_id, key=key, request_digest=_digest(request), made_at=ctx.now
            )
            answer.save(force_insert=True)
    except IntegrityError:
        return mine.get(), False
    return answer, True


def _replayed(answer: Answer, digest: str) -> HttpResponse:
    if answer.request_digest != digest:
        raise ApiError("TY-4092")
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json; charset=utf-8")
    response[REPLAYED] = "true"
    return response


def _digest(request: ApiRequest) -> str:
    head = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()
