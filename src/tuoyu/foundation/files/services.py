"""Taking a file, and opening it again. Whether the actor may is asked by the service of the app that holds the file."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.files import store
from tuoyu.foundation.files.checks import examine, too_large
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.policy import FilesPolicy, files_policy_at
from tuoyu.foundation.files.words import INLINE_TYPES
from tuoyu.foundation.vault.classes import DataClass
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand

log = logging.getLogger(__name__)
STORE = "files.file.store"
OPEN = "files.file.open"
# The key of each class of content; what is not named lies plain.
KEY_PURPOSES = {"C2": "personal", "C3": "child", "C4": "case", "C5": "safety"}
# A page that was saved would run when it is opened from the disk: it is handed over as the text it is.
PAGE_TYPES = frozenset({"text/html"})


class Upload(Protocol):
    """What a form gives (``UploadedFile``)."""

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]: ...


@transaction.atomic
def store_file(
    ctx: Ctx,
    name: str,
    content: bytes | BinaryIO | Upload,
    *,
    data_class: DataClass,
    is_photo: bool = False,
) -> StoredFile:
    """Check a file, keep its bytes and record it, in the transaction of the caller. A photo may be of further types.

    Raises ``Refused`` (422) with what was found and what is expected; (409) when the disk is full. Bytes whose record
    falls with the caller's transaction stay in the store unnamed: nobody can reach them, the next equal upload uses them.
    """
    policy = files_policy_at(ctx.today, ctx.area)
    root = Path(settings.MEDIA_ROOT)
    try:
        with store.Incoming(root, _chunks(content), policy.max_bytes) as incoming:
            examined = examine(
                name,
                incoming.content,
                incoming.size,
                max_bytes=policy.max_bytes,
                allowed=_allowed(policy, is_photo=is_photo),
            )
            demand(examined.verdict, status=422)
            store.keep(root, incoming, KEY_PURPOSES.get(data_class.value, ""))
    except store.TooLargeError:
        raise Refused(too_large(policy.max_bytes), status=422) from None
    except store.StoreFullError:
        raise Refused.because(
            "files.full",
            "服务器存储空间不足，文件没有保存，其他数据不受影响。",
            next_step="请稍后再试，并请系统管理员清理磁盘。",
        ) from None
    stored: StoredFile = StoredFile.objects.create(
        name=examined.name,
        size=incoming.size,
        media_type=examined.media_type,
        digest=incoming.digest,
        data_class=data_class.value,
        uploaded_by_id=ctx.actor.user_id,
        uploaded_at=ctx.now,
    )
    journal(ctx, STORE, stored, fields=("name", "size", "media_type", "digest", "data_class"))
    return stored


def open_file(ctx: Ctx, stored: StoredFile) -> BinaryIO:
    """The content, verified against its digest. Opening class C2 and above is journalled with the stated purpose.

    Raises ``Refused`` (409) when the bytes on disk are gone or altered, and tells the log of the machine.
    """
    purpose = KEY_PURPOSES.get(stored.data_class, "")
    try:
        content = store.fetch(Path(settings.MEDIA_ROOT), stored.digest, purpose)
    except store.DamagedError:
        log.error("stored file %s (%s) is missing or altered", stored.pk, stored.digest)
        raise Refused.because(
            "files.damaged",
            f"文件“{stored.name}”在服务器上丢失或被改动，与上传时不一致，不能打开。",
            next_step="请联系系统管理员从备份恢复。",
        ) from None
    if purpose:
        journal(ctx, OPEN, stored)
    return content


def download_headers(stored: StoredFile, *, is_inline: bool = False) -> dict[str, str]:
    """Headers under which content from outside is handed out: it is saved, it does not run, it is not cached by others."""
    place = "inline" if is_inline and stored.media_type in INLINE_TYPES else "attachment"
    is_page = stored.media_type in PAGE_TYPES
    name = f"{stored.name}.txt" if is_page else stored.name
    return {
        "Content-Type": "text/plain" if is_page else stored.media_type,
        "Content-Length": str(stored.size),
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def _allowed(policy: FilesPolicy, *, is_photo: bool) -> dict[str, str]:
    types = (*policy.allowed_types, *policy.photo_types) if is_photo else policy.allowed_types
    return {each.extension: each.media_type for each in types}


def _chunks(content: bytes | BinaryIO | Upload) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif hasattr(content, "chunks"):
        yield from content.chunks()
    else:
        while chunk := content.read(store.CHUNK):
            yield chunk
