"""How a task stands, and why: the worst fact speaks, and the cause is looked for upstream. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuoyu.governance.coordination.flow import MilestoneState, ReportState
from tuoyu.governance.coordination.rules.limits import LightRules
from tuoyu.governance.coordination.words import Light
from tuoyu.kernel.dates import WorkCalendar, format_day


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    """A milestone as the lights see it. ``upstream_id`` is 0 when it waits for nobody."""

    id: int
    task_id: int
    unit_name: str
    title: str
    due_on: date
    state: str
    upstream_id: int = 0
    obstacle: str = ""
    # What pages show of it besides.
    unit_id: int = 0
    unit_short: str = ""
    reached_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {MilestoneState.PLANNED, MilestoneState.BLOCKED}


@dataclass(frozen=True, slots=True)
class ReportFact:
    """A report: ``due_on`` is the last day to send it in, far ahead where nothing is owed."""

    task_id: int
    unit_name: str
    period_on: date
    due_on: date
    state: str
    # What pages show of it besides.
    id: int = 0
    unit_id: int = 0
    unit_short: str = ""
    evidence_count: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong or about to be: how bad, what, who can solve it, and what waits behind.

    ``days`` are working days: passed since the due day when ``is_overdue``, else left.
    """

    light: Light
    days: int
    is_overdue: bool
    sentence: str
    solver: str
    upstream: str = ""
    milestone_id: int = 0

    @property
    def state_sentence(self) -> str:
        return state_words(self.light, self.days, is_overdue=self.is_overdue)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands today. ``troubles`` are sorted, the worst first."""

    light: Light
    sentence: str
    solver: str
    upstream: str
    days: int
    is_overdue: bool = False
    troubles: tuple[Trouble, ...] = ()

    @property
    def state_sentence(self) -> str:
        """The words of the pill: 逾期 6 个工作日, 剩 2 个工作日, 正常."""
        return state_words(self.light, self.days, is_overdue=self.is_overdue)


def state_words(light: Light, days: int, *, is_overdue: bool) -> str:
    """A state with its working days; the light alone where there is nothing to count."""
    if is_overdue:
        return f"逾期 {days} 个工作日" if days else "已过期限"
    return f"剩 {days} 个工作日" if light is Light.WARN and days else light.label


NOTHING_YET = Standing(Light.NONE, "还没有节点，也没有应报的进展", "", "", 0)


def stand(
    milestones: Sequence[MilestoneFact],
    reports: Sequence[ReportFact],
    others: Mapping[int, MilestoneFact],
    *,
    today: date,
    calendar: WorkCalendar,
    rules: LightRules,
) -> Standing:
    """The light of one task. ``others`` are all open milestones of the plan by id: where upstream causes are found."""
    if not milestones and not reports:
        return NOTHING_YET
    troubles = [
        *_of_milestones(milestones, others, today, calendar, rules),
        *_of_reports(reports, today, calendar, rules),
    ]
    troubles.sort(key=_badness)
    if not troubles:
        return Standing(Light.OK, _good_news(milestones), "", "", 0)
    worst = troubles[0]
    return Standing(
        worst.light,
        worst.sentence,
        worst.solver,
        worst.upstream,
        worst.days,
        worst.is_overdue,
        tuple(troubles),
    )


def root_cause(milestone: MilestoneFact, others: Mapping[int, MilestoneFact]) -> tuple[MilestoneFact, ...]:
    """The open milestones this one waits for, nearest first; the last is the cause. Empty when it waits for nobody."""
    chain: list[MilestoneFact] = []
    seen = {milestone.id}
    current = others.get(milestone.upstream_id)
    while current is not None and current.is_open and current.id not in seen:
        chain.append(current)
        seen.add(current.id)
        current = others.get(current.upstream_id)
    return tuple(chain)


def _of_milestones(
    milestones: Iterable[MilestoneFact],
    others: Mapping[int, MilestoneFact],
    today: date,
    calendar: WorkCalendar,
    rules: LightRules,
) -> list[Trouble]:
    troubles = []
    for milestone in milestones:
        if not milestone.is_open:
            continue
        left, _ = calendar.count_provisional(today, milestone.due_on)
        light = _light(left, milestone, today, rules)
        if light is not Light.OK:
            troubles.append(_trouble(milestone, others, light, left, today))
    return troubles


def _light(left: int, milestone: MilestoneFact, today: date, rules: LightRules) -> Light:
    if today > milestone.due_on:
        return Light.BAD if -left >= rules.red_overdue else Light.WARN
    if left <= rules.near_due or milestone.state == MilestoneState.BLOCKED:
        return Light.WARN
    return Light.OK


def _trouble(
    milestone: MilestoneFact, others: Mapping[int, MilestoneFact], light: Light, left: int, today: date
) -> Trouble:
    chain = root_cause(milestone, others)
    what = milestone.obstacle or f"“{milestone.title}”应于{format_day(milestone.due_on)}完成"
    solver, upstream = milestone.unit_name, ""
    if chain:
        cause = chain[-1]
        solver, upstream = cause.unit_name, f"上游：{cause.unit_name}“{cause.title}”未完成"
    return Trouble(light, abs(left), today > milestone.due_on, what, solver, upstream, milestone.id)


def _of_reports(
    reports: Iterable[ReportFact], today: date, calendar: WorkCalendar, rules: LightRules
) -> list[Trouble]:
    owed = [report for report in reports if report.state in {ReportState.DUE, ReportState.RETURNED}]
    missing = sorted(
        (report for report in owed if today > report.due_on), key=lambda report: report.period_on
    )
    if not missing:
        return []
    first = missing[0]
    overdue, _ = calendar.count_provisional(first.due_on, today)
    periods = list(dict.fromkeys(report.period_on for report in missing))
    count = len(periods)
    if count < rules.amber_missing_reports:
        return []
    is_bad = count >= rules.red_missing_reports or overdue >= rules.red_overdue
    light = Light.BAD if is_bad else Light.WARN
    months = "、".join(f"{period.month}月" for period in periods[-3:])
    sentence = f"{months}进展未报" if count <= 3 else f"连同{months}共 {count} 期进展未报"
    return [Trouble(light, overdue, is_overdue=True, sentence=sentence, solver=first.unit_name)]


def _badness(trouble: Trouble) -> tuple[int, int]:
    order = {Light.BAD: 0, Light.WARN: 1, Light.OK: 2, Light.NONE: 3}
    # Among the overdue the longest first, among the near the nearest first.
    return order[trouble.light], -trouble.days if trouble.is_overdue else trouble.days


def _good_news(milestones: Sequence[MilestoneFact]) -> str:
    ahead = sorted((m for m in milestones if m.is_open), key=lambda m: m.due_on)
    if ahead:
        return f"下一节点“{ahead[0].title}”，{format_day(ahead[0].due_on)}到期"
    done = sum(1 for m in milestones if m.state == MilestoneState.REACHED)
    return f"{done} 个节点均已完成" if done else "进展按月报送"
