"""Two years of invented numbers, told through the services by the units that answer for them; the same every time.

The sizes are plausible for a district of 1.2 million (about 21,800 children under three at the end of 2023, 171
communities); every number says 演示数据. Indicators without a source of their own stay empty, on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tuoyu.governance.targets.commands import CorrectObservation, RecordObservation
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.queries import area_names
from tuoyu.governance.targets.rules.periods import end_day, first_day, last_complete, month_index
from tuoyu.governance.targets.services import adopt_goals, correct_observation, record_observation
from tuoyu.governance.targets.words import Period
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.registers.plans.queries import plan_in_force

SOURCE = "演示数据"
SEED = 20201216
MONTHS = 24
STREET_MONTHS = 3
LATE_CHILDREN = 27
# Gives the Ctx of a role in a unit (by its code) at a moment; "" is the leading group's office.
CtxOf = Callable[[str, str, datetime], Ctx]


@dataclass(frozen=True, slots=True)
class Story:
    """How a number moved: a share (or plain number) from ``start`` to ``end`` over two years, with ``noise`` a step.

    ``whole`` is the denominator at the start and at the end; zero where the indicator has none.
    """

    code: str
    start: float
    end: float
    noise: float
    whole: tuple[int, int] = (0, 0)
    has_streets: bool = False


STORIES = (
    # Rising, yet short of the 95 % that 2025 should have brought.
    Story("health_management_rate", 90.8, 94.7, 0.14, (21_770, 20_900), has_streets=True),
    # Met, and certificates keep coming.
    Story("certified_staff_rate", 71.5, 84.1, 0.35, (612, 742)),
    # 363 places short of 4.5 per thousand of 1,209,400 residents.
    Story("places_per_thousand", 3.86, 4.2, 0.012, (1_209_400, 1_209_400)),
    # Falling: the surveys of this year are worse than those of last year.
    Story("parenting_awareness_rate", 92.4, 88.7, 0.5, (1_200, 1_200)),
    Story("enrolment_rate", 9.4, 12.1, 0.15, (21_770, 20_900)),
    Story("community_coverage_rate", 33.9, 43.3, 0.3, (171, 171)),
    Story("registration_push_days", 6.2, 3.6, 0.8),
)


def seed(ctx_of: CtxOf, today: date) -> int:
    """Record two years of observations up to ``today`` for the indicators that the plan in force has. Returns how many.

    Laws that came after the plan was adopted set their goals first, as they do every night.
    """
    office = ctx_of("", "coordinator", datetime.combine(today, time(8), CHINA))
    plan = plan_in_force(office)
    if plan is not None:
        adopt_goals(office, plan.pk)
    indicators = {
        row.code: row
        for row in Indicator.objects.unscoped("demonstration").select_related("owner").order_by("pk")
    }
    told = 0
    for story in STORIES:
        indicator = indicators.get(story.code)
        if indicator is not None and indicator.owner is not None:
            told += _Teller(ctx_of, indicator, indicator.owner.code, story, today).tell()
    return told


class _Teller:
    """Tells one story through the officer of the unit that answers for the indicator."""

    def __init__(self, ctx_of: CtxOf, indicator: Indicator, owner: str, story: Story, today: date) -> None:
        self.ctx_of, self.indicator, self.owner = ctx_of, indicator, owner
        self.story, self.today = story, today
        self.period = Period(indicator.period)
        # Invented numbers have to be the same every time, not unguessable.
        self.random = random.Random(f"{SEED}-{story.code}")  # noqa: S311

    def tell(self) -> int:
        days = list(self._days())
        told = 0
        for at, (day, value) in enumerate(zip(days, self._walk(len(days)), strict=True)):
            observation = self._record(day, value, self._whole(at / max(len(days) - 1, 1)))
            told += 1
            if self.story.has_streets and at == len(days) - 5:
                self._mend(observation)
            if self.story.has_streets and at >= len(days) - STREET_MONTHS:
                told += self._tell_streets(day, value)
        return told

    def _days(self) -> Iterator[date]:
        newest = month_index(last_complete(self.today, self.period))
        count = MONTHS // self.period.months
        yield from (first_day(newest - (count - 1 - at) * self.period.months) for at in range(count))

    def _walk(self, count: int) -> Iterator[float]:
        """From start to end, wandering in between; the ends are as told."""
        story, wander = self.story, 0.0
        for at in range(count):
            wander = wander * 0.6 + self.random.gauss(0, story.noise)
            edge = 0.0 if at in {0, count - 1} else wander
            yield story.start + (story.end - story.start) * at / max(count - 1, 1) + edge

    def _whole(self, share: float) -> int:
        first, last = self.story.whole
        return round(first + (last - first) * share)

    def _record(self, day: date, value: float, whole: int, area: str = "") -> Observation:
        ctx = self._officer(day)
        denominator = Decimal(whole) if whole else None
        counted = min(round(value * whole / self.indicator.scale), whole) if whole else max(round(value), 0)
        command = RecordObservation(
            self.indicator.pk, day, area or ctx.area, Decimal(counted), denominator, SOURCE, is_checked=True
        )
        return record_observation(ctx, command)

    def _tell_streets(self, day: date, value: float) -> int:
        """Streets differ by a few points; their children are invented."""
        district = self._officer(day).area
        streets = [code for code in area_names(district) if code != district]
        for at, street in enumerate(streets):
            children = 500 + (at * 397) % 2_100
            own = value + 3.0 - (at * 29 % 70) / 10 + self.random.gauss(0, 0.3)
            self._record(day, min(own, 99.5), children, street)
        return len(streets)

    def _mend(self, wrong: Observation) -> None:
        """Once a community health centre was late with some children: the head of the unit corrects the number."""
        day = wrong.recorded_at.astimezone(CHINA).date() + timedelta(days=2)
        ctx = self.ctx_of(self.owner, "unit_head", datetime.combine(day, time(15), CHINA))
        reason = f"社区卫生服务中心补报 {LATE_CHILDREN} 名"
        command = CorrectObservation(
            wrong.pk, wrong.numerator + LATE_CHILDREN, wrong.denominator, SOURCE, reason, is_checked=True
        )
        correct_observation(ctx, command)

    def _officer(self, day: date) -> Ctx:
        """The officer of the unit, in the morning of the fifth day after the period."""
        written_on = min(end_day(day, self.period) + timedelta(days=5), self.today)
        return self.ctx_of(self.owner, "unit_officer", datetime.combine(written_on, time(10), CHINA))
