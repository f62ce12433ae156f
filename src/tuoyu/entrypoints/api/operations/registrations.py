"""Registrations pushed by the registration authorities: a signed message in, a signed receipt back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.routing import operation
from tuoyu.entrypoints.api.schemas import PushOut, RegistrationIn
from tuoyu.kernel.context import CHINA
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import PushRegistrations
from tuoyu.operations.filing.permissions import PUSH_REGISTRATION
from tuoyu.operations.filing.words import PUSH_MESSAGE, PUSH_SENDER, PUSH_SENT_AT, PUSH_SIGNATURE

router = Router(tags=["登记推送"])
_HEADERS = {
    PUSH_SENDER: ("推送系统的代码", 32),
    PUSH_MESSAGE: ("报文编号：字母、数字和 . _ : -，每个报文一个", 64),
    PUSH_SENT_AT: ("发送时间，带时区：2026-11-25T09:30:00+08:00", 40),
    PUSH_SIGNATURE: ("签名：HMAC-SHA256 的十六进制，或 SM2 的 r‖s、DER", 400),
}


def _described() -> dict[str, Any]:
    """The request as the schema tells it: signed as bytes, so it is read by the rule that also checks the signature."""
    parameters = [
        {
            "in": "header",
            "name": name,
            "required": True,
            "description": words,
            "schema": {"type": "string", "minLength": 1, "maxLength": most},
        }
        for name, (words, most) in _HEADERS.items()
    ]
    registrations = {"type": "array", "minItems": 1, "maxItems": 500, "items": RegistrationIn.json_schema()}
    schema = {
        "type": "object",
        "properties": {"registrations": registrations},
        "required": ["registrations"],
        "additionalProperties": False,
    }
    body = {"application/json": {"schema": schema}}
    return {"parameters": parameters, "requestBody": {"required": True, "content": body}}


@operation(
    router, "POST", "/registrations", PUSH_REGISTRATION, answer=PushOut, status=201, described=_described()
)
def filing_registration_push(request: ApiRequest) -> dict[str, Any]:
    """推送登记信息，收下后返回签名的回执。同一报文重发得到同一份回执；先发后到、重复到的，结果都一样。"""
    push = services.push_registrations(request.ctx, _command(request))
    return {
        "sender": push.sender.code,
        "message": push.message_id,
        "received_at": push.received_at.astimezone(CHINA).isoformat(),
        "digest_sm3": push.digest,
        "accepted": push.accepted,
        "passed_over": push.passed_over,
        "receipt": push.receipt,
    }


def _command(request: ApiRequest) -> PushRegistrations:
    """The message as it came: nothing of it is changed before the signature was checked."""
    found = {name: request.headers.get(name, "") for name in _HEADERS}
    for name, (words, most) in _HEADERS.items():
        if not found[name] or len(found[name]) > most:
            raise ApiError("TY-4000", f"报头 {name} 没有写，或者太长。应为：{words}。")
    sent_at = _moment(found[PUSH_SENT_AT])
    kept = {name: request.headers[name] for name in ("Content-Type", "User-Agent") if name in request.headers}
    return PushRegistrations(
        found[PUSH_SENDER],
        found[PUSH_MESSAGE],
        sent_at,
        found[PUSH_SIGNATURE],
        request.body,
        {**kept, **found},
    )


def _moment(text: str) -> datetime:
    """A moment with its zone; a clock without one may stand anywhere."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.timestamp():
            return moment
    except (ValueError, OverflowError):
        pass
    raise ApiError("TY-4000", f"报头 {PUSH_SENT_AT} 应写成带时区的 2026-11-25T09:30:00+08:00。")
