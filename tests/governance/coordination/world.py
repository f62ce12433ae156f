"""A small district for the tests of coordination: units, a plan of three tasks in force, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.casework.models import Step
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import AddMilestone, NewFile, SubmitReport
from tuoyu.governance.coordination.models import Milestone, Report, Slip
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef
from tuoyu.registers.plans.models import Duty, Task, Version
from tuoyu.registers.plans.words import DutyKind, VersionState

AREA = "330302"
# A working Tuesday; the Friday before is the 11th, the report of May is due on Monday the 7th.
NOW = datetime(2021, 6, 15, 9, 30, tzinfo=CHINA)
TODAY = NOW.date()
MAY, JUNE = date(2021, 5, 1), date(2021, 6, 1)
ENOUGH = "本月完成了三个社区点位的现场踏勘和清单核对。"
PROOF = NewFile("台账.txt", "五月工作台账\n踏勘三处。\n".encode(), "工作台账")

UNITS = (
    ("ldxz", "婴幼儿照护领导小组", "领导小组", "leadership", AREA),
    ("streets", "各街镇", "街镇", "collective", AREA),
    ("wjj", "区卫生健康局", "卫健局", "department", AREA),
    ("zjj", "区住建局", "住建局", "department", AREA),
    ("zgfj", "自规鹿城分局", "自规分局", "department", AREA),
    ("czj", "区财政局", "财政局", "department", AREA),
    ("wumajd", "五马街道", "五马街道", "street", "330302001"),
    ("puxiejd", "蒲鞋市街道", "蒲鞋市街道", "street", "330302002"),
)
# Task → title, lead, responsible.
TASKS = {
    1: ("落实配建用房", "zgfj", ("zjj", "streets")),
    2: ("加强备案管理", "wjj", ("zjj",)),
    3: ("组织入户指导", "streets", ("wjj",)),
}


@dataclass
class World:
    """``unit["wjj"]`` and ``task[1]``; ``ctx("wjj")`` is the officer of a unit, ``office()`` the coordinator."""

    unit: dict[str, Unit]
    task: dict[int, Task]
    version: Version

    def ctx(self, unit: str, role: str = "unit_officer", *, now: datetime = NOW) -> Ctx:
        held = self.unit[unit]
        post = PostRef(held.pk, held.pk, held.short_name, role, held.area)
        return Ctx(Actor(ActorKind.PERSON, f"{held.short_name}某", posts=(post,)), now, "test", AREA)

    def office(self, *, now: datetime = NOW) -> Ctx:
        return self.ctx("ldxz", "coordinator", now=now)

    def system(self, *, now: datetime = NOW) -> Ctx:
        actor = Actor(ActorKind.SYSTEM, "系统", posts=(PostRef(0, 0, "系统", "system", AREA),))
        return Ctx(actor, now, "test", AREA)

    def milestone(
        self, unit: str = "zjj", *, due: int = 10, task: int = 1, title: str = "", upstream: Any = None
    ) -> Milestone:
        """A step due so many days after today (before, when negative), agreed on long ago."""
        due_on = TODAY + timedelta(days=due)
        agreed = replace(self.system(), now=NOW - timedelta(days=max(60 - due, 0)))
        command = AddMilestone(
            self.task[task].pk,
            self.unit[unit].pk,
            title or f"{unit}的一步",
            due_on,
            upstream.pk if upstream else None,
        )
        return services.add_milestone(agreed, command)

    def submit(self, unit: str = "zgfj", *, task: int = 1, now: datetime = NOW, **changes: Any) -> Report:
        command = SubmitReport(self.task[task].pk, self.unit[unit].pk, MAY, ENOUGH)
        return services.submit_report(self.ctx(unit, now=now), replace(command, **changes))


def build() -> World:
    unit = {}
    for position, (code, name, short, kind, area) in enumerate(UNITS):
        unit[code] = Unit.objects.create(
            code=code, name=name, short_name=short, kind=kind, area=area, position=position,
            valid_from_on=date(2020, 1, 1), collective=unit["streets"] if kind == "street" else None,
        )  # fmt: skip
    version = make_version()
    task = {no: make_task(version, unit, no, *facts) for no, facts in TASKS.items()}
    return World(unit, task, version)


def make_version(state: VersionState = VersionState.ADOPTED, **columns: Any) -> Version:
    facts: dict[str, Any] = {"title": "婴幼儿照护实施方案", "doc_no": "温鹿政办〔2020〕64号", **columns}
    return Version.objects.create(
        area=AREA, state=state.value, state_at=NOW, imported_at=NOW, imported_by="测试人员", **facts
    )


def make_task(
    version: Version, unit: dict[str, Unit], no: int, title: str, lead: str, others: tuple[str, ...] = ()
) -> Task:
    task = Task.objects.create(version=version, no=no, title=title, clause=f"{title}的原文。")
    duties = [(lead, DutyKind.LEAD), *((code, DutyKind.RESPONSIBLE) for code in others)]
    for position, (code, kind) in enumerate(duties):
        Duty.objects.create(task=task, unit=unit[code], kind=kind.value, position=position)
    return task


def fresh(row: Any) -> Any:
    """The row as the database has it."""
    return type(row)._base_manager.get(pk=row.pk)


def clocks(row: Any) -> list[Clock]:
    found = Clock.objects.unscoped("test").filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    return list(found.order_by("pk"))


def open_clocks(row: Any) -> list[Clock]:
    return [clock for clock in clocks(row) if clock.met_on is None and clock.cancelled_on is None]


def moves(row: Any) -> list[str]:
    """The moves told by the timeline; how it began is no move."""
    found = Step.objects.unscoped("test").filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    return list(found.exclude(move="begin").order_by("pk").values_list("move", flat=True))


def verbs() -> list[str]:
    """What the journal tells, oldest first."""
    return list(Entry.objects.unscoped("test").order_by("pk").values_list("verb", flat=True))


def slips() -> list[Slip]:
    return list(Slip.objects.unscoped("test").select_related("unit").order_by("pk"))
