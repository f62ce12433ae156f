"""Three doors with their people, a system that pushes, and registrations to send."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.filing.world import ctx_of
from tests.registers.institutions.world import bureau, system
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.vault.sm3 import sm3
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.identity import uscc_check_character
from tuoyu.operations.filing.commands import PushRegistrations, RegisterSender
from tuoyu.operations.filing.models import Registration, Sender
from tuoyu.operations.filing.services import register_sender

SCOPE = "托育服务（不含幼儿园、托儿所）"
ADDRESS = "浙江省温州市鹿城区五马街道府前街1号"
# Registered on a Monday of 2021: five working days run until 2021-06-15 (端午 falls between).
MONDAY = date(2021, 6, 7)


@dataclass
class Doors:
    """``registrar()`` acts for the market door, ``filing()`` for the health bureau, ``street()`` for a street."""

    market: Unit
    civil: Unit
    health: Unit
    street_unit: Unit
    people: dict[str, User]

    def registrar(self, now: datetime = NOW) -> Ctx:
        return ctx_of(self.people["registrar"], self.market, "registrar", now)

    def filing(self, now: datetime = NOW) -> Ctx:
        return ctx_of(self.people["filing"], self.health, "filing_officer", now)

    def street(self, now: datetime = NOW) -> Ctx:
        return ctx_of(self.people["street"], self.street_unit, "unit_officer", now)


def doors() -> Doors:
    health, _ = bureau(), bureau("jyj", "区教育局")
    market, civil = make_unit("sjj", "区市场监管局"), make_unit("mzj", "区民政局")
    make_unit("bianban", "区委编办")
    street = make_unit("330302006", "五马街道", kind="street", area="330302006")
    people = {}
    for key, unit, role in (
        ("registrar", market, "registrar"),
        ("civil", civil, "registrar"),
        ("filing", health, "filing_officer"),
        ("street", street, "unit_officer"),
    ):
        people[key] = make_user(key, f"{key}君")
        make_post(people[key], unit, role)
    return Doors(market, civil, health, street, people)


def code(number: int, kind: str = "91") -> str:
    """A USCC of our own making that passes its check; ``kind`` are its first two characters."""
    from tuoyu.kernel.identity import organisation_check_character

    body = f"MA2K{number:04d}"
    stem = f"{kind}330302{body}{organisation_check_character(body)}"
    return stem + uscc_check_character(stem)


def item(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A registration as JSON tells it."""
    told = {
        "source_id": f"S{number}",
        "event_at": "2021-06-07T10:00:00+08:00",
        "change": "registered",
        "uscc": code(number),
        "name": f"温州青禾{number}号托育服务有限公司",
        "registered_on": MONDAY.isoformat(),
        "kind_name": "有限责任公司",
        "legal_person": "林小青",
        "phone": "13800138000",
        "address": ADDRESS,
        "scope": SCOPE,
    }
    return {key: value for key, value in (told | changes).items() if value is not None}


def body_of(*items: dict[str, Any]) -> bytes:
    return json.dumps({"registrations": list(items)}, ensure_ascii=False).encode()


@dataclass
class System:
    """A system that pushes with HMAC; the envelope is written anew here, so that the tests do not believe the rule."""

    sender: Sender
    secret: str

    def signed(self, message: str, sent_at: str, body: bytes) -> str:
        lines = ("TUOYU-PUSH-V1", self.sender.code, message, sent_at, sm3(body).hex())
        return hmac.new(self.secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()

    def headers(self, message: str, body: bytes, now: datetime = NOW) -> dict[str, str]:
        sent_at = now.astimezone(CHINA).isoformat()
        return {
            "X-Tuoyu-Sender": self.sender.code,
            "X-Tuoyu-Message": message,
            "X-Tuoyu-Sent-At": sent_at,
            "X-Tuoyu-Signature": self.signed(message, sent_at, body),
        }

    def command(self, message: str, body: bytes, now: datetime = NOW, **changes: Any) -> PushRegistrations:
        headers = self.headers(message, body, now)
        given: dict[str, Any] = {
            "sender": self.sender.code,
            "message_id": message,
            "sent_at": now,
            "signature": headers["X-Tuoyu-Signature"],
            "body": body,
            "headers": headers,
        }
        return PushRegistrations(**(given | changes))


def pushing_system(doors: Doors, code: str = "sjj-zhongtai") -> System:
    command = RegisterSender(code, "市场监管数据中台", "market", doors.market.pk, "hmac-sha256")
    registered = register_sender(system(), command)
    return System(registered.sender, registered.secret)


def rows() -> list[Registration]:
    return list(Registration.objects.unscoped("tests").order_by("source_system", "source_id"))


def only() -> Registration:
    found: Registration = Registration.objects.unscoped("tests").get()
    return found


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def sheet(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """An xlsx file as somebody would type it."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("登记")
        for row, line in enumerate([heads, *lines]):
            for column, value in enumerate(line):
                page.write(row, column, value)
    return stream.getvalue()
