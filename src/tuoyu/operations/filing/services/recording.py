"""What a decided case writes into the registers, by the house: profile, classes, premises, staff, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.money import Yuan
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.queries.cases import people_of
from tuoyu.operations.filing.queries.registrations import of_code
from tuoyu.operations.filing.rules.application import read_class
from tuoyu.operations.filing.rules.book import RETOLD, WHOLE, as_date, as_decimal, as_integer
from tuoyu.operations.filing.services.links import end_unwanted_links
from tuoyu.operations.filing.words import CaseKind, Progress
from tuoyu.registers.institutions.commands import (
    ClassData,
    MarkInstitution,
    PremisesData,
    Profile,
    RecordCapacity,
    ReviseInstitution,
)
from tuoyu.registers.institutions.queries import law_at
from tuoyu.registers.institutions.services import mark_institution, record_capacity, revise_institution
from tuoyu.registers.institutions.words import FactKind, Standing, SupplyForm
from tuoyu.registers.workforce.commands import CertificateData, EndPosition, RegisterPractitioner
from tuoyu.registers.workforce.queries import staff_of
from tuoyu.registers.workforce.services import end_position, register_practitioner
from tuoyu.registers.workforce.words import CertificateKind


def record_case(house: Ctx, case: FilingCase, *, number: str) -> None:
    """``house`` is the house itself (``telling.house_of``): the officer asked the right, the register remembers."""
    source = f"{case.matter} {number or case.pk}"
    if case.kind in WHOLE:
        _record_whole(house, case, number, source)
    else:
        _record_matter(house, case, source)
    _follow_registrations(house, case, Progress.GONE if case.kind == CaseKind.CLOSURE else Progress.FILED)


def mark_nonconforming(house: Ctx, case: FilingCase, reasons: Sequence[str]) -> None:
    """It does not conform, since today, for these reasons: published until it is mended."""
    _mark(house, case, FactKind.NONCONFORMING, house.today, "告知不符合", {"reasons": list(reasons)})


def _record_whole(house: Ctx, case: FilingCase, number: str, source: str) -> None:
    answers, start = case.answers, house.today
    revise_institution(
        house,
        ReviseInstitution(
            case.institution_id,
            start,
            source,
            profile=_profile(case),
            classes=_classes(answers),
            premises=_premises(answers),
        ),
    )
    # A change after the receipt was revoked files anew: the reasons for which it was taken back are mended.
    if case.kind != CaseKind.CHANGE or case.institution.standing == Standing.NONCONFORMING:
        _mark(house, case, FactKind.FILED, start, source, {"number": number})
    opens_on = as_date(answers.get("opens_on"))
    # A conversion is told when it opened long ago; that stays as it was recorded then.
    if case.kind != CaseKind.CHANGE and opens_on not in (None, case.institution.opened_on):
        _mark(house, case, FactKind.OPEN, opens_on, source)
    if answers.get("form") == SupplyForm.KINDERGARTEN:
        _record_capacity(house, case)
    _record_people(house, case)


def _record_matter(house: Ctx, case: FilingCase, source: str) -> None:
    from_on = as_date(case.answers.get("from_on")) or house.today
    if case.kind == CaseKind.SUSPENSION:
        _mark(house, case, FactKind.SUSPENDED, from_on, source)
    elif case.kind == CaseKind.RESUMPTION:
        over = MarkInstitution(case.institution_id, FactKind.SUSPENDED.value, from_on, source, is_over=True)
        mark_institution(house, over)
    else:
        _mark(house, case, FactKind.CLOSED, from_on, source, {"reason": str(case.answers.get("reason", ""))})
        for position in list(staff_of(case.institution, house.today)):
            end_position(house, EndPosition(position.pk, max(from_on, position.starts_on)))


def _mark(
    house: Ctx,
    case: FilingCase,
    kind: FactKind,
    on: date,
    source: str,
    content: Mapping[str, Any] | None = None,
) -> None:
    mark_institution(house, MarkInstitution(case.institution_id, kind.value, on, source, dict(content or {})))


def _profile(case: FilingCase) -> Profile:
    answers, known = case.answers, case.institution
    fee = as_decimal(answers.get("monthly_fee"))
    return Profile(
        name=str(answers["name"]).strip(),
        short_name=known.short_name,
        form=str(answers["form"]),
        sponsor=str(answers["sponsor"]),
        is_inclusive=bool(answers.get("is_inclusive")),
        service_forms=tuple(answers.get("service_forms") or ()),
        meals=str(answers["meals"]),
        head_name=str(answers.get("head_name") or "").strip(),
        public_phone=str(answers.get("public_phone") or "").strip(),
        monthly_fee_fen=None if fee is None else Yuan.of(fee).fen,
        address=str(answers["address"]).strip(),
        area_code=str(answers.get("area_code") or ""),
        lon=known.lon if answers["address"] == known.address else None,
        lat=known.lat if answers["address"] == known.address else None,
    )


def _classes(answers: Mapping[str, Any]) -> tuple[ClassData, ...]:
    rows = [read_class(row) for row in answers.get("classes") or ()]
    return tuple(ClassData(row.name, row.band, row.places) for row in rows)


def _premises(answers: Mapping[str, Any]) -> PremisesData:
    return PremisesData(
        tenure=str(answers["tenure"]),
        lease_from_on=as_date(answers.get("lease_from_on")),
        lease_to_on=as_date(answers.get("lease_to_on")),
        building_year=as_integer(answers.get("building_year")),
        lowest_floor=as_integer(answers.get("lowest_floor")),
        highest_floor=as_integer(answers.get("highest_floor")),
        built_m2=as_decimal(answers.get("built_m2")),
        indoor_m2=as_decimal(answers.get("indoor_m2")),
        outdoor_m2=as_decimal(answers.get("outdoor_m2")),
        sunlight_hours=as_decimal(answers.get("sunlight_hours")),
    )


def _record_capacity(house: Ctx, case: FilingCase) -> None:
    numbers = {key: as_integer(case.answers.get(key)) for key in _CAPACITY}
    if any(number is None for number in numbers.values()):
        return
    counted = {key: number or 0 for key, number in numbers.items()}
    record_capacity(house, RecordCapacity(case.institution_id, house.today.replace(day=1), **counted))


_CAPACITY = ("rooms", "rooms_used", "seats_3_6", "children_3_6", "waiting_3_6")


def _record_people(house: Ctx, case: FilingCase) -> None:
    """Everybody of the staff table holds a post; in a change or a conversion, who is no longer named has left."""
    months = law_at(house.today, house.area).staffing.health_months
    named = set()
    for row in people_of(case):
        person = register_practitioner(house, _practitioner(case, row, house.today, months))
        named.add((person.pk, str(row["post"])))
    if case.kind not in RETOLD:
        return
    for position in list(staff_of(case.institution, house.today)):
        if (position.practitioner_id, position.kind) not in named:
            end_position(house, EndPosition(position.pk, max(house.today, position.starts_on)))


def _practitioner(case: FilingCase, row: Mapping[str, Any], today: date, months: int) -> RegisterPractitioner:
    return RegisterPractitioner(
        institution_id=case.institution_id,
        name=str(row["name"]),
        citizen_id=str(row["citizen_id"]),
        kind=str(row["post"]),
        starts_on=today,
        mobile=str(row.get("mobile") or ""),
        education=str(row.get("education") or ""),
        management_years=as_integer(row.get("management_years")) or 0,
        is_full_time=row.get("is_full_time", True) is not False,
        certificates=_certificates(row, today, months),
    )


def _certificates(row: Mapping[str, Any], today: date, months: int) -> tuple[CertificateData, ...]:
    """A table row tells until when a certificate holds; the day of issue follows from it where it is the health one."""
    found = []
    if until := as_date(row.get("health_until")):
        issued = min(add_months(until, -months), today)
        found.append(CertificateData(CertificateKind.HEALTH.value, issued, until))
    if row.get("certificate"):
        until = as_date(row.get("certificate_until"))
        issued = min(today, until) if until and until <= today else today
        number = str(row.get("certificate_number") or "")
        found.append(
            CertificateData(
                str(row["certificate"]), issued, until if until and until > issued else None, number
            )
        )
    return tuple(found)


def _follow_registrations(house: Ctx, case: FilingCase, progress: Progress) -> None:
    """The registration that the institution came from has come to this."""
    rows = of_code(case.institution.operator.uscc)
    rows.update(progress=progress.value, institution_id=case.institution_id)
    end_unwanted_links(house, rows)
