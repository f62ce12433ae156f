"""The people of the demonstration: one account a role to sign in with, an officer and a head for every unit. All invented."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.policy.districts import District, Unit
from tuoyu.operations.filing.policy import front_door_units
from tuoyu.operations.supervision.item_files import inspection_items, kinds_of_name

PASSWORD = "tuoyu-demo-2026"  # noqa: S105 - shown on the screen of the demonstration
SURNAMES = "陈林叶郑王李张黄周吴徐胡朱金潘夏项蔡谢赵孙杨何马"
GIVEN = (
    "静",
    "海燕",
    "建国",
    "晓薇",
    "立群",
    "思远",
    "雅萍",
    "文斌",
    "乐天",
    "慧敏",
    "志强",
    "春兰",
    "向阳",
    "佩瑶",
)
# Of every department that inspects; experts are appointed by the health bureau.
INSPECTORS, EXPERTS = 3, 4
# A rare character of GB 18030-2022 level 3, so that every channel meets one.
RARE = "䶮"


@dataclass(frozen=True, slots=True)
class Persona:
    """One account and the post it holds. ``has_password`` marks those printed on the screen."""

    username: str
    name: str
    unit_code: str
    unit_name: str
    role: str
    title: str
    has_password: bool = False

    @property
    def post_line(self) -> str:
        return f"{self.unit_name} · {role_matrix().label(self.role)}"


# Seven roles, seven people. The three administrators are three.
LEADS = (
    ("leader", "林正言", "leader", "副区长"),
    ("office", "陈静", "coordinator", "综合科科长"),
    ("sysadmin", "叶知行", "system_admin", "系统管理员"),
    ("secadmin", "郑守一", "security_admin", "安全管理员"),
    ("auditor", "王明察", "audit_admin", "审计管理员"),
)

# The desks a visitor tries first.
_SHOWN = frozenset({"health", "market"})
# The front door: who decides about filings, and who registers. Units by their part in policy, not by name.
DESKS = (
    ("filing", "陈亦安", "filing_officer", "health", "备案科员"),
    ("filing-jy", "叶清和", "filing_officer", "education", "学前教育科员"),
    ("registrar", "郑行之", "registrar", "market", "登记窗口"),
    ("registrar-mz", "王知春", "registrar", "civil", "登记窗口"),
    ("registrar-bb", "李从简", "registrar", "staffing", "登记窗口"),
)


def personas(district: District, today: date) -> list[Persona]:
    """Everybody of the demonstration district, the same every time."""
    group = district.leading_group
    leads = [
        Persona(username, name, group.code, group.short, role, title, has_password=True)
        for username, name, role, title in LEADS
    ]
    names = _names()
    staff = list(_staff(district.units, names))
    return leads + list(_desks(district, today)) + staff + list(_inspection(district, names))


def _desks(district: District, today: date) -> Iterator[Persona]:
    """Where a district has no unit for a door, nobody sits there."""
    for username, name, role, part, title in DESKS:
        code = front_door_units(today, district.code).get(part)
        if code is not None:
            unit = district.unit(code)
            yield Persona(username, name, unit.code, unit.name, role, title, has_password=part in _SHOWN)


def _staff(units: Iterable[Unit], names: Iterator[str]) -> Iterator[Persona]:
    for position, unit in enumerate(units):
        # The health bureau's two accounts are printed too: they are the ones a visitor tries first.
        is_shown = position == 0
        yield Persona(
            f"{unit.code}-head", next(names), unit.code, unit.name, "unit_head", "分管负责人", is_shown
        )
        yield Persona(unit.code, next(names), unit.code, unit.name, "unit_officer", "经办人", is_shown)


def _inspection(district: District, names: Iterator[str]) -> Iterator[Persona]:
    """A lead and three inspectors for every unit whose kind owns an inspection item, and the experts; the health bureau's are printed."""
    owners = {item.unit_kind for item in inspection_items()}
    for unit in district.units:
        if not owners & kinds_of_name(unit.name):
            continue
        is_shown = unit == district.units[0]
        yield Persona(
            f"lead-{unit.code}", next(names), unit.code, unit.name, "inspection_lead", "检查负责人", is_shown
        )
        for number in range(1, INSPECTORS + 1):
            yield Persona(
                f"inspector-{unit.code}-{number}",
                next(names),
                unit.code,
                unit.name,
                "inspector",
                "检查员",
                is_shown and number == 1,
            )
    health = district.units[0]
    for number in range(1, EXPERTS + 1):
        username = f"expert-{health.code}-{number}"
        yield Persona(username, next(names), health.code, health.name, "inspector", "质量评估专家")


def _names() -> Iterator[str]:
    dice = random.Random(330302)
    seen = {name for _, name, _, _ in LEADS}
    yield "周" + RARE
    while True:
        name = dice.choice(SURNAMES) + dice.choice(GIVEN)
        if name not in seen:
            seen.add(name)
            yield name
