"""What the public meets: a receipted institution, and canaries in everything that is not for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.conftest import NOW
from tests.operations.filing.world import Scene, fresh, scene, submitted
from tests.registers.institutions.world import START, an_institution, system
from tuoyu.kernel.identity import uscc_check_character
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import AcceptCase, SeenItem, VerifyCase
from tuoyu.operations.filing.models import FilingCase, Receipt
from tuoyu.registers.institutions.commands import ClassData, MarkInstitution, ReviseInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import mark_institution, refresh_institutions, revise_institution

CANARY = "CNRY"


def filed(form: str = "community", **changes: Any) -> tuple[Scene, FilingCase, Receipt]:
    """A receipt in force of an institution that is open; its form may be changed."""
    stage = scene(form)
    case = submitted(stage, opens_on=START.isoformat(), **changes)
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    return stage, fresh(case), receipt_of(case)


def receipt_of(case: FilingCase) -> Receipt:
    return Receipt.objects.unscoped("tests").select_related("institution__operator").get(case_id=case.pk)


def verified(stage: Scene, case: FilingCase) -> None:
    seen = (SeenItem("s01", "采光", is_ok=True),)
    note = f"{CANARY}-visit-C1-1"
    services.verify_case(
        stage.officer(), VerifyCase(case.pk, NOW.date(), f"{CANARY}-officer-C1-1、李四", seen, note)
    )


def institution_of(receipt: Receipt) -> Institution:
    return Institution.objects.unscoped("tests").get(pk=receipt.institution_id)


def mark(receipt: Receipt, kind: str, **content: Any) -> None:
    """The house marks the institution: suspended, closed, nonconforming."""
    mark_institution(system(), MarkInstitution(receipt.institution_id, kind, NOW.date(), "测试", content))
    refresh_institutions(system())


def neighbours(count: int = 4) -> list[Institution]:
    """Institutions of every published standing, with classes, fees and points, made through the register."""
    return [neighbour(number) for number in range(count)]


def neighbour(number: int) -> Institution:
    institution = an_institution(
        f"{NAMES[number % len(NAMES)]}托育园{number}",
        invented_uscc(number),
        is_inclusive=number % 2 == 0,
        monthly_fee_fen=(1680 + 210 * number) * 100,
        public_phone=f"0577-8800{number:04d}",
        address=f"鹿城区南汇街道稻香路{number + 1}号",
        lon=Decimal("120.66") + Decimal(number) / 100,
        lat=Decimal("28.00") + Decimal(number) / 200,
        form=("community", "standalone", "kindergarten", "employer")[number % 4],
    )
    classes = (
        ClassData("一班", "infant", 9),
        ClassData("二班", "toddler_s", 15),
        ClassData("三班", "toddler_s", 14),
    )[: number % 3 + 1]
    revise_institution(system(), ReviseInstitution(institution.pk, START, "测试", classes=classes))
    for kind, content in STORIES[number % len(STORIES)]:
        told = {**content, "number": f"3303022021{number + 1000:04d}"} if kind == "filed" else content
        mark_institution(system(), MarkInstitution(institution.pk, kind, START, "测试", told))
    return institution


NAMES = ("禾苗", "云朵", "青芽", "石榴", "小满")
FILED: tuple[str, dict[str, Any]] = ("filed", {})
STORIES: tuple[tuple[tuple[str, dict[str, Any]], ...], ...] = (
    (FILED, ("open", {})),
    (FILED,),
    (FILED, ("open", {}), ("suspended", {})),
    (FILED, ("nonconforming", {"reasons": ["租期不满3年", "婴幼儿用房在4层"]})),
)


def invented_uscc(number: int) -> str:
    """A company code of the district that passes its check and belongs to nobody."""
    stem = f"91330302MA{number:06d}0"
    return stem + uscc_check_character(stem)
