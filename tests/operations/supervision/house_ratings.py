"""Ratings, appeals and evaluations for the world of the house tests: of an institution of each of two bureaus, in every state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from tests.conftest import NOW
from tests.house.world import World
from tests.registers.institutions.world import profile, system
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.operations.supervision.models import (
    Evaluation,
    EvaluationExpert,
    EvaluationTable,
    Inspector,
    OutsideScore,
    Rating,
    RatingAppeal,
    SelfScore,
)
from tuoyu.registers.institutions.commands import OperatorData, RegisterInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import register_institution

TODAY = NOW.date()
LINE = {
    "kind": "staffing", "grade": "short", "row": "institutions.institution", "id": 1, "since": "2021-01-01", "ended": None, "n": 1,
    "tenths": 50, "until": None,
}  # fmt: skip
ITEM = {"dimension": "4", "code": "x1", "text": "虚构条目", "points": "10", "is_veto": False}
RESULT = [{"clause": "4", "label": "办托条件", "full": "10", "own": "10", "outside": "8"}]


def stock_ratings(world: World) -> None:
    numbers = count(1)
    table = _tables(world)
    for key, bureau in (("i", "a"), ("j", "b")):
        places = _places(world, key, bureau, numbers)
        _ratings(world, key, next(places))
        for state in ("opened", "self_done", "drawn", "assessed", "graded", "published"):
            _evaluation(world, key, next(places), table, state)


def _places(world: World, key: str, bureau: str, numbers: Iterator[int]) -> Iterator[Institution]:
    for number in numbers:
        name = f"{key}评{number}托育园"
        command = RegisterInstitution(
            OperatorData(f"91330302MA9{number:02}HXY10", name, "company", legal_person="某人"),
            profile(name, address=f"评估路{number}号"),
            world.units[bureau].pk,
            TODAY - timedelta(days=100),
            "营业执照",
            unit_id=world.units[key].pk,
        )
        yield world.add(register_institution(system(), command))


def _ratings(world: World, key: str, place: Institution) -> None:
    newest = world.add(_rating(place, TODAY, is_newest=True))
    before = world.add(_rating(place, TODAY - timedelta(days=31), is_newest=False))
    text = world.canary(key, "C1")
    appeal = RatingAppeal.objects.create(
        rating=before, institution=place, officer_unit=place.supervisor, lines=[LINE], reason=f"不对 {text}",
        submitted_at=NOW, submitted_by="某人", state="submitted", state_at=NOW,
    )  # fmt: skip
    world.stands_in(text, world.add(appeal), "supervision.appeal.view")
    assert newest.is_newest


def _rating(place: Institution, on: date, *, is_newest: bool) -> Rating:
    return Rating.objects.create(
        institution=place, klass="B", tenths=50, lines_text=json.dumps([LINE]), cause="round", rated_on=on, rated_at=NOW,
        rated_by="系统", valid_until_on=on + timedelta(days=300), law_fingerprint="0", facts_digest="0", is_newest=is_newest,
    )  # fmt: skip


def _tables(world: World) -> EvaluationTable:
    columns = {
        "source": "虚构", "version": "1", "dimensions": [{"clause": "4", "label": "办托条件", "points": "10"}], "items": [ITEM],
        "grades": [{"grade": "A", "from_points": "9"}, {"grade": "B", "from_points": "0"}], "loaded_at": NOW,
        "loaded_by": "某人", "state_at": NOW,
    }  # fmt: skip
    made = [
        world.add(EvaluationTable.objects.create(title=f"虚构表 {state}", state=state, **columns))
        for state in ("adopted", "draft")
    ]
    for number in range(3):
        Inspector.objects.create(
            unit=world.units["d"], kind="expert", name=f"专家{number}", certificate_no=f"评{number}", since_on=date(2020, 1, 1)
        )  # fmt: skip
    return made[0]


def _evaluation(world: World, key: str, place: Institution, table: EvaluationTable, state: str) -> None:
    text = world.canary(key, "C1")
    has_result = state in {"graded", "published"}
    row = Evaluation.objects.create(
        institution=place, table=table, reason=f"年度评估 {text}", opened_on=TODAY, state="self_done" if state == "drawn" else state,
        state_at=NOW, result=RESULT if has_result else [], own=10 if has_result else None, outside=8 if has_result else None,
        grade="B" if has_result else "", graded_at=NOW if has_result else None, answered_at=NOW if has_result else None,
        published_at=NOW if state == "published" else None,
        valid_until_on=TODAY + timedelta(days=300) if state == "published" else None,
    )  # fmt: skip
    world.stands_in(text, world.add(row), "supervision.evaluation.view")
    SelfScore.objects.create(evaluation=row, code="x1", points=Decimal(10))
    if state in {"drawn", "assessed"}:
        _experts(world, row, is_done=state == "assessed")
    if state == "graded":
        start_clock(
            system(), "evaluation_objection", row, unit_id=world.units[key].pk, title="异议", link="/inbox/"
        )


def _experts(world: World, row: Evaluation, *, is_done: bool) -> None:
    """Both inspectors of the bureaus as experts, with the points of every item."""
    for key in ("a_inspector", "b_inspector"):
        person = world.people[key]
        inspector, _ = Inspector.objects.unscoped("tests").get_or_create(
            unit=person.unit,
            certificate_no=f"评-{key}",
            defaults={"user": person.user, "kind": "expert", "name": key, "since_on": date(2020, 1, 1)},
        )
        expert = world.add(
            EvaluationExpert.objects.create(
                evaluation=row,
                inspector=inspector,
                user=person.user,
                round=1,
                drawn_at=NOW,
                submitted_at=NOW if is_done else None,
            )
        )
        OutsideScore.objects.create(expert=expert, code="x1", points=Decimal(10))
