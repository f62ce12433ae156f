"""A small plan and callers for the tests of the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.entrypoints.site.world import make_post, make_unit, make_user
from tuoyu.entrypoints.api.commands import IssueToken
from tuoyu.entrypoints.api.services import issue_token
from tuoyu.entrypoints.api.v1 import declared_routes
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.people.models import Post, Unit
from tuoyu.foundation.people.queries import actor_of
from tuoyu.governance.coordination.models import Milestone, Report
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.registers.plans.models import Duty, Target, Task, Version

DISTRICT = "330302"
SUMMARY = "已完成辖区内摸底，建立台账三十二份。"


def today() -> date:
    return timezone.now().astimezone(CHINA).date()


def this_month() -> date:
    return today().replace(day=1)


def make_plan(count: int = 1) -> Version:
    """A plan in force with so many tasks, each led by its own unit; and as many of everything else."""
    version = Version.objects.create(
        area=DISTRICT, title="试行方案", doc_no="温鹿政办〔2020〕64号", state="adopted", state_at=timezone.now(),
        imported_at=timezone.now(), imported_by="测试",
    )  # fmt: skip
    collective = make_unit("streets", "各街镇", kind="collective")
    for no in range(1, count + 1):
        unit = make_unit(f"u{no}", f"第{no}单位", position=no)
        make_unit(f"33030200{no}", f"第{no}街道", kind="street", collective=collective, area=f"33030200{no}")
        task = Task.objects.create(version=version, no=no, title=f"任务{no}", clause="原文", measures=["一"])
        Duty.objects.create(task=task, unit=unit, kind="lead")
        Duty.objects.create(task=task, unit=collective, kind="responsible", position=1)
        Target.objects.create(
            version=version,
            task=task,
            position=no,
            metric="每千人托位数",
            op=">=",
            value=4,
            year=2025,
            unit="个",
        )
        _happen(task, unit, no)
    return version


def _happen(task: Task, unit: Unit, no: int) -> None:
    moment = timezone.now()
    for step in range(1, no + 1):
        Milestone.objects.create(
            task=task,
            unit=unit,
            title=f"节点{step}",
            due_on=today() - timedelta(days=40),
            state="planned",
            state_at=moment,
        )
    Report.objects.create(task=task, unit=unit, period_on=this_month(), state="due", state_at=moment)
    indicator = Indicator.objects.create(
        code=f"i{no}", name=f"指标{no}", unit="个", owner=unit, definition="数一数"
    )
    for month in range(1, no + 1):
        Observation.objects.create(
            indicator=indicator, period_on=date(2021, month, 1), area=DISTRICT, numerator=Decimal(month),
            value=Decimal(month), origin="typed", source="报表", recorded_by="甲", recorded_at=moment,
        )  # fmt: skip


def post_of(role: str, unit: Unit | None = None, username: str = "") -> Post:
    unit = unit or Unit.objects.unscoped("test").order_by("pk").first() or make_unit("other", "某单位")
    user = make_user(username or f"{role}{unit.pk}", f"{role}先生")
    return make_post(user, unit, role)


def all_scopes(role: str) -> tuple[str, ...]:
    """Every action that the API asks for and the role has."""
    asked = {action.code for route in declared_routes() for action in route.actions}
    return tuple(sorted(code for code in asked if role_matrix().scope(code, role) is not None))


def secret_of(post: Post, scopes: Iterable[str] | None = None) -> str:
    """A token in the post, issued through the service in the name of somebody who may."""
    ctx = own_ctx(post)
    wanted = tuple(scopes) if scopes is not None else all_scopes(post.role)
    return issue_token(ctx, IssueToken("数据平台", post.pk, wanted, 30)).secret


def own_ctx(post: Post) -> Ctx:
    now = timezone.now()
    return Ctx(actor_of(post.user, today()), now, "test", DISTRICT)


def caller(secret: str, **extra: Any) -> Client:
    """A client that shows the token and turns faults into answers, as a server does."""
    return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False, **extra)


def caller_as(role: str, unit: Unit | None = None, scopes: Iterable[str] | None = None) -> Client:
    return caller(secret_of(post_of(role, unit), scopes))
