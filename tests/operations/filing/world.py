"""An institution with its head, an officer of the health bureau, and a form filled in so that everything conforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.registers.institutions.world import START, bureau, profile, system
from tuoyu.foundation.people.models import Unit, User
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.filing.commands import AddMaterial, NewFile, OpenCase, SaveCase, SubmitCase
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.services import add_material, open_case, save_case, submit_case
from tuoyu.registers.institutions.commands import OperatorData, RegisterInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import register_institution

SCOPE = "托育服务（不含幼儿园、托儿所）"
USCC = "91330302MA2HXY1210"
TODAY = NOW.date()
HEAD = "林小青"


@dataclass
class Scene:
    """Who acts: ``head()`` and ``officer()`` at a moment."""

    institution: Institution
    head_user: User
    officer_user: User
    unit: Unit
    bureau: Unit

    def head(self, now: datetime = NOW, purpose: str = "") -> Ctx:
        return ctx_of(self.head_user, self.unit, "institution_head", now, purpose)

    def officer(self, now: datetime = NOW, purpose: str = "") -> Ctx:
        return ctx_of(self.officer_user, self.bureau, "filing_officer", now, purpose)


def ctx_of(user: User, unit: Unit, role: str, now: datetime, purpose: str = "") -> Ctx:
    post = PostRef(1, unit.pk, unit.name, role, unit.area)
    return Ctx(Actor(ActorKind.PERSON, user.name, user.pk, (post,)), now, f"test-{role}", DISTRICT, purpose)


def scene(form: str = "community", name: str = "青禾社区托育园", uscc: str = USCC) -> Scene:
    """A registered institution whose people have an account, and the bureau that decides."""
    health, education = bureau(), bureau("jyj", "区教育局")
    decides = education if form == "kindergarten" else health
    unit = make_unit(f"i{uscc.lower()}", name, kind="served")
    head = make_user(f"head-{uscc}", "林小青")
    make_post(head, unit, "institution_head")
    officer = User.objects.filter(username=f"officer-{decides.code}").first()
    if officer is None:
        officer = make_user(f"officer-{decides.code}", "陈经办")
        make_post(officer, decides, "filing_officer")
    command = RegisterInstitution(
        OperatorData(uscc, name, "company", legal_person="林小青", scope=SCOPE, registered_on=START),
        profile(name, form=form),
        decides.pk,
        START,
        "营业执照",
        unit_id=unit.pk,
    )
    return Scene(register_institution(system(), command), head, officer, unit, decides)


def person(number: int, post: str, **changes: Any) -> dict[str, Any]:
    row = {
        "post": post,
        "name": HEAD if post == "head" else f"员工{number}",
        "citizen_id": citizen(number),
        "mobile": "",
        "education": "college",
        "management_years": 5 if post == "head" else 0,
        "is_full_time": True,
        "health_until": (TODAY + timedelta(days=300)).isoformat(),
        "certificate": {"head": "head_training", "carer": "care_teacher", "medic": "medic_training", "guard": "guard"}.get(post, ""),
        "certificate_number": f"Z{number:04d}",
        "certificate_until": None,
    }  # fmt: skip
    return row | changes


def citizen(number: int) -> str:
    """An invented number that passes its check: born 1980 and after, serial 995 to 998."""
    from tuoyu.kernel.identity import citizen_check_character

    stem = f"330302{1980 + number // 4:04d}0101{995 + number % 4}"
    return stem + citizen_check_character(stem)


def answers(**changes: Any) -> dict[str, Any]:
    """A form in which everything conforms."""
    told: dict[str, Any] = {
        "name": "青禾社区托育园",
        "form": "community",
        "sponsor": "inclusive",
        "is_inclusive": True,
        "service_forms": ["full_day", "half_day"],
        "address": "鹿城区稻香路12号2层",
        "area_code": DISTRICT,
        "head_name": HEAD,
        "public_phone": "0577-88000000",
        "monthly_fee": "1980",
        "meals": "own",
        "opens_on": (TODAY + timedelta(days=30)).isoformat(),
        "tenure": "lease",
        "lease_from_on": "2021-01-01",
        "lease_to_on": "2025-12-31",
        "building_year": 2012,
        "lowest_floor": 1,
        "highest_floor": 2,
        "built_m2": "612",
        "indoor_m2": "420",
        "outdoor_m2": "120",
        "window_percent": "21",
        "sunlight_hours": "3.5",
        "observation_m2": "8",
        "has_nursing_area": True,
        "classes": [
            {"name": "芽芽班", "band": "infant", "places": 9},
            {"name": "苗苗班", "band": "toddler_s", "places": 15},
            {"name": "果果班", "band": "toddler_l", "places": 20},
        ],
        "sanitation": {f"s{number:02d}": True for number in range(1, 15)},
    }
    return told | changes


def staff(head: str = HEAD) -> tuple[dict[str, Any], ...]:
    """A head, 9 carers (3 + 3 + 3), a medic, a cook."""
    posts = ["carer"] * 9 + ["medic", "cook"]
    return person(0, "head", name=head), *(person(number, post) for number, post in enumerate(posts, 1))


PAPERS = ("licence", "premises", "staff", "sanitation", "fire", "food", "plan")


def draft(scene: Scene, **changes: Any) -> FilingCase:
    """A case filled in and complete, not handed in."""
    ctx = scene.head()
    case = open_case(ctx, OpenCase(scene.institution.pk, "filing"))
    told = answers(**changes)
    save_case(ctx, SaveCase(case.pk, told, staff(told["head_name"])))
    for code in PAPERS:
        file = NewFile(f"{code}.txt", f"材料 {code}\n".encode())
        add_material(ctx, AddMaterial(case.pk, code, file, issued_on=TODAY - timedelta(days=30)))
    return fresh(case)


def submitted(scene: Scene, **changes: Any) -> FilingCase:
    case = draft(scene, **changes)
    submit_case(scene.head(), SubmitCase(case.pk, has_promised=True))
    return fresh(case)


def fresh(case: FilingCase) -> FilingCase:
    return (
        FilingCase.objects.unscoped("tests").select_related("institution__operator", "unit").get(pk=case.pk)
    )
