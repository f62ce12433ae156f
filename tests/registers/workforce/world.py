"""Institutions with people in them, made through the services. The numbers are invented: serial 995 is given to nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.registers.institutions.world import START, system
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.identity import citizen_check_character
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner
from tuoyu.registers.workforce.models import Position, Practitioner
from tuoyu.registers.workforce.services import register_practitioner

MOBILE = "13800138000"


def citizen(number: int) -> str:
    """The ``number``-th invented citizen."""
    code = f"3303021980{1 + number // 28:02d}{1 + number % 28:02d}995"
    return code + citizen_check_character(code)


def papers(*kinds: str, expires_on: date | None = None) -> tuple[CertificateData, ...]:
    return tuple(CertificateData(kind, START, expires_on) for kind in kinds)


def a_person(
    institution: Institution,
    number: int = 0,
    kind: str = "carer",
    *kinds: str,
    ctx: Ctx | None = None,
    **changes: Any,
) -> Practitioner:
    """Somebody in a post since ``START`` with certificates of ``kinds``; ``changes`` go into the command."""
    facts: dict[str, Any] = {
        "name": f"王小{'禾青苗果'[number % 4]}",
        "citizen_id": citizen(number),
        "mobile": MOBILE,
        "starts_on": START,
        "certificates": papers(*kinds),
    }
    command = RegisterPractitioner(institution_id=institution.pk, kind=kind, **(facts | changes))
    return register_practitioner(ctx or system(), command)


def positions() -> list[Position]:
    return list(Position.objects.unscoped("tests").select_related("institution").order_by("pk"))
