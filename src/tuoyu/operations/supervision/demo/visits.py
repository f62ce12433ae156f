"""Two years of visits for the demonstration, through the services: planned, made, recorded, signed, rated."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.files.base import ContentFile

from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.visits import (
    AddPhoto,
    AnswerGiven,
    MergeVisit,
    NoticeVisit,
    PlanVisit,
    RateVisit,
    RecordVisit,
    SignatureGiven,
    SignVisit,
    StartVisit,
    SyncVisit,
)
from tuoyu.operations.supervision.demo.pictures import photograph
from tuoyu.operations.supervision.models import Inspector, Recusal, Visit
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.queries.visits import asked_of, head_of, inspectors_of_units
from tuoyu.operations.supervision.services.items import load_items
from tuoyu.operations.supervision.services.merging import merge_visit
from tuoyu.operations.supervision.services.recording import (
    rate_visit,
    record_visit,
    settle_visit,
    sign_visit,
)
from tuoyu.operations.supervision.services.syncing import add_photo, sync_visit
from tuoyu.operations.supervision.services.visits import notice_visit, plan_visit, start_visit
from tuoyu.operations.supervision.words.visits import InspectorKind, Side, VisitKind
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in
from tuoyu.registers.institutions.words import Standing

SEED = 20260401
MONTHS, EACH_MONTH, AHEAD_DAYS, TRIES = 24, 12, 5, 20
# The newest are signed on the phone and have their record as a paper; those before were signed on paper.
WITH_PAPER = 6
SystemAt = Callable[[datetime], Ctx]
CtxOf = Callable[[str, str, datetime], Ctx]
_NOTES = (
    "没有达到要求",
    "抽看三处，一处不合格",
    "做了，但没有记录",
    "记录缺两天",
    "负责人说还没来得及办",
    "与上次说的不一致",
)
_REASONS = {
    VisitKind.PLANNED: "年度计划检查",
    VisitKind.DRAWN: "双随机一公开抽查",
    VisitKind.SPECIAL: "夏季食品安全专项检查",
    VisitKind.COMPLAINT: "核查群众反映的问题",
}
_AUTHORITY = "《托育机构管理规范（试行）》（国卫人口发〔2019〕58号）监督管理一章"


def seed_visits(
    system: SystemAt, ctx_of: CtxOf, district: District, units: Mapping[str, Unit], today: date
) -> int:
    """Make the visits; how many. Inspectors (``Inspector`` rows with accounts) and institutions are there already."""
    pool = _crews(units)
    if not pool:
        return 0
    if not items_in_force(today).exists():
        load_items(system(_at(add_months(today, -MONTHS), 8)))
    story = _Story(system, district.code, pool, random.Random(SEED), today, _away())
    return story.run() + story.together({unit.pk: code for code, unit in units.items()}, ctx_of)


def _crews(units: Mapping[str, Unit]) -> list[list[Inspector]]:
    """The inspectors of each unit that has two or more with an account, the larger pool first."""
    found: dict[int, list[Inspector]] = {}
    for each in inspectors_of_units(unit.pk for unit in units.values()):
        if each.kind == InspectorKind.EXPERT:
            continue
        found.setdefault(each.unit_id, []).append(each)
    return sorted(
        (crew for crew in found.values() if len(crew) > 1), key=lambda crew: (-len(crew), crew[0].pk)
    )


def _away() -> set[tuple[int, int]]:
    """Inspector and institution that are kept apart."""
    rows = Recusal.objects.unscoped("the demonstration")
    return set(rows.values_list("inspector_id", "institution_id"))


@dataclass(slots=True)
class _Story:
    system: SystemAt
    area: str
    crews: list[list[Inspector]]
    dice: random.Random
    today: date
    away: set[tuple[int, int]]

    def run(self) -> int:
        places = list(standing_in(self.area).exclude(standing=Standing.CLOSED.value).order_by("pk"))
        days = self._days() if places else []
        for place_in_story, day in enumerate(days):
            place = places[self.dice.randrange(len(places))]
            self._past(place, day, has_paper=place_in_story >= len(days) - WITH_PAPER)
        for number in range(min(AHEAD_DAYS, len(places))):
            self._ahead(places[number], self.today + timedelta(days=number), is_noticed=number % 2 == 0)
        return len(days) + min(AHEAD_DAYS, len(places))

    def together(self, codes: Mapping[int, str], ctx_of: CtxOf) -> int:
        """Twice two departments mean to go to one place in one week: once it was made one visit (综合查一次), once it is proposed."""
        places = list(standing_in(self.area).filter(standing=Standing.OPEN.value).order_by("-pk")[:2])
        pairs = [self._pair(place) for place in places]
        joined = next((pair for pair in pairs if len(pair) > 1), None)
        if joined:
            first, *others = joined
            lead = ctx_of(codes[first.lead_unit_id], "inspection_lead", _at(self.today, 8))
            merge_visit(lead, MergeVisit(first.pk, tuple(visit.pk for visit in others)))
        return sum(len(pair) for pair in pairs)

    def _pair(self, place: Institution) -> list[Visit]:
        """Visits of the first two departments that have something to ask there, three days apart."""
        made: list[Visit] = []
        for crew in self._free(place):
            day = self.today + timedelta(days=AHEAD_DAYS + 3 * len(made))
            visit = self._if_asked(place, VisitKind.PLANNED, day, crew[:2], self.system(_at(self.today, 8)))
            made += [visit] if visit else []
            if len(made) > 1:
                break
        return made

    def _days(self) -> list[date]:
        """The days of the visits that were made, in order, ending a week ago."""
        first = add_months(self.today, -MONTHS)
        span = (self.today - first).days - 7
        return sorted(first + timedelta(days=self.dice.randrange(span)) for _ in range(MONTHS * EACH_MONTH))

    def _past(self, place: Institution, day: date, *, has_paper: bool) -> None:
        visit, crew = self._planned(place, day, self.system(_at(day - timedelta(days=3), 9)))
        start = _at(day, 9)
        first = self._as(crew[0], start)
        notice_visit(self.system(_at(day - timedelta(days=2), 10)), NoticeVisit(visit.pk))
        start_visit(first, StartVisit(visit.pk, start))
        for unit_id, who in {each.unit_id: each for each in reversed(crew)}.items():
            self._answer(visit, unit_id, self._as(who, _at(day, 11)), start)
        record_visit(self._as(crew[0], _at(day, 12)), RecordVisit(visit.pk))
        if has_paper:
            self._sign(visit, crew, place, _at(day, 12))
        else:
            settle_visit(self.system(_at(day, 12)), visit.pk)
        if place.unit_id and self.dice.random() < 0.6:
            self._rate(visit, place, _at(day, 17))

    def _ahead(self, place: Institution, day: date, *, is_noticed: bool) -> None:
        now = self.system(_at(self.today, 8))
        visit, _ = self._planned(place, day, now)
        if is_noticed:
            notice_visit(now, NoticeVisit(visit.pk))

    def _planned(self, place: Institution, day: date, house: Ctx) -> tuple[Visit, list[Inspector]]:
        """Not every department has something to ask everywhere: then others go. Who goes comes back with the visit."""
        kind = self.dice.choice(list(_REASONS))
        for _ in range(TRIES):
            crew = self._crew(place)
            visit = self._if_asked(place, kind, day, crew, house)
            if visit is not None:
                return visit, crew
        raise LookupError(f"no department has anything to ask at {place}")

    def _if_asked(
        self, place: Institution, kind: VisitKind, day: date, crew: Sequence[Inspector], house: Ctx
    ) -> Visit | None:
        """The visit; None where these departments have nothing to ask there."""
        command = PlanVisit(
            place.pk, kind.value, day, _REASONS[kind], _AUTHORITY, tuple(each.pk for each in crew),
            lead_unit_id=crew[0].unit_id,
        )  # fmt: skip
        try:
            return plan_visit(house, command)
        except Refused as refused:
            if refused.verdict.failures[0].code != "supervision.nothing_asked":
                raise
        return None

    def _crew(self, place: Institution) -> list[Inspector]:
        """Two of one department; in a third of the visits two of another with them (综合查一次). Who must keep away does."""
        crews = self._free(place)
        lead = crews[0] if self.dice.random() < 0.5 else self.dice.choice(crews)
        crew = self.dice.sample(lead, 2)
        others = [each for each in crews if each is not lead]
        if others and self.dice.random() < 0.33:
            crew += self.dice.sample(self.dice.choice(others), 2)
        return crew

    def _free(self, place: Institution) -> list[list[Inspector]]:
        """Of each department those who need not keep away, where two are left."""
        crews = [[each for each in crew if (each.pk, place.pk) not in self.away] for crew in self.crews]
        return [crew for crew in crews if len(crew) > 1]

    def _answer(self, visit: Visit, unit_id: int, ctx: Ctx, start: datetime) -> None:
        items = asked_of(visit, unit_id)
        bad = set(self.dice.sample(items, min(len(items), self._faults())))
        answers = tuple(
            AnswerGiven(
                self._uid(),
                item,
                "bad" if item in bad else "not_here" if self.dice.random() < 0.05 else "ok",
                self.dice.choice(_NOTES) if item in bad else "",
                start + timedelta(seconds=50 * place),
            )
            for place, item in enumerate(items)
        )
        sync_visit(ctx, SyncVisit(visit.pk, answers, ctx.now))
        for answer in answers:
            if answer.outcome == "bad":
                self._photograph(visit, answer, ctx)

    def _photograph(self, visit: Visit, answer: AnswerGiven, ctx: Ctx) -> None:
        picture = photograph(visit.institution.name, is_mended=False)
        digest, taken = hashlib.sha256(picture).hexdigest(), answer.answered_at
        add_photo(
            ctx,
            AddPhoto(
                visit.pk, answer.visit_item_id, self._uid(), digest, digest, taken, ctx.now,
                ContentFile(picture, "检查.png"), "检查.png",
            ),
        )  # fmt: skip

    def _faults(self) -> int:
        return self.dice.choice((0, 0, 0, 0, 1, 1, 2))

    def _sign(self, visit: Visit, crew: Sequence[Inspector], place: Institution, at: datetime) -> None:
        ctx = self._as(crew[0], at)
        sides = [(Side.INSPECTOR, each.name) for each in crew[:2]]
        for side, name in [*sides, (Side.INSTITUTION, place.head_name or "值班老师")]:
            sign_visit(ctx, SignVisit(visit.pk, SignatureGiven(self._uid(), side.value, name, _PEN, at)))

    def _rate(self, visit: Visit, place: Institution, at: datetime) -> None:
        head = head_of(place, at.date())
        if head is not None:
            ctx = Ctx(actor_of(head, at.date()), at, "demo", self.area)
            rate_visit(ctx, RateVisit(visit.pk, self.dice.choice((5, 5, 5, 4, 4, 3))))

    def _as(self, inspector: Inspector, at: datetime) -> Ctx:
        """The inspector acting; ``_crews`` has only those with an account."""
        if inspector.user is None:
            raise LookupError(f"inspector {inspector.pk} has no account")
        return Ctx(actor_of(inspector.user, at.astimezone(CHINA).date()), at, "demo", self.area)

    def _uid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)


_PEN = "M60 120 L110 60 L150 130 L210 70 L260 120 L330 90 L420 110"


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)
