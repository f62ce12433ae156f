"""How the registrations of the story reached the bureau: pushed, typed, found by a whole list; and who never filed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    InviteRegistration,
    JudgeRegistration,
    LoadList,
    NewFile,
    PushRegistrations,
    RecordFollowUp,
    RecordRegistration,
    RegisterSender,
    RegistrationFacts,
)
from tuoyu.operations.filing.demo.cast import Dice, Role
from tuoyu.operations.filing.models import Sender
from tuoyu.operations.filing.permissions import PUSH_REGISTRATION
from tuoyu.operations.filing.policy import door_units_at, supervisors_at
from tuoyu.operations.filing.queries.doors import doors_for
from tuoyu.operations.filing.queries.registrations import registrations
from tuoyu.operations.filing.rules import envelopes
from tuoyu.operations.filing.words import Door
from tuoyu.registers.institutions.queries import registration_kinds

CtxOf = Callable[[str, str, datetime], Ctx]
SCOPE = "一般项目：托育服务（不含幼儿园、托儿所）；婴幼儿照护服务"
# Working days from registration to the push; the ninth of each nine is late.
_TAKEN = (1, 2, 1, 3, 2, 4, 5, 3, 8)
# Registered and never filed: name, scope, days ago, what the visit found ("" nobody went yet), what was seen.
UNFILED = (
    ("云杉婴幼儿照护中心", SCOPE, 64, "will_file", "负责人在场，在托 9 人，答应月底前备案"),
    ("小脚丫托育工作室", SCOPE, 118, "refuses", "负责人拒绝出示执照，称“只做早教”，在托 6 人"),
    ("鹿芽托育有限公司", SCOPE, 41, "not_open", "正在装修，预计两个月后开业"),
    ("启程亲子教育咨询有限公司", "教育咨询服务；亲子活动策划；早期教育", 90, "not_care", "只做家长讲座，没有托位"),
    ("慧心婴幼儿托管服务部", "婴幼儿托管", 150, "not_found", "登记地址为快递驿站，邻居称从未见过"),
    ("晨曦托育园", SCOPE, 12, "", ""),
)  # fmt: skip
# In a whole list, and never pushed.
NEVER_PUSHED = (
    (Door.MARKET, "满园春托育服务有限公司", 75),
    (Door.CIVIL, "向阳花婴幼儿照护服务中心", 133),
)
_LONG_AGO = 735
_SHOPS = ("便利店", "五金商行", "牙科诊所", "汽车维修部", "服装店", "餐饮店", "理发店")
_PREFIX = {Door.MARKET: "91", Door.CIVIL: "52", Door.STAFFING: "12"}


@dataclass(frozen=True, slots=True)
class Told:
    """One registration of the story and the day it reached us; ``outcome`` of the visit where it was never filed."""

    facts: RegistrationFacts
    received_on: date
    outcome: str = ""
    seen: str = ""


def seed_pushes(ctx_of: CtxOf, system: Ctx, dice: Dice, roles: Sequence[tuple[Role, date]]) -> int:
    """Tell it door by door. Returns how many registrations there are."""
    doors = {code: door for door, code in door_units_at(system.today, system.area).items()}
    units = {doors[unit.code]: unit for unit in doors_for(system, PUSH_REGISTRATION)}
    story = _by_door(system, _story(dice, system, roles))
    health = supervisors_at(system.today, system.area)[0]
    for door, unit in units.items():
        sender, secret = (
            _system(replace(system, now=system.now - timedelta(days=_LONG_AGO)), door, unit.pk)
            if door is Door.MARKET
            else (None, "")
        )
        for number, told in enumerate(sorted(story.get(door, []), key=lambda each: each.received_on)):
            ctx = ctx_of(unit.code, "registrar", _at(told.received_on, 10))
            if sender is None:
                services.record_registration(ctx, RecordRegistration(unit.pk, told.facts))
            else:
                _push(ctx, sender, secret, f"{told.received_on:%Y%m%d}-{number:04d}", told.facts)
        as_of = _workday(system.today, 6 + 4 * len(unit.code))
        content = _list(dice, system, door, as_of, story.get(door, ()))
        file = NewFile(f"{unit.name}全量名单.csv", content)
        services.load_list(ctx_of(unit.code, "registrar", _at(as_of, 15)), LoadList(unit.pk, as_of, file))
    _visit(ctx_of, health, system.today, [each for told in story.values() for each in told])
    _reconsider(ctx_of, health, system.today)
    return sum(map(len, story.values()))


def _story(dice: Dice, system: Ctx, roles: Sequence[tuple[Role, date]]) -> Iterable[Told]:
    """Everybody of the cast, and those who never filed."""
    for number, (role, born) in enumerate(roles):
        facts = _facts(role.uscc, role.name, born, SCOPE, role.address, role.head)
        yield Told(facts, _arrival(born, system.today, number))
    for number, (name, scope, age, outcome, seen) in enumerate(UNFILED):
        born, place = _workday(system.today, age), dice.random.choice(dice.communities)[1]
        facts = _facts(
            dice.uscc("91", system.area), name, born, scope, f"{place}{number + 3}号", dice.person_name()
        )
        yield Told(facts, _arrival(born, system.today, number), outcome, seen)


def _by_door(system: Ctx, story: Iterable[Told]) -> dict[Door, list[Told]]:
    whose = {kind.prefix: kind.door for kind in registration_kinds(system.today, system.area)}
    found: dict[Door, list[Told]] = {}
    for told in story:
        found.setdefault(Door(whose[told.facts.uscc[:2]]), []).append(told)
    return found


def _facts(uscc: str, name: str, born: date, scope: str, address: str, person: str) -> RegistrationFacts:
    kind = {"52": "民办非企业单位", "92": "个体工商户", "12": "事业单位"}.get(uscc[:2], "有限责任公司")
    return RegistrationFacts(
        source_id=uscc, event_at=_at(born, 9), change="registered", uscc=uscc, name=name, registered_on=born, kind_name=kind,
        legal_person=person, address=address, scope=scope,
    )  # fmt: skip


def _system(system: Ctx, door: Door, unit_id: int) -> tuple[Sender, str]:
    command = RegisterSender(
        "scjg-zhongtai", "市场监管数据中台", door.value, unit_id, envelopes.Algorithm.HMAC.value
    )
    registered = services.register_sender(system, command)
    return registered.sender, registered.secret


def _push(ctx: Ctx, sender: Sender, secret: str, message: str, facts: RegistrationFacts) -> None:
    """One message, signed as the other side signs it."""
    told = {
        "source_id": facts.source_id, "event_at": facts.event_at.isoformat(), "change": facts.change, "uscc": facts.uscc,
        "name": facts.name, "registered_on": facts.registered_on.isoformat(), "kind_name": facts.kind_name,
        "legal_person": facts.legal_person, "address": facts.address, "scope": facts.scope,
    }  # fmt: skip
    body = json.dumps({"registrations": [told]}, ensure_ascii=False).encode()
    signed = envelopes.canonical(sender.code, message, ctx.now.isoformat(), envelopes.digest_of(body))
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    services.push_registrations(ctx, PushRegistrations(sender.code, message, ctx.now, signature, body))


def _list(dice: Dice, system: Ctx, door: Door, as_of: date, story: Iterable[Told]) -> bytes:
    """The whole list of a door as it would export it: mostly none of our business."""
    prefix = _PREFIX[door]
    lines = [
        (told.facts.name, told.facts.uscc, told.facts.registered_on, told.facts.scope, told.facts.address)
        for told in story
        if told.facts.registered_on <= as_of
    ]
    for whose, name, age in NEVER_PUSHED:
        if whose is door:
            place = dice.random.choice(dice.communities)[1]
            born = _workday(system.today, age)
            lines.append((name, dice.uscc(prefix, system.area), born, SCOPE, f"{place}18号"))
    for number in range(40):
        shop = _SHOPS[number % len(_SHOPS)]
        lines.append((f"第{number + 1}{shop}", dice.uscc(prefix, system.area), as_of, f"{shop}经营", ""))
    heads = "企业名称,统一社会信用代码,成立日期,经营范围,住所（经营场所）,登记状态"
    return "\n".join([heads, *(",".join([*map(str, line), "存续"]) for line in lines)]).encode("gb18030")


def _visit(ctx_of: CtxOf, health: str, today: date, story: Iterable[Told]) -> None:
    """Officers went to see those who never filed; who promised got a link."""
    for told in story:
        if not told.outcome:
            continue
        day = min(_workday(told.received_on + timedelta(days=14), 0), today - timedelta(days=1))
        ctx = ctx_of(health, "filing_officer", _at(day, 16))
        row = registrations(ctx).get(uscc=told.facts.uscc)
        services.record_followup(ctx, RecordFollowUp(row.pk, day, told.outcome, told.seen))
        if told.outcome == "will_file":
            services.invite_registration(ctx, InviteRegistration(row.pk))


def _reconsider(ctx_of: CtxOf, health: str, today: date) -> None:
    """An officer took one for a housekeeping firm, and was shown better."""
    first, second = (
        ctx_of(health, "filing_officer", moment)
        for moment in (_at(_workday(today, 10), 10), _at(_workday(today, 9), 16))
    )
    row = registrations(first).get(name=NEVER_PUSHED[0][1])
    services.judge_registration(first, JudgeRegistration(row.pk, "no", "电话里说只做家政和月嫂介绍"))
    note = "街道拍来照片：门头写托育，二楼有 15 个托位"
    services.judge_registration(second, JudgeRegistration(row.pk, "yes", note))


def _arrival(born: date, today: date, number: int) -> date:
    """Never today: its hours may be still ahead."""
    day, _ = work_calendar().add_provisional(born, _TAKEN[number % len(_TAKEN)])
    return min(day, _workday_before(today))


def _workday_before(today: date) -> date:
    calendar, one = work_calendar(), timedelta(days=1)
    day = today - one
    while calendar.add_provisional(day - one, 1)[0] != day:
        day -= one
    return day


def _workday(day: date, days_ago: int) -> date:
    """The first working day from so many days before a day."""
    found, _ = work_calendar().add_provisional(day - timedelta(days=days_ago + 1), 1)
    return found


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), CHINA)
