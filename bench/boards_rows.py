"""What a province keeps of its supervision: visits, answers, findings, results, penalties, ratings, plans and draws, written
plainly for ``bench/boards_pages.py``. Days lie before ``ratings_rows.NOW_DAY``; who signs in is the lead of the largest department.
"""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from itertools import islice
from typing import Any

from bench.ratings_rows import AREA, NOW_DAY, institutions_of, made, moment, system

LEAD = "lead"
_STREETS, _UNITS, _CREW = 60, 12, 20
_YEAR = NOW_DAY.replace(month=1, day=1)
# Of a hundred visits that lie ahead or behind, how many stand where.
_BEHIND = (("signed", 88), ("recorded", 3), ("cancelled", 4), ("noticed", 3), ("planned", 2))
_AHEAD = (("planned", 70), ("noticed", 30))
_SHARES = {"A": 500, "B": 2_000, "C": 5_000, "D": 10_000}


def filled(places: int) -> dict[str, int]:
    """Writes all of it; how many rows of each."""
    dice = random.Random(11)
    units = _units()
    streets = _streets()
    ids = institutions_of(places, units[0], _operator(), dice, streets)
    crews = _crews(units)
    items = _items()
    visits = _visits(ids, units, dice)
    counts = {
        "institutions": places,
        "visits": len(visits),
        "members": _members(visits, crews, dice),
        "answers": _answers(visits, items, crews, dice),
        "findings": len(findings := _findings(visits, items, dice)),
        "results": _results(visits, dice),
        "penalties": len(penalties := _penalties(visits[:: max(len(visits) * 10 // places, 1)], dice)),
        "ratings": _ratings(ids, dice),
        "clocks": _clocks("finding", [row for row in findings if row.state != "closed"])
        + _clocks("penalty", [row for row in penalties if row.state != "withdrawn"]),
    }
    _plans(units)
    _draws(units)
    _lead(units[0])
    return counts


def _units() -> list[int]:
    from tuoyu.foundation.people.models import Unit

    rows = [
        Unit(code=f"u{n:02}", name=f"第{n}部门", short_name=f"{n}部", kind="department", area=AREA, valid_from_on=date(2020, 1, 1), position=n)
        for n in range(_UNITS)
    ]  # fmt: skip
    return [row.pk for row in made(Unit, rows)]


def _streets() -> list[str]:
    from tuoyu.registers.sites.models import Area

    district = Area.objects.create(code=AREA, name="区", short_name="区", kind="district")
    codes = [f"{AREA}{n:03}" for n in range(1, _STREETS + 1)]
    made(Area, [Area(code=each, name=f"{each}街道", short_name=each, kind="street", parent=district) for each in codes])  # fmt: skip
    return codes


def _operator() -> int:
    from tuoyu.registers.institutions.models import Operator

    return Operator.objects.create(uscc="91330302MA2HXY1210", name="举办者", nature="company").pk


def _crews(units: list[int]) -> dict[int, list[int]]:
    """Unit → its inspectors."""
    from tuoyu.operations.supervision.models import Inspector

    rows = [
        Inspector(unit_id=unit, kind="officer", name=f"检查员{n}", certificate_no=f"浙C{n:05}", since_on=date(2020, 1, 1))
        for unit in units
        for n in range(_CREW)
    ]  # fmt: skip
    keys = iter([row.pk for row in made(Inspector, rows)])
    return {unit: list(islice(keys, _CREW)) for unit in units}


def _items() -> list[int]:
    from tuoyu.operations.supervision.models import ItemVersion
    from tuoyu.operations.supervision.services.items import load_items

    load_items(system())
    return list(ItemVersion.objects.unscoped("bench").order_by("pk").values_list("pk", flat=True))


def _visits(ids: list[int], units: list[int], dice: random.Random) -> list[Any]:
    """None to four an institution in three years, half of them by the first department; some lie ahead."""
    from tuoyu.operations.supervision.models import Visit

    rows = []
    for pk in ids:
        for _ in range(dice.choice((0, 1, 1, 2, 4))):
            day = NOW_DAY - timedelta(days=dice.randrange(-40, 1_000))
            names, weights = zip(*(_AHEAD if day > NOW_DAY else _BEHIND), strict=True)
            state = dice.choices(names, weights)[0]
            unit = units[0] if dice.random() < 0.5 else dice.choice(units)
            is_done = state in {"signed", "recorded"}
            at = moment(day) if is_done else None
            rows.append(
                Visit(
                    institution_id=pk, lead_unit_id=unit, kind=dice.choice(("drawn", "planned", "special", "complaint", "look_back")),
                    code=f"V{len(rows)}", reason="抽查", authority="条例", planned_on=day, state=state, state_at=moment(day),
                    noticed_at=None if state == "planned" else moment(day), started_at=at, recorded_at=at,
                    signed_at=at if state == "signed" else None, number=f"记{len(rows):07}" if state == "signed" else "",
                )
            )  # fmt: skip
    return made(Visit, rows)


def _members(visits: list[Any], crews: dict[int, list[int]], dice: random.Random) -> int:
    """Two of the leading department; in every third visit one of another besides."""
    from tuoyu.operations.supervision.models import VisitMember

    units, rows = list(crews), []
    for visit in visits:
        pairs = [(each, visit.lead_unit_id) for each in dice.sample(crews[visit.lead_unit_id], 2)]
        if dice.random() < 1 / 3 and (other := dice.choice(units)) != visit.lead_unit_id:
            pairs.append((dice.choice(crews[other]), other))
        rows += [VisitMember(visit_id=visit.pk, inspector_id=each, unit_id=unit) for each, unit in pairs]
    return len(made(VisitMember, rows))


def _answers(visits: list[Any], items: list[int], crews: dict[int, list[int]], dice: random.Random) -> int:
    """Three items a visit that was made, one in eight wrong."""
    from tuoyu.operations.supervision.models import Answer, VisitItem

    done = [visit for visit in visits if visit.recorded_at]
    lines = [
        VisitItem(visit_id=visit.pk, item_id=item, unit_id=visit.lead_unit_id)
        for visit in done
        for item in dice.sample(items, min(3, len(items)))
    ]
    people = {unit: crew[0] for unit, crew in crews.items()}
    rows = [
        Answer(
            visit_item_id=line.pk, uid=uuid.UUID(int=line.pk), outcome="bad" if dice.random() < 1 / 8 else "ok",
            inspector_id=people[line.unit_id], answered_at=moment(NOW_DAY), received_at=moment(NOW_DAY),
        )
        for line in made(VisitItem, lines)
    ]  # fmt: skip
    return len(made(Answer, rows))


def _findings(visits: list[Any], items: list[int], dice: random.Random) -> list[Any]:
    """None to four a visit that was made; most are closed, the rest open, handed in, returned or to be looked at again."""
    from tuoyu.operations.supervision.models import Finding

    rows = []
    for visit in visits:
        for _ in range(dice.choice((0, 0, 1, 2, 4)) if visit.recorded_at else 0):
            due = visit.planned_on + timedelta(days=dice.choice((7, 15, 30)))
            is_old = due < NOW_DAY - timedelta(days=20)
            state = "closed" if dice.random() < (0.93 if is_old else 0.3) else dice.choice(("open", "open", "submitted", "returned", "look_back"))  # fmt: skip
            rows.append(
                Finding(
                    institution_id=visit.institution_id, visit_id=visit.pk, unit_id=visit.lead_unit_id, item_id=dice.choice(items),
                    severity=dice.choices(("minor", "major", "grave"), (70, 25, 5))[0], sentence="消毒柜没有记录", found_at=visit.recorded_at,
                    found_by="检查员", due_on=due, state=state, state_at=visit.recorded_at, closed_at=moment(due) if state == "closed" else None,
                    repeats=int(dice.random() < 0.05),
                )
            )  # fmt: skip
    return made(Finding, rows)


def _results(visits: list[Any], dice: random.Random) -> int:
    from tuoyu.operations.supervision.models import Result

    rows = [
        Result(
            visit_id=visit.pk, institution_id=visit.institution_id, unit_id=visit.lead_unit_id, looked_count=3, bad_count=dice.choice((0, 0, 1, 2)),
            sentence="检查 3 个事项。", published_at=visit.signed_at + timedelta(days=2), published_by="负责人",
            until_on=visit.planned_on + timedelta(days=730), withdrawn_at=visit.signed_at if dice.random() < 0.01 else None,
        )
        for visit in visits
        if visit.signed_at and dice.random() < 0.7
    ]  # fmt: skip
    return len(made(Result, rows))


def _penalties(visits: list[Any], dice: random.Random) -> list[Any]:
    """A tenth of the institutions have a case; half of them were decided, and these are shown to everybody."""
    from tuoyu.operations.supervision.models import Penalty, Publication

    paper, rows = _paper(), []
    for visit in visits:
        on, at = visit.planned_on, moment(visit.planned_on)
        decided: dict[str, Any] = {
            "state": dice.choice(("opened", "investigated", "told", "spared", "withdrawn"))
        }
        if dice.random() < 0.5:
            number = f"罚〔2026〕{len(rows)}号"
            decided = {"state": dice.choice(("served", "closed")), "decided_at": at, "decided_on": on, "number": number, "paper_id": paper}  # fmt: skip
        rows.append(
            Penalty(
                institution_id=visit.institution_id, unit_id=visit.lead_unit_id, operator_name="举办者", operator_uscc="91330302MA2HXY1210",
                form="community", places=40, offence="O1", offence_label="未按规定备案", basis="条例", facts="事实", occurred_on=on, opened_at=at,
                opened_by="负责人", state_at=at, decided_kinds=["fine"], decided_fine_fen=dice.randrange(10_000, 3_000_000), **decided,
            )
        )  # fmt: skip
    penalties = made(Penalty, rows)
    shown = [
        Publication(penalty_id=row.pk, fact="事实", published_at=row.decided_at, published_by="负责人", display_until_on=row.decided_on + timedelta(days=1_100))
        for row in penalties
        if row.decided_at
    ]  # fmt: skip
    made(Publication, shown)
    return penalties


def _paper() -> int:
    from tuoyu.foundation.files.models import StoredFile

    row = StoredFile.objects.create(
        name="决定书.pdf", size=1, media_type="application/pdf", digest="d" * 64, data_class="C1", uploaded_at=moment(NOW_DAY)
    )  # fmt: skip
    return row.pk


def _clocks(noun: str, rows: list[Any]) -> int:
    """The term that runs for each, a fifth of them over."""
    from tuoyu.foundation.deadlines.models import Clock

    clocks = [
        Clock(
            kind=f"{noun}_term", subject_type=f"supervision.{noun}", subject_id=row.pk, title="限期", link=f"/supervision/{noun}s/{row.pk}/",
            unit_id=row.unit_id, started_on=row.state_at.date(), due_on=row.state_at.date() + timedelta(days=15), basis="条例", policy_fingerprint="c" * 64,
        )
        for row in rows
    ]  # fmt: skip
    return len(made(Clock, clocks))


def _ratings(ids: list[int], dice: random.Random) -> int:
    """The newest of each and the one before."""
    from tuoyu.operations.supervision.models import Rating

    rows = []
    for pk in ids:
        for is_newest, on in ((False, NOW_DAY - timedelta(days=31)), (True, NOW_DAY)):
            tenths = dice.randrange(600)
            rows.append(
                Rating(
                    institution_id=pk, klass="ABCD"[min(tenths // 150, 3)], tenths=tenths, cause="round", rated_on=on, rated_at=moment(on),
                    rated_by="系统", valid_until_on=on + timedelta(days=365), law_fingerprint="a" * 64, facts_digest="b" * 64, is_newest=is_newest,
                )
            )  # fmt: skip
    return len(made(Rating, rows))


def _plans(units: list[int]) -> None:
    from tuoyu.operations.supervision.models import InspectionPlan

    rows = [
        InspectionPlan(unit_id=unit, year=year, cap=2, shares=_SHARES, state="published", state_at=moment(_YEAR), published_at=moment(_YEAR))
        for unit in units
        for year in (_YEAR.year - 1, _YEAR.year)
    ]  # fmt: skip
    made(InspectionPlan, rows)


def _draws(units: list[int]) -> None:
    """Finished, each with a file as long as the frozen list of a province."""
    from tuoyu.operations.supervision.models import Draw

    rows = [
        Draw(
            number=f"2026-{n}", title=f"第{n}次抽查", lead_unit_id=units[n % len(units)], shares=_SHARES, state="finished", state_at=moment(NOW_DAY),
            seal_by_at=moment(NOW_DAY), open_by_at=moment(NOW_DAY), frozen_at=moment(NOW_DAY), finished_at=moment(NOW_DAY),
            frozen_text="名" * 1_000_000, file_text="名" * 1_000_000,
        )
        for n in range(12)
    ]  # fmt: skip
    made(Draw, rows)


def _lead(unit: int) -> None:
    from tuoyu.foundation.people.models import Post, User

    at = moment(date(2020, 1, 1))
    user = User(username=LEAD, name="负责人", made_at=at)
    user.set_unusable_password()
    user.save()
    Post.objects.create(user=user, unit_id=unit, role="inspection_lead", starts_on=at.date(), made_at=at)
