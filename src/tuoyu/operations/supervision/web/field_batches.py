"""What a phone sent, as commands. What cannot be read is answered for by its own number, beside what can."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from tuoyu.operations.supervision.commands.visits import AddPhoto, AnswerGiven, SignatureGiven, Told
from tuoyu.operations.supervision.words.field import Kept

_UNREAD = "手机发来的内容读不懂，手机上的都还在。请连上网刷新这个页面再发。"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_NOTE, _MOST_NAME, _MOST_REASON = 2000, 64, 200


class BatchUnread(Exception):
    """The whole of what was sent cannot be read; the sentence says what to do."""


@dataclass(slots=True)
class OfVisit:
    """What was sent about one visit."""

    visit_id: int
    sent_at: datetime
    started_at: datetime | None = None
    start_uid: str = ""
    answers: tuple[AnswerGiven, ...] = ()
    record_uid: str = ""
    unseen_reason: str = ""
    signatures: tuple[SignatureGiven, ...] = ()
    unread: list[Told] = field(default_factory=list)


def read_batch(text: str) -> list[OfVisit]:
    """The parts of a batch, a visit each. Raises ``BatchUnread``."""
    try:
        told = json.loads(text)
        sent_at = _moment(told["sent_at"])
        return [_of_visit(part, sent_at) for part in told["visits"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BatchUnread(_UNREAD) from error


def photo_command(visit_id: int, told: Mapping[str, Any], content: UploadedFile | None) -> AddPhoto:
    """A photo with what the phone says of it. Raises ``BatchUnread``."""
    if content is None:
        raise BatchUnread("没有收到照片本身，手机上的还在。请再发一次。")
    try:
        sha256, sent = str(told["sha256"]), str(told["sent_sha256"])
        if not (_DIGEST.fullmatch(sha256) and _DIGEST.fullmatch(sent)):
            raise ValueError("digest")
        item = told.get("visit_item_id") or ""
        return AddPhoto(
            visit_id=visit_id,
            visit_item_id=int(item) if item else None,
            uid=UUID(str(told["uid"])),
            sha256=sha256,
            sent_sha256=sent,
            taken_at=_moment(told["taken_at"]),
            sent_at=_moment(told["sent_at"]),
            content=content,
            name=content.name or "photo.jpg",
            lat=_degrees(told.get("lat"), 90),
            lng=_degrees(told.get("lng"), 180),
            accuracy_m=min(int(float(told["accuracy"])), 1_000_000) if told.get("accuracy") else None,
            camera_time=str(told.get("camera_time") or ""),
        )
    except (ValueError, TypeError, KeyError, OverflowError, InvalidOperation) as error:
        raise BatchUnread(_UNREAD) from error


def _of_visit(told: Mapping[str, Any], sent_at: datetime) -> OfVisit:
    part = OfVisit(int(told["visit_id"]), sent_at)
    if start := told.get("start"):
        part.start_uid, part.started_at = str(UUID(start["uid"])), _moment(start["at"])
    if record := told.get("record"):
        part.record_uid = str(UUID(record["uid"]))
        part.unseen_reason = str(record.get("reason") or "")[:_MOST_NOTE]
    part.answers = tuple(_readable(part, told.get("answers") or (), _answer))
    part.signatures = tuple(_readable(part, told.get("signatures") or (), _signature))
    return part


def _readable(part: OfVisit, rows: Any, read: Any) -> Any:
    for row in rows:
        try:
            yield read(row)
        except (ValueError, TypeError, KeyError, AttributeError):
            uid = row.get("uid") if isinstance(row, dict) else ""
            part.unread.append(Told(str(uid or ""), Kept.REFUSED.value, _UNREAD))


def _answer(row: Mapping[str, Any]) -> AnswerGiven:
    return AnswerGiven(
        UUID(str(row["uid"])),
        int(row["visit_item_id"]),
        str(row["outcome"]),
        str(row.get("note") or "")[:_MOST_NOTE],
        _moment(row["answered_at"]),
    )


def _signature(row: Mapping[str, Any]) -> SignatureGiven:
    return SignatureGiven(
        UUID(str(row["uid"])),
        str(row["side"]),
        str(row.get("name") or "")[:_MOST_NAME],
        str(row.get("strokes") or ""),
        _moment(row["signed_at"]),
        str(row.get("refusal") or "")[:_MOST_REASON],
        str(row.get("witness") or "")[:_MOST_NAME],
    )


def _moment(text: Any) -> datetime:
    """An aware moment. Raises ``ValueError``."""
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError("a moment without zone")
    return moment


def _degrees(text: Any, most: int) -> Decimal | None:
    if text in {None, ""}:
        return None
    value = Decimal(str(text))
    if not value.is_finite() or abs(value) > most:
        raise ValueError("degrees")
    return value.quantize(Decimal("0.000001"))
