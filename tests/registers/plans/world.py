"""An invented plan as text, the units it names, and who acts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef
from tuoyu.registers.plans import services
from tuoyu.registers.plans.commands import AdoptPlan, ImportPlan
from tuoyu.registers.plans.models import Version

AREA = "330302"
NOW = datetime(2021, 6, 15, 9, 30, tzinfo=CHINA)
TEXT = """禾川市青禾区人民政府办公室关于印发促进婴幼儿照护服务发展实施方案的通知
青政办〔2023〕9号

一、工作目标
到2025年，每千人口拥有3岁以下婴幼儿托位数达到4.8个。到2027年，从业人员持证率达85%以上。

二、主要任务
（一）扩大服务供给
1.做好设施规划。新建居住区按标准配建照护设施。（牵头单位：区卫生健康局；责任单位：区财政局、各街镇）
2.办好幼儿园托班。支持有条件的幼儿园开设托班。（牵头单位：区教育局；责任单位：区卫生健康局）
（二）加强监督管理
3.加强安全管理。托育机构实行封闭式管理，视频监控全覆盖。（牵头单位：区应急管理局；责任单位：区卫生健康局、各街镇）

本方案自2023年3月1日起施行，有效期5年。
"""
NO_PLAN = "今天天气很好。中午食堂有红烧肉，下午三点开会，请带好笔记本。" * 3
UNITS = (
    ("streets", "各街镇", "collective"),
    ("wjj", "区卫生健康局", "department"),
    ("czj", "区财政局", "department"),
    ("jyj", "区教育局", "department"),
)


def make_units() -> dict[str, Unit]:
    return {
        code: Unit.objects.create(
            code=code, name=name, short_name=name, kind=kind, area=AREA, valid_from_on=date(2020, 1, 1)
        )
        for code, name, kind in UNITS
    }


def ctx(role: str = "coordinator", unit: Unit | None = None, now: datetime = NOW) -> Ctx:
    unit_id, name = (unit.pk, unit.name) if unit else (0, "领导小组")
    return Ctx(
        Actor(ActorKind.PERSON, "陈静", posts=(PostRef(1, unit_id, name, role, AREA),)), now, "test", AREA
    )


def imported(text: str = TEXT) -> Version:
    return services.import_plan(ctx(), ImportPlan(text=text))


def adopted(text: str = TEXT, *new_units: str) -> Version:
    return services.adopt_plan(ctx(), AdoptPlan(imported(text).pk, new_units or ("区应急管理局",)))


def in_force() -> list[Version]:
    return list(Version.objects.unscoped("test").filter(state="adopted"))


def rows(model: Any, **conditions: Any) -> list[Any]:
    return list(model.objects.unscoped("test").filter(**conditions).order_by("pk"))
