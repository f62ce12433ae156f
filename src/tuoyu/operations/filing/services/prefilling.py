"""What the registers already know, as answers of the form: the applicant types nothing twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.rules.book import RETOLD
from tuoyu.operations.filing.words import CaseKind
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import capacity_of, classes_of, occupancy_of
from tuoyu.registers.workforce.models import Certificate, Position
from tuoyu.registers.workforce.queries import all_certificates_of, staff_of
from tuoyu.registers.workforce.words import CertificateKind

_FEN = 100


def answers_of(ctx: Ctx, institution: Institution, kind: CaseKind) -> dict[str, Any]:
    """The answers of a whole form as the registers would give them today."""
    answers: dict[str, Any] = {
        "name": institution.name,
        "uscc": institution.operator.uscc,
        "legal_person": institution.operator.legal_person,
        "form": institution.form,
        "sponsor": institution.sponsor,
        "is_inclusive": institution.is_inclusive,
        "service_forms": list(institution.service_forms),
        "address": institution.address,
        "area_code": institution.area_code,
        "head_name": institution.head_name,
        "public_phone": institution.public_phone,
        "monthly_fee": _yuan(institution.monthly_fee_fen),
        "meals": institution.meals,
        "opens_on": _iso(institution.opened_on),
        **_premises(ctx, institution),
        "classes": [
            {"name": row.name, "band": row.band, "places": row.places}
            for row in classes_of(institution, ctx.today)
        ],
        **_capacity(institution),
    }
    if kind not in RETOLD:
        # A first filing declares what the register only guessed when it met the provider.
        answers.pop("is_inclusive")
        answers["meals"] = ""
    return answers


def people_rows(ctx: Ctx, institution: Institution) -> list[dict[str, Any]]:
    """The staff of an institution as rows of the form, with names and numbers; for its own people alone."""
    positions = list(staff_of(institution, ctx.today))
    certificates = all_certificates_of([position.practitioner_id for position in positions])
    return [_person(position, certificates.get(position.practitioner_id, [])) for position in positions]


def digest_of(people: Iterable[Mapping[str, Any]]) -> str:
    """A name for what the staff table says, so that a change is noticed without opening it."""
    text = json.dumps(list(people), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_text(people: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(people), ensure_ascii=False)


def put_people(case: FilingCase, people: list[dict[str, Any]]) -> None:
    """Put the staff table into the case (sealed on save), and its digest beside the answers."""
    case.people = sealed_text(people) if people else ""
    case.answers = {**case.answers, "people_digest": digest_of(people)}


def _premises(ctx: Ctx, institution: Institution) -> dict[str, Any]:
    occupancy = occupancy_of(institution, ctx.today)
    if occupancy is None:
        return {}
    premises = occupancy.premises
    return {
        "tenure": occupancy.tenure,
        "lease_from_on": _iso(occupancy.lease_from_on),
        "lease_to_on": _iso(occupancy.lease_to_on),
        "building_year": premises.building_year,
        "lowest_floor": premises.lowest_floor,
        "highest_floor": premises.highest_floor,
        "built_m2": _text(premises.built_m2),
        "indoor_m2": _text(premises.indoor_m2),
        "outdoor_m2": _text(premises.outdoor_m2),
        "sunlight_hours": _text(premises.sunlight_hours),
    }


def _capacity(institution: Institution) -> dict[str, Any]:
    month = capacity_of(institution)
    if month is None:
        return {}
    return {
        "rooms": month.rooms,
        "rooms_used": month.rooms_used,
        "seats_3_6": month.seats_3_6,
        "children_3_6": month.children_3_6,
        "waiting_3_6": month.waiting_3_6,
    }


def _person(position: Position, certificates: list[Certificate]) -> dict[str, Any]:
    person = position.practitioner
    health = [each for each in certificates if each.kind == CertificateKind.HEALTH]
    other = [each for each in certificates if each.kind != CertificateKind.HEALTH]
    newest = max(other, key=lambda each: each.issued_on, default=None)
    return {
        "key": f"p{position.pk}",
        "post": position.kind,
        "name": person.name.reveal(),
        "citizen_id": person.citizen_id.reveal(),
        "mobile": person.mobile.reveal(),
        "education": person.education,
        "management_years": person.management_years,
        "is_full_time": position.is_full_time,
        "health_until": _iso(max((each.expires_on for each in health if each.expires_on), default=None)),
        "certificate": newest.kind if newest else "",
        "certificate_number": newest.number if newest else "",
        "certificate_until": _iso(newest.expires_on) if newest else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(number: Any) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def _yuan(fen: int | None) -> str | None:
    if fen is None:
        return None
    yuan, rest = divmod(fen, _FEN)
    return f"{yuan}.{rest:02d}" if rest else str(yuan)
