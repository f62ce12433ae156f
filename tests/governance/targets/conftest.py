"""A small plan in force, its units, and indicators with numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tuoyu.foundation.people.models import Unit
from tuoyu.governance.targets.commands import RecordObservation
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.services import adopt_goals, record_observation
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.registers.plans.models import Duty, Target, Task, Version
from tuoyu.registers.plans.words import DutyKind, VersionState

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)
AREA = "330302"
TARGETS = [
    ("婴幼儿健康管理率", 2020, ">=", 90, "%"),
    ("婴幼儿健康管理率", 2025, ">=", 95, "%"),
    ("从业人员持证率", 2025, ">=", 80, "%"),
    ("婴幼儿入托率", 2025, "qualitative", None, "明显提高"),
    ("母婴室建成数", 2027, ">=", 30, "间"),
]


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    names = {"wjj": "区卫生健康局", "rsj": "区人力社保局", "jyj": "区教育局"}
    return {
        code: Unit.objects.create(
            code=code,
            name=name,
            short_name=name,
            kind="department",
            area=AREA,
            valid_from_on=date(2020, 1, 1),
        )
        for code, name in names.items()
    }


@pytest.fixture
def version(units: dict[str, Unit]) -> Version:
    version = Version.objects.create(
        area=AREA, doc_no="温鹿政办〔2020〕64号", title="实施方案", effective_on=date(2021, 2, 1),
        state=VersionState.ADOPTED.value, state_at=NOW, imported_at=NOW, imported_by="测试人员",
    )  # fmt: skip
    for no, title, lead in ((3, "加强婴幼儿健康管理服务", "wjj"), (17, "加强从业人员职业技能培训", "rsj")):
        task = Task.objects.create(version=version, no=no, title=title)
        Duty.objects.create(task=task, unit=units[lead], kind=DutyKind.LEAD.value)
    for position, (metric, year, op, value, unit) in enumerate(TARGETS, 1):
        Target.objects.create(
            version=version, position=position, metric=metric, year=year, op=op, value=value, unit=unit
        )
    return version


@pytest.fixture
def ctx(ctx_for: Callable[..., Ctx], units: dict[str, Unit]) -> Ctx:
    """The coordinator on a Monday in November 2026."""
    return ctx_for("coordinator", units["wjj"], now=NOW)


@pytest.fixture
def adopted(ctx: Ctx, version: Version) -> Version:
    adopt_goals(ctx, version.pk)
    return version


@pytest.fixture
def health(adopted: Version) -> Indicator:
    return Indicator.objects.unscoped("test").get(code="health_management_rate")


@pytest.fixture
def record(ctx: Ctx, health: Indicator) -> Callable[..., Observation]:
    """``record(date(2026, 10, 1), 20400)``: a typed number of the health rate among 21,800 children."""

    def write(
        period_on: date, numerator: int = 20_400, denominator: int = 21_800, **changes: Any
    ) -> Observation:
        command = RecordObservation(
            indicator_id=changes.pop("indicator_id", health.pk),
            period_on=period_on,
            area=changes.pop("area", AREA),
            numerator=Decimal(numerator),
            denominator=Decimal(denominator),
            source="测试台账",
            **changes,
        )
        return record_observation(ctx, command)

    return write
