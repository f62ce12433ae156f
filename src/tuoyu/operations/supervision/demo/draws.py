"""Inspectors, plans and draws of the demonstration: four draws that are over and one in the middle of its ceremony."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.commands.draws import (
    FinishDraw,
    FreezeDraw,
    OpenDraw,
    RevealDraw,
    SealDraw,
)
from tuoyu.operations.supervision.commands.inspectors import DeclareRecusal, RegisterInspector
from tuoyu.operations.supervision.commands.items import ReviseItem
from tuoyu.operations.supervision.commands.plans import OpenPlan, PublishPlan
from tuoyu.operations.supervision.item_files import kinds_of_name
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.policy.plans import plan_defaults_at
from tuoyu.operations.supervision.queries.inspectors import accounts_of_unit, active_inspectors
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.services.draws import (
    finish_draw,
    freeze_draw,
    open_draw,
    reveal_draw,
    seal_draw,
)
from tuoyu.operations.supervision.services.inspectors import declare_recusal, register_inspector
from tuoyu.operations.supervision.services.items import load_items, revise_item
from tuoyu.operations.supervision.services.plans import open_plan, publish_plan
from tuoyu.registers.institutions.queries import standing_in

CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]
LEAD = "inspection_lead"
# Who takes part, by the kind of department; the first begins the draws.
KINDS = ("卫生健康", "市场监管", "消防", "教育")
# Days ago, title, whether the last department stays away when secrets are opened.
# Inspectors and items are there before the first visit of two years.
BEGUN = 750
OVER = (
    (650, "第一次联合抽查", False),
    (430, "第二次联合抽查", True),
    (270, "第三次联合抽查", False),
    (90, "第四次联合抽查", False),
)


@dataclass(frozen=True, slots=True)
class Stage:
    system: SystemCtx
    ctx_of: CtxOf
    today: date
    area: str
    departments: list[Unit]

    def lead(self, unit: Unit, day: date, hour: int = 9, minute: int = 0) -> Ctx:
        return self.ctx_of(unit.code, LEAD, datetime.combine(day, time(hour, minute), CHINA))


def seed_draws(
    system: SystemCtx, ctx_of: CtxOf, district: District, units: Mapping[str, Unit], today: date
) -> int:
    """Tell the story through the services. Returns how many draws there are; 0 where fewer than two departments inspect."""
    stage = Stage(system, ctx_of, today, district.code, departments_of(units))
    if len(stage.departments) < 2:
        return 0
    begun = today - timedelta(days=BEGUN)
    load_items(system(datetime.combine(begun, time(8), CHINA)))
    for unit in stage.departments:
        _staff(stage, unit, begun)
        _plan(stage, unit)
    _keep_away(stage, begun)
    _revise(stage)
    for ago, title, is_absent in OVER:
        _hold(stage, today - timedelta(days=ago), title, is_absent=is_absent)
    _begin(stage)
    return len(OVER) + 1


def departments_of(units: Mapping[str, Unit]) -> list[Unit]:
    """One department of each kind, in the order of ``KINDS``."""
    found = []
    for kind in KINDS:
        unit = next((each for each in units.values() if kind in kinds_of_name(each.name)), None)
        if unit is not None:
            found.append(unit)
    return found


def _staff(stage: Stage, unit: Unit, begun: date) -> None:
    """Everybody who holds the post of an inspector."""
    ctx = stage.lead(unit, begun)
    for number, user in enumerate(list(accounts_of_unit(unit.pk, begun)), 1):
        certificate = f"浙C{stage.area}{unit.position % 100:02}{number:02}"
        kind = "expert" if user.username.startswith("expert-") else "officer"
        register_inspector(ctx, RegisterInspector(unit.pk, kind, user.name, certificate, begun, user.pk))


def _keep_away(stage: Stage, begun: date) -> None:
    """The first inspector of each department once worked, or has a relative, somewhere."""
    places = standing_in(stage.area).order_by("pk").values_list("pk", flat=True)[: len(stage.departments)]
    for unit, place, kind in zip(
        stage.departments, places, ("kinship", "earlier_post", "employer", "interest"), strict=False
    ):
        staff = list(active_inspectors([unit.pk], begun)[:2])
        # Where there is one alone, nobody could go in its place.
        if len(staff) > 1:
            declare_recusal(stage.lead(unit, begun, 10), DeclareRecusal(staff[0].pk, place, kind, begun))


def _plan(stage: Stage, unit: Unit) -> None:
    defaults = plan_defaults_at(stage.today, stage.area)
    for year in (stage.today.year - 1, stage.today.year):
        day = min(date(year, 1, 10), stage.today - timedelta(days=1))
        note = "与其他部门合并检查，不单独上门。"
        plan = open_plan(stage.lead(unit, day), OpenPlan(year, defaults.cap, defaults.shares, note))
        publish_plan(stage.lead(unit, day, 15), PublishPlan(plan.pk))


def _revise(stage: Stage) -> None:
    """One item reads more clearly than it did; nobody has held it against the clause yet."""
    unit, day = stage.departments[0], stage.today - timedelta(days=40)
    item = items_in_force(day).filter(unit_kind=KINDS[0]).order_by("code").first()
    if item is not None:
        command = ReviseItem(
            item.pk, day, "一线反映原来的写法看不出查什么", item.title, f"{item.look}不合格的当场拍照。", item.clause, item.weight,
            item.evidence, tuple(item.forms), tuple(item.needs), item.is_key,
        )  # fmt: skip
        revise_item(stage.lead(unit, day), command)


def _hold(stage: Stage, day: date, title: str, *, is_absent: bool) -> None:
    """A whole ceremony: frozen in the morning, sealed by noon, opened and drawn in the afternoon, or a day later."""
    first = stage.departments[0]
    draw = _frozen(stage, day, f"{day.year}年托育机构{title}")
    for minute, unit in enumerate(stage.departments):
        seal_draw(stage.lead(unit, day, 10, minute * 7), SealDraw(draw.pk, _secret(draw, unit)))
    for minute, unit in enumerate(stage.departments[: -1 if is_absent else None]):
        reveal_draw(stage.lead(unit, day, 14, minute * 3), RevealDraw(draw.pk))
    end = day + timedelta(days=2) if is_absent else day
    finish_draw(stage.lead(first, end, 15), FinishDraw(draw.pk))


def _begin(stage: Stage) -> None:
    """Two of the departments have sealed; the others are waited for."""
    day = stage.today - timedelta(days=1)
    draw = _frozen(stage, day, f"{day.year}年托育机构第五次联合抽查", days=2)
    for minute, unit in enumerate(stage.departments[:2]):
        seal_draw(stage.lead(unit, day, 16, minute * 11), SealDraw(draw.pk, _secret(draw, unit)))


def _secret(draw: Draw, unit: Unit) -> str:
    """The demonstration is the same every time; a real department takes thirty-two random bytes."""
    return hashlib.sha256(f"demo/{draw.number}/{unit.code}".encode()).hexdigest()


def _frozen(stage: Stage, day: date, title: str, days: int = 0) -> Draw:
    ends = datetime.combine(day + timedelta(days=days), time(23, 59, 59), CHINA)
    crews = tuple((unit.pk, 1) for unit in stage.departments)
    shares = plan_defaults_at(day, stage.area).shares
    ctx = stage.lead(stage.departments[0], day)
    quorum = (len(crews) + 1) // 2
    draw = open_draw(ctx, OpenDraw(title, crews, shares, ends, ends + timedelta(days=1), quorum))
    return freeze_draw(stage.lead(stage.departments[0], day, 9, 30), FreezeDraw(draw.pk))
