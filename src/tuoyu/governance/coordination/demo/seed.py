"""Two years of invented work on the plan, told through the services, the same every time.

What happened is a list of moments in order: reports fall due and are sent in, steps are agreed and reached, the daily
round presses what is late, units answer. Nothing is written past the services, so every rule held on the way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import (
    AcceptReport,
    AddMilestone,
    BlockMilestone,
    NewFile,
    ReachMilestone,
    ReplySlip,
    ReturnReport,
    SubmitReport,
)
from tuoyu.governance.coordination.flow import SlipState
from tuoyu.governance.coordination.models import Report, Slip
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.registers.plans.models import Task
from tuoyu.registers.plans.queries import plan_in_force, tasks_with_duties
from tuoyu.registers.plans.words import DutyKind

MONTHS = 24
SEED = 20201216
STORY = Path(__file__).with_name("story.yaml")

# Gives the Ctx of the officer (or head) of a unit at a moment; "" is the leading group's office.
CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]


@dataclass(order=True)
class Happening:
    """Something that happens at a moment. ``order`` keeps equal moments in the order they were told."""

    at: datetime
    order: int
    act: Callable[[datetime], None] = field(compare=False)


class Story:
    """Collects happenings, then lets them happen in order."""

    def __init__(self, system: SystemCtx, ctx_of: CtxOf, today: date) -> None:
        self.system, self.ctx_of, self.today = system, ctx_of, today
        self.random = random.Random(SEED)
        self.happenings: list[Happening] = []
        self.milestones: dict[str, int] = {}

    def tell(self, day: date, hour: int, act: Callable[[datetime], None]) -> None:
        """What lies in the future has not happened."""
        if day <= self.today:
            at = datetime.combine(day, time(hour, self.random.randrange(60)), CHINA)
            self.happenings.append(Happening(at, len(self.happenings), act))

    def run(self) -> int:
        for happening in sorted(self.happenings):
            happening.act(happening.at)
        return len(self.happenings)


def seed(system: SystemCtx, ctx_of: CtxOf, units: Mapping[str, int], today: date) -> int:
    """Tell the whole story for the plan in force. ``units`` is code → id. Returns how many things happened."""
    data = yaml.load(STORY.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    story = Story(system, ctx_of, today)
    start = datetime.combine(today - timedelta(days=31 * MONTHS), time(9), CHINA)
    plan = plan_in_force(system(start))
    chapters = data["tasks"] if plan and plan.doc_no == data["doc_no"] else {}
    for task in tasks_with_duties(system(start)):
        chapter = chapters.get(task.no, data["generic"])
        _tell_milestones(story, task, chapter["milestones"], units)
        _tell_reports(story, task, chapter["lines"])
    _tell_rounds(story)
    return story.run()


def _tell_milestones(story: Story, task: Task, rows: list[list[Any]], units: Mapping[str, int]) -> None:
    lead = _lead(task).code
    for row in rows:
        key, unit, title, due, late, upstream, obstacle = [*row, None, None][:7]
        unit, key = unit or lead, f"{task.no}{key}" if unit is None else key
        # Nobody agrees on a Sunday: the first working day from then.
        due_on, _ = work_calendar().add_provisional(story.today + timedelta(days=due - 1), 1)
        agreed_on = min(due_on, story.today) - timedelta(days=story.random.randrange(60, 120))
        add = partial(_add, story, task, lead, (key, units[unit], title, due_on, upstream))
        # Steps that others wait for were agreed on first.
        story.tell(agreed_on - timedelta(days=0 if upstream else 5), 9, add)
        if obstacle:
            story.tell(due_on - timedelta(days=20), 15, partial(_block, story, unit, key, obstacle, upstream))
        if late is not None:
            story.tell(due_on + timedelta(days=late), 16, partial(_reach, story, unit, key, title))


def _lead(task: Task) -> Unit:
    """Who reports on the task: its lead, or its first unit where the plan names no lead."""
    duties = list(task.duties.all())
    return next((duty for duty in duties if duty.kind == DutyKind.LEAD), duties[0]).unit


def _add(
    story: Story, task: Task, lead: str, row: tuple[str, int, str, date, str | None], at: datetime
) -> None:
    key, unit_id, title, due_on, upstream = row
    upstream_id = story.milestones.get(upstream or "")
    ctx = story.ctx_of(lead, "unit_officer", at)
    command = AddMilestone(task.pk, unit_id, title, due_on, upstream_id)
    story.milestones[key] = services.add_milestone(ctx, command).pk


def _block(story: Story, unit: str, key: str, obstacle: str, upstream: str | None, at: datetime) -> None:
    ctx = story.ctx_of(unit, "unit_officer", at)
    upstream_id = story.milestones.get(upstream or "")
    services.block_milestone(ctx, BlockMilestone(story.milestones[key], obstacle, upstream_id))


def _reach(story: Story, unit: str, key: str, title: str, at: datetime) -> None:
    ctx = story.ctx_of(unit, "unit_officer", at)
    proof = NewFile(
        f"{title}-完成情况.txt", f"演示佐证\n{title}已完成。\n{at:%Y-%m-%d}\n".encode(), "完成情况说明"
    )
    services.reach_milestone(ctx, ReachMilestone(story.milestones[key], at.date(), "按要求完成", (proof,)))


def _tell_reports(story: Story, task: Task, lines: list[str]) -> None:
    lead = _lead(task)
    first = add_months(story.today.replace(day=1), -MONTHS)
    for number in range(MONTHS):
        period = add_months(first, number)
        # Most report in the first days of the next month; task 9 has gone quiet, some send in late.
        is_silent = task.no == 9 and number >= MONTHS - 1
        delay = story.random.choice((2, 3, 3, 4, 5, 5, 6, 9))
        sent_on = add_months(period, 1) + timedelta(days=delay)
        if not is_silent:
            line = lines[number % len(lines)]
            story.tell(sent_on, 10, partial(_submit, story, task, lead.code, lead.pk, period, line))
            review = partial(_review, story, task, lead.pk, period)
            story.tell(sent_on + timedelta(days=story.random.randrange(1, 5)), 15, review)


def _submit(story: Story, task: Task, unit: str, unit_id: int, period: date, line: str, at: datetime) -> None:
    files: tuple[NewFile, ...] = ()
    if story.random.random() < 0.72:
        name = f"{period:%Y年%m月}-任务{task.no}-工作台账.txt"
        files = (NewFile(name, f"演示佐证\n{line}。\n{period:%Y-%m}\n".encode(), "工作台账"),)
    command = SubmitReport(
        task_id=task.pk,
        unit_id=unit_id,
        period_on=period,
        summary=f"{line}；对照方案要求逐项核对，按月推进。",
        obstacles="需要责任单位进一步配合。" if story.random.random() < 0.2 else "",
        next_steps="按节点继续推进，下月报送进展。",
        files=files,
    )
    services.submit_report(story.ctx_of(unit, "unit_officer", at), command)


def _review(story: Story, task: Task, unit_id: int, period: date, at: datetime) -> None:
    rows = Report.objects.unscoped("the report under review").filter(
        task=task, unit_id=unit_id, period_on=period
    )
    report = rows.get()
    ctx = story.ctx_of("", "coordinator", at)
    is_last = period == add_months(story.today.replace(day=1), -1)
    if is_last and task.no in {4, 10, 17}:
        return  # still on the desk
    if is_last and task.no == 12:
        services.return_report(ctx, ReturnReport(report.pk, "没有写明在建项目的具体进度，请补充清单。"))
        return
    services.accept_report(ctx, AcceptReport(report.pk))


def _tell_rounds(story: Story) -> None:
    """Reports are asked for on the first of a month; the round of slips runs weekly, lately daily; lights are kept."""
    first = add_months(story.today.replace(day=1), -MONTHS)
    for number in range(MONTHS + 1):
        period = add_months(first, number)
        story.tell(period, 6, lambda at, period=period: _ask(story, period, at))  # type: ignore[misc]
    for day in _round_days(story.today):
        story.tell(day, 7, lambda at: _press(story, at))
        story.tell(day, 17, lambda at: _answer(story, at))
        story.tell(day, 23, lambda at: _keep_lights(story, at))


def _round_days(today: date) -> Iterator[date]:
    for weeks in range(MONTHS * 4, 2, -4):
        yield today - timedelta(days=7 * weeks)
    for days in range(14, 0, -1):
        yield today - timedelta(days=days)


def _ask(story: Story, period: date, at: datetime) -> None:
    services.open_reports(story.system(at), period)


def _press(story: Story, at: datetime) -> None:
    services.raise_due_slips(story.system(at))


def _keep_lights(story: Story, at: datetime) -> None:
    services.snapshot_tasks(story.system(at))


def _answer(story: Story, at: datetime) -> None:
    """A unit answers a slip some days after it came; the newest are still open."""
    rows = (
        Slip.objects.unscoped("slips to answer").select_related("unit").filter(state=SlipState.ISSUED.value)
    )
    for slip in rows.filter(issued_at__lt=at - timedelta(days=3)).order_by("pk"):
        if (story.today - at.date()).days < 4:
            continue
        ctx = story.ctx_of(slip.unit.code, "unit_head", at)
        services.reply_slip(ctx, ReplySlip(slip.pk, "已召集责任科室研究，明确专人跟进，按新的时间表完成。"))
