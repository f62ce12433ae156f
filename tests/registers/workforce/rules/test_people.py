"""Persons and certificates that cannot be are refused with the field that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.registers.workforce.world import MOBILE, citizen
from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner
from tuoyu.registers.workforce.limits import Shown, is_certified
from tuoyu.registers.workforce.rules.people import certificate_is_sound, person_is_sound

TODAY = date(2021, 6, 15)
SOUND = RegisterPractitioner(1, "王小禾", citizen(1), "carer", TODAY, MOBILE)


def test_person_is_sound_with_a_rare_name() -> None:
    assert person_is_sound(replace(SOUND, name="䶮𬭼"), TODAY).is_ok


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"citizen_id": "330302198001019950"}, "citizen_id"),
        ({"mobile": "12"}, "mobile"),
    ],
)
def test_person_is_refused(change: dict[str, str], field: str) -> None:
    wrong = person_is_sound(replace(SOUND, **change), TODAY).failures
    assert [reason.field for reason in wrong] == [field]


@pytest.mark.parametrize(
    ("issued", "expires", "field"),
    [(date(2021, 6, 16), None, "issued_on"), (date(2021, 6, 1), date(2021, 6, 1), "expires_on")],
)
def test_certificate_is_refused(issued: date, expires: date | None, field: str) -> None:
    wrong = certificate_is_sound(CertificateData("health", issued, expires), TODAY).failures
    assert [reason.field for reason in wrong] == [field]
    assert not person_is_sound(
        replace(SOUND, certificates=(CertificateData("health", issued, expires),)), TODAY
    ).is_ok


def test_certified_holds_to_the_last_day_and_for_the_post_alone() -> None:
    wanted = {"carer": frozenset({"care_teacher"})}
    shown = [Shown("care_teacher", TODAY)]
    assert is_certified("carer", shown, wanted, TODAY)
    assert not is_certified("carer", shown, wanted, date(2021, 6, 16))
    assert not is_certified("medic", shown, wanted, TODAY)
    assert not is_certified("carer", [Shown("nurse")], wanted, TODAY)
