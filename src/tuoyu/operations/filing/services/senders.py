"""Systems that push: registered with a key, and closed. A key is never changed: another system is registered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import CloseSender, RegisterSender
from tuoyu.operations.filing.models import Sender
from tuoyu.operations.filing.queries.doors import speak_for
from tuoyu.operations.filing.rules import envelopes

_LONGEST_CODE = 32
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Registered:
    """``secret`` is shown once, to whoever registered the system; empty for SM2, whose private key we never see."""

    sender: Sender
    secret: str = field(repr=False)


@service(permissions.REGISTER_SENDER)
def register_sender(ctx: Ctx, command: RegisterSender) -> Registered:
    """A system that may push for a door: an HMAC secret made here, or the SM2 public key that its owner hands over."""
    unit, door = speak_for(ctx, permissions.REGISTER_SENDER, command.unit_id)
    _demand_sound(command, door.value)
    is_hmac = command.algorithm == envelopes.Algorithm.HMAC
    secret = secrets.token_hex(_SECRET_BYTES) if is_hmac else ""
    sender = Sender(
        code=command.code,
        name=command.name.strip(),
        door=door.value,
        unit=unit,
        algorithm=command.algorithm,
        secret=Secret(secret),
        public_key="" if is_hmac else _public_key(command.public_key),
        made_at=ctx.now,
    )
    try:
        with transaction.atomic():
            sender.save(force_insert=True)
    except IntegrityError:
        raise _wrong(
            "code", f"系统代码“{command.code}”已经用过。", "请换一个代码；停用的代码也不能再用。"
        ) from None
    journal(ctx, permissions.REGISTER_SENDER, sender, fields=("code", "name", "unit", "algorithm", "key"))
    return Registered(sender, secret)


@service(permissions.CLOSE_SENDER)
def close_sender(ctx: Ctx, command: CloseSender) -> Sender:
    """From now on its messages are refused. What it sent stays."""
    sender = require(ctx, permissions.CLOSE_SENDER, Sender.objects.all(), command.sender_id, lock=True)
    if not sender.is_active:
        raise Refused.because(
            "filing.sender.closed", f"{sender.name}已经停用。", next_step="不需要再做什么。"
        )
    sender.is_active = False
    sender.save(update_fields=["is_active"])
    journal(ctx, permissions.CLOSE_SENDER, sender, fields=("is_active",))
    return sender


def _demand_sound(command: RegisterSender, door: str) -> None:
    if not envelopes.NAME.fullmatch(command.code) or len(command.code) > _LONGEST_CODE:
        raise _wrong("code", "系统代码只能用字母、数字和 . _ : -，最多32个。", "例如 sjj-zhongtai。")
    if units_by_code([command.code]):
        raise _wrong(
            "code", f"“{command.code}”是单位代码，不能用作系统代码。", "请换一个，例如在后面加 -api。"
        )
    if not command.name.strip() or len(command.name.strip()) > 64:
        raise _wrong("name", "系统名称要写，最多64个字。", "例如“市场监管数据中台”。")
    if command.algorithm not in set(envelopes.Algorithm):
        raise _wrong("algorithm", "没有这种签名算法。", "请从列表中选择。")
    if command.door != door:
        raise _wrong("door", "登记机关和单位对不上。", "请选择单位所对应的登记机关。")


def _public_key(text: str) -> str:
    key = envelopes.read_public_key(text)
    if key is None:
        raise _wrong(
            "public_key",
            "这不是 SM2 公钥。",
            "请粘贴公钥：128 位（或以 04 开头的 130 位）十六进制，或 PEM。不要粘贴私钥。",
        )
    return key


def _wrong(field_name: str, sentence: str, next_step: str) -> Refused:
    return Refused.because(
        f"filing.sender.{field_name}", sentence, status=422, next_step=next_step, field=field_name
    )
