"""Two years of filing, told through the services: nothing is written past them, so every rule held on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tuoyu.foundation.people.commands import AddUnit, AddUser, OpenPost
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.services import add_user, open_post, register_unit
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.districts import District, UnitKind
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef
from tuoyu.kernel.identity import citizen_check_character
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    AddMaterial,
    FinishCase,
    Flag,
    NewFile,
    OpenCase,
    RecordExit,
    RejectCase,
    RemindMaterials,
    ReturnCase,
    SaveCase,
    SeenItem,
    SubmitCase,
    VerifyCase,
)
from tuoyu.operations.filing.demo.cast import Dice, Role, cast
from tuoyu.operations.filing.demo.chains import agree, join, tell_tax
from tuoyu.operations.filing.demo.keeping import keep_papers
from tuoyu.operations.filing.demo.pushes import seed_pushes
from tuoyu.operations.filing.demo.twins import lend_carer, twins_of
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.queries.cases import cases, check_case, limits_at, people_of
from tuoyu.operations.filing.rules.findings import may_be_handed_in
from tuoyu.operations.filing.services.cases import officer_unit
from tuoyu.registers.institutions.commands import (
    MarkInstitution,
    OperatorData,
    Profile,
    RecordCapacity,
    RegisterInstitution,
)
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import (
    mark_institution,
    record_capacity,
    refresh_institutions,
    register_institution,
    suspect_samenesses,
)
from tuoyu.registers.sites.queries import communities, outline

CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]
SCOPE = "一般项目：托育服务（不含幼儿园、托儿所）；婴幼儿照护服务"
SEEN = tuple(f"s{number:02d}" for number in range(1, 15))


@dataclass
class Stage:
    """What the acts of the story share."""

    system: SystemCtx
    ctx_of: CtxOf
    today: date
    area: str
    heads: dict[str, Actor]


def seed(system: SystemCtx, ctx_of: CtxOf, district: District, today: date) -> int:
    """Tell the story. Returns how many institutions are in it."""
    start = datetime.combine(today, time.min, CHINA)
    ctx = system(start)
    places = [(area.code, area.name) for area in communities(ctx)]
    dice = Dice(places, outline(district.code), district.centre)
    stage = Stage(system, ctx_of, today, district.code, {})
    roles = sorted(cast(dice, district.code), key=lambda role: -role.age)
    roles += twins_of(roles, dice, district.code)
    for number, role in enumerate(roles):
        _live(stage, role, number)
    lend_carer(roles, lambda role, day: _head(stage, role, day, 10), today)
    # What was told for a day since then has come true meanwhile.
    refresh_institutions(system(start))
    suspect_samenesses(system(start))
    services.remind_materials(system(start), RemindMaterials())
    seed_pushes(ctx_of, system(start), dice, [(role, _workday(stage, role.age)) for role in roles])
    return len(roles)


def _live(stage: Stage, role: Role, number: int) -> None:
    """The life of one institution, as far as its fate goes."""
    institution = _register(stage, role, _workday(stage, role.age), number)
    if role.fate == "unfiled":
        return
    case = _hand_in(stage, role, institution)
    if role.fate not in {"draft", "submitted"}:
        _decide(stage, role, case, number)


def _hand_in(stage: Stage, role: Role, institution: Institution) -> FilingCase:
    """Fill it in, and hand it in unless it stays a draft; a branch says first whose it is."""
    if role.is_branch_of:
        join(_officer(stage, role, _workday(stage, role.age - 3), 9), institution, role.is_branch_of)
    handed = _workday(stage, role.age - 5)
    case = _fill(stage, role, institution, handed)
    if role.fate != "draft":
        services.submit_case(_head(stage, role, handed, 16), SubmitCase(case.pk, has_promised=True))
    if role.is_told:
        tell_tax(_officer(stage, role, _workday(stage, role.age - 7), 14), role.is_branch_of)
    return case


def _decide(stage: Stage, role: Role, case: FilingCase, number: int) -> None:
    """What the officer answers, and how it goes on."""
    if role.fate == "returned":
        flags = (
            Flag("lease_to_on", "租期与合同第三条不一致，请核对"),
            Flag("material.fire", "消防证明看不清印章，请重新拍"),
        )
        services.return_case(
            _officer(stage, role, _workday(stage, role.age - 7), 10), ReturnCase(case.pk, flags)
        )
        return
    if role.fate == "nonconforming":
        reasons = ("保健观察室没有与生活用房隔开", "消防安全检查合格证明不是本场所的")
        seen_on = _workday(stage, role.age - 12)
        visit = (seen_on, "陈经办、王协管") if role.is_branch_of else ()
        services.reject_case(_officer(stage, role, seen_on, 15), RejectCase(case.pk, reasons, *visit))
        return
    if not role.is_branch_of:  # a branch was notified: it has its receipt
        services.accept_case(_officer(stage, role, _workday(stage, role.age - 8), 11), AcceptCase(case.pk))
    if role.fate == "accepted":
        return
    seen_on = _workday(stage, role.age - 14)
    seen = tuple(SeenItem(code, label, is_ok=True) for code, label in _items(stage, seen_on))
    command = VerifyCase(case.pk, seen_on, "陈经办、王协管", seen, "现场与填报一致")
    services.verify_case(_officer(stage, role, seen_on, 16), command)
    if role.is_head_office:
        agree(_officer(stage, role, _workday(stage, role.age - 20), 10), case.institution)
    _serve(stage, role, case.institution, number)


def _serve(stage: Stage, role: Role, institution: Institution, number: int) -> None:
    """Children come; some institutions pause, change, end."""
    counted = _workday(stage, max(role.age - 40, 1))
    children = int(_places(role) * (0.45 + (number * 37 % 50) / 100))
    mark = MarkInstitution(institution.pk, "occupied", counted, "机构填报", {"children": children})
    mark_institution(stage.system(_at(counted, 9)), mark)
    if role.fate not in {"closing", "closed"}:
        keep_papers(lambda day: _head(stage, role, day, 10), institution, stage.today, number)
    if role.fate == "suspended":
        told = {
            "from_on": (stage.today - timedelta(days=20)).isoformat(),
            "reason": "装修改造",
            "children": 0,
        }
        told["until_on"] = (stage.today + timedelta(days=70)).isoformat()
        _matter(stage, role, institution, "suspension", told, _workday(stage, 25))
    if role.fate in {"closing", "closed"}:
        ends = (
            stage.today + timedelta(days=20) if role.fate == "closing" else stage.today - timedelta(days=30)
        )
        told = {
            "from_on": ends.isoformat(),
            "reason": "租约到期，不再续租",
            "children": 2,
            "has_refunded": True,
        }
        _matter(
            stage, role, institution, "closure", told, _workday(stage, 60 if role.fate == "closed" else 4)
        )
    if role.fate == "changing":
        day = _workday(stage, 3)
        case = services.open_case(_head(stage, role, day, 9), OpenCase(institution.pk, "change"))
        services.save_case(
            _head(stage, role, day, 10),
            SaveCase(case.pk, {"head_name": "郑新任", "public_phone": "0577-88001234"}, _succeeded(case)),
        )


def _succeeded(case: FilingCase) -> tuple[dict[str, Any], ...]:
    """The staff of a change, with a new head; nobody else of the story was born before 1972."""
    stem = "33030219710101995"
    successor = {"name": "郑新任", "citizen_id": stem + citizen_check_character(stem)}
    return tuple(row | successor if row["post"] == "head" else row for row in people_of(case))


def _matter(
    stage: Stage, role: Role, institution: Institution, kind: str, told: dict[str, Any], day: date
) -> None:
    ctx = _head(stage, role, day, 9)
    case = services.open_case(ctx, OpenCase(institution.pk, kind))
    services.save_case(ctx, SaveCase(case.pk, told))
    for label in ("林 2024-03", "周 2024-09")[: int(told["children"])]:
        is_open = role.fate == "closing" and label.startswith("周")
        onward = "" if is_open else "同街道托育园接收"
        services.record_exit(ctx, RecordExit(case.pk, label, onward=onward, told_on=None if is_open else day))
    if role.fate == "closing":
        return
    services.submit_case(_head(stage, role, day, 11), SubmitCase(case.pk, has_promised=True))
    services.finish_case(_officer(stage, role, day, 16), FinishCase(case.pk))


def _register(stage: Stage, role: Role, born: date, number: int) -> Institution:
    """The provider enters the register on the day it is registered, and its head has an account."""
    ctx = stage.system(_at(born, 9))
    unit = register_unit(
        ctx,
        AddUnit(
            f"i{role.uscc.lower()}",
            role.name,
            role.name[:32],
            UnitKind.SERVED.value,
            stage.area,
            born,
            position=900,
        ),
    )
    user: User = add_user(ctx, AddUser(f"head{number:03d}", role.head, is_demo=True))
    post = open_post(ctx, OpenPost(user.pk, unit.pk, "institution_head", born, title="负责人"))
    ref = PostRef(post.pk, unit.pk, unit.name, "institution_head", unit.area)
    stage.heads[role.uscc] = Actor(ActorKind.PERSON, user.name, user.pk, (ref,))
    operator = OperatorData(
        role.uscc,
        role.name.removesuffix("托班"),
        "branch" if role.is_branch_of else _nature(role.uscc),
        role.head,
        role.phone,
        role.address,
        SCOPE,
        born,
    )
    profile = Profile(
        name=role.name,
        form=role.form,
        sponsor=role.sponsor,
        address=role.address,
        area_code=role.community,
        is_inclusive=role.sponsor in {"inclusive", "public", "public_built"},
        lon=role.lon,
        lat=role.lat,
    )
    supervisor = officer_unit(ctx, role.form)
    return register_institution(
        ctx, RegisterInstitution(operator, profile, supervisor.pk, born, "登记机关推送", unit_id=unit.pk)
    )


def _nature(uscc: str) -> str:
    return {"52": "social_service", "92": "self_employed", "12": "public_institution"}.get(
        uscc[:2], "company"
    )


def _fill(stage: Stage, role: Role, institution: Institution, day: date) -> FilingCase:
    """Open the case, type everything, put up the papers that are wanted."""
    ctx = _head(stage, role, day, 9)
    if role.is_garden:
        month = day.replace(day=1)
        capacity = RecordCapacity(institution.pk, month, 14, 14 - len(role.classes) - 1, 420, 330, 0)
        record_capacity(stage.system(_at(day, 8)), capacity)
    case = services.open_case(ctx, OpenCase(institution.pk, "branch" if role.is_branch_of else "filing"))
    people = tuple(_person_row(person, day, at) for at, person in enumerate(role.people))
    services.save_case(ctx, SaveCase(case.pk, _answers(role, day), people))
    if role.fate == "draft":
        return case
    for code, label in _wanted(ctx, case):
        text = f"演示材料\n{label}\n{role.name}\n".encode()
        services.add_material(
            ctx,
            AddMaterial(
                case.pk, code, NewFile(f"{label[:20]}.txt", text), issued_on=day - timedelta(days=20)
            ),
        )
    return case


def _wanted(ctx: Ctx, case: FilingCase) -> list[tuple[str, str]]:
    """Codes and names of the papers that the check of the case asks for."""
    case = cases(ctx).select_related("institution__operator").get(pk=case.pk)
    checked = check_case(ctx, case)
    missing = may_be_handed_in(checked.findings).failures
    labels = {rule.code: rule.label for rule in limits_at(ctx.today, ctx.area).materials}
    codes = [
        reason.field.removeprefix("material.") for reason in missing if reason.field.startswith("material.")
    ]
    return [(code, labels[code]) for code in codes]


def _answers(role: Role, day: date) -> dict[str, Any]:
    places = _places(role)
    answers: dict[str, Any] = {
        "is_inclusive": role.sponsor in {"inclusive", "public", "public_built"},
        "service_forms": ["full_day", "half_day"] if places > 20 else ["full_day", "occasional"],
        "head_name": role.head,
        "public_phone": f"0577-88{int(role.uscc[11:16]):06d}"[:13],
        "monthly_fee": "0" if role.sponsor == "employer" else str(1480 + places * 10),
        "meals": "none" if role.form == "home" else "own",
        "opens_on": (day + timedelta(days=25)).isoformat(),
        "tenure": "own" if role.is_garden else "lease",
        "lease_from_on": None if role.is_garden else day.replace(day=1).isoformat(),
        "lease_to_on": None if role.is_garden else day.replace(year=day.year + 4, day=1).isoformat(),
        "building_year": day.year - 9,
        "lowest_floor": 1,
        "highest_floor": 2,
        "built_m2": str(places * 11),
        "indoor_m2": str(places * 10 if role.form == "home" else places * 7),
        "outdoor_m2": str(places * 3),
        "window_percent": "22",
        "sunlight_hours": "3.5",
        "observation_m2": "8",
        "has_nursing_area": True,
        "classes": role.classes,
        "sanitation": dict.fromkeys(SEEN, True),
    }
    if role.is_garden:
        used = 14 - len(role.classes) - 1
        answers |= {"rooms": 14, "rooms_used": used, "seats_3_6": 420, "children_3_6": 330, "waiting_3_6": 0}
    if role.fate == "draft":
        answers = {
            key: value
            for key, value in answers.items()
            if key not in {"sanitation", "window_percent", "meals"}
        }
    return answers


def _person_row(person: Any, day: date, at: int) -> dict[str, Any]:
    certificate = {
        "head": "head_training",
        "carer": "care_teacher",
        "medic": "medic_training",
        "guard": "guard",
    }
    return {
        "key": f"d{at}",
        "post": person.post,
        "name": person.name,
        "citizen_id": person.citizen_id,
        "mobile": "",
        "education": "bachelor" if person.post == "head" else "college",
        "management_years": 4 + at % 5 if person.post == "head" else 0,
        "is_full_time": True,
        "health_until": (day + timedelta(days=200 + at * 13 % 150)).isoformat(),
        "certificate": certificate.get(person.post, ""),
        "certificate_number": f"33{at:04d}{person.citizen_id[-5:-1]}" if person.post in certificate else "",
        "certificate_until": None,
    }


def _places(role: Role) -> int:
    return sum(int(str(each["places"])) for each in role.classes)


def _items(stage: Stage, day: date) -> list[tuple[str, str]]:
    return [(item.code, item.label) for item in limits_at(day, stage.area).sanitation]


def _head(stage: Stage, role: Role, day: date, hour: int) -> Ctx:
    return Ctx(stage.heads[role.uscc], stage.system(_at(day, hour)).now, "demo", stage.area)


def _officer(stage: Stage, role: Role, day: date, hour: int) -> Ctx:
    return stage.ctx_of("jyj" if role.is_garden else "wjj", "filing_officer", _at(day, hour))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), CHINA)


def _workday(stage: Stage, days_ago: int) -> date:
    """The last working day that lies so many days back, or one before it. Never today: its hours may be still ahead."""
    calendar, one = work_calendar(), timedelta(days=1)
    day = stage.today - timedelta(days=max(days_ago, 1))
    while calendar.add_provisional(day - one, 1)[0] != day:
        day -= one
    return day
