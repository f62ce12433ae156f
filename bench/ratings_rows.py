"""A province of institutions with staff, certificates, classes and findings; prints seconds as JSON for ``bench/ratings.py``.

python -m bench.ratings_rows INSTITUTIONS       (in an environment that names a database of its own)
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import django

NOW_DAY = date(2026, 11, 2)
_STAFF = 6
AREA = "330302"
_BATCH = 20_000


def main(places: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        rows = _filled(places)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"vendor": connection.vendor, "rows": rows, **_measured(places)}


def _measured(places: int) -> dict[str, Any]:
    import polars as pl

    from tuoyu.operations.supervision.columnar import ratings as columnar
    from tuoyu.operations.supervision.commands.ratings import MakeRatings
    from tuoyu.operations.supervision.queries import ratings as queries
    from tuoyu.operations.supervision.queries.rating_sources import SOURCES
    from tuoyu.operations.supervision.rules.ratings import rate
    from tuoyu.operations.supervision.services.ratings import make_ratings

    asked = queries.asked_of(None, NOW_DAY, AREA)
    sources = {name: _seconds(lambda source=source: source(asked))[0] for name, source in SOURCES.items()}
    reading, (ids, facts) = _seconds(lambda: (queries.rated_ids(NOW_DAY, AREA), queries.facts_for(asked)))
    assert len(ids) == places
    rating, many = _seconds(
        lambda: (
            found := columnar.rate_many(facts, pl.Series(ids), asked.law, NOW_DAY),
            columnar.digests(found["lines"]),
        )[0]
    )
    grouped = {
        key[0]: columnar.facts_of_frame(part)
        for key, part in facts.partition_by("institution", as_dict=True).items()
    }
    single, ones = _seconds(lambda: [rate(grouped.get(pk, []), asked.law, NOW_DAY) for pk in ids], 1)
    told = [(one.tenths, one.klass, one.text) for one in ones]
    assert told == many.select("tenths", "klass", "lines").rows(), (
        "the columns answer as the single rule does"
    )
    whole, _ = _seconds(lambda: make_ratings(system(), MakeRatings()), 1)
    return {"sources": sources, "reading": reading, "rating": rating, "single": single, "whole": whole}


def _seconds(call: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    """CPU seconds on SQLite, where all of it happens in this process; wall seconds elsewhere. The best of ``rounds``."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    best = float("inf")
    for _ in range(rounds):
        start = clock()
        answer = call()
        best = min(best, clock() - start)
    return best, answer


def system() -> Any:
    from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef

    actor = Actor(ActorKind.SYSTEM, "系统", posts=(PostRef(0, 0, "系统", "system", AREA),))
    return Ctx(actor, datetime(2026, 11, 2, 9, tzinfo=CHINA), "bench", AREA)


def _filled(places: int) -> dict[str, int]:
    dice = random.Random(7)
    from tuoyu.foundation.people.models import Unit
    from tuoyu.registers.institutions.models import Operator

    since = date(2020, 1, 1)
    unit = Unit.objects.create(
        code="wjj", name="卫健局", short_name="卫健局", kind="department", area=AREA, valid_from_on=since
    )
    operator = Operator.objects.create(uscc="91330302MA2HXY1210", name="举办者", nature="company")
    ids = institutions_of(places, unit.pk, operator.pk, dice)
    return {
        "classes": _classes(ids, dice),
        "staff": _staff(ids, dice),
        "findings": _findings(ids, unit.pk, dice),
        "visits": _visits(ids, unit.pk, dice),
    }


def made(model: Any, rows: list[Any]) -> list[Any]:
    return list(model.objects.bulk_create(rows, batch_size=_BATCH))


def institutions_of(
    places: int, unit: int, operator: int, dice: random.Random, area_codes: Sequence[str] = (AREA,)
) -> list[int]:
    """Keys of institutions that are open, in the areas by turns."""
    from tuoyu.registers.institutions.models import Institution

    rows = [
        Institution(
            operator_id=operator, name=f"托育园{n}", form="community", sponsor="private", supervisor_id=unit,
            area_code=area_codes[n % len(area_codes)], address=f"稻香路{n}号", standing="open", filed_on=_day(dice, 2000), places=40,
        )
        for n in range(places)
    ]  # fmt: skip
    return [row.pk for row in made(Institution, rows)]


def _classes(ids: list[int], dice: random.Random) -> int:
    from tuoyu.registers.institutions.models import Fact

    bands = (("infant", 10), ("toddler_s", 15), ("toddler_l", 20), ("mixed", 18))
    rows = []
    for pk in ids:
        classes = [
            {"name": f"{at}班", "band": band, "places": most - dice.randrange(3)}
            for at, (band, most) in enumerate(dice.choices(bands, k=2))
        ]
        rows.append(
            Fact(
                institution_id=pk, kind="classes", content={"classes": classes}, valid_from_on=date(2022, 1, 1),
                recorded_at=moment(date(2022, 1, 1)), source="备案表", recorded_by="系统",
            )
        )  # fmt: skip
    return len(made(Fact, rows))


def _staff(ids: list[int], dice: random.Random) -> int:
    """Six people a place, each with a health certificate a year for three years, and one of the trade."""
    from tuoyu.registers.workforce.models import Certificate, Position, Practitioner

    known = moment(date(2023, 1, 1))
    count = len(ids) * _STAFF
    people = made(
        Practitioner, [Practitioner(citizen_index=f"c{n}", first_known_at=known) for n in range(count)]
    )
    positions, papers = [], []
    for n, person in enumerate(people):
        positions.append(
            Position(
                practitioner_id=person.pk,
                institution_id=ids[n // _STAFF],
                kind="carer",
                starts_on=date(2023, 1, 1),
            )
        )
        first = _day(dice, 3 * 365)
        for year in range(3):
            issued = first + timedelta(days=360 * year)
            if issued < NOW_DAY and dice.random() > 0.02:
                papers.append(
                    Certificate(
                        practitioner_id=person.pk, kind="health", issued_on=issued, expires_on=issued + timedelta(days=365), number=str(year)
                    )
                )  # fmt: skip
        papers.append(Certificate(practitioner_id=person.pk, kind="care_teacher", issued_on=_day(dice, 4000)))
    made(Position, positions)
    return len(made(Certificate, papers)) and count


def _findings(ids: list[int], unit: int, dice: random.Random) -> int:
    from tuoyu.operations.supervision.models import Finding, ItemVersion
    from tuoyu.operations.supervision.services.items import load_items

    load_items(system())
    items = list(ItemVersion.objects.unscoped("bench").values_list("pk", flat=True))
    rows = []
    for pk in ids:
        for _ in range(dice.choice((0, 0, 1, 3, 6))):
            day = _day(dice, 1100)
            closed = day + timedelta(days=dice.randrange(1, 60)) if dice.random() < 0.85 else None
            is_closed = closed is not None and closed <= NOW_DAY
            rows.append(
                Finding(
                    institution_id=pk, unit_id=unit, item_id=dice.choice(items), severity=dice.choices(("minor", "major", "grave"), (70, 25, 5))[0],
                    sentence="消毒柜没有记录", found_at=moment(day), found_by="检查员", due_on=day + timedelta(days=14),
                    state="closed" if is_closed else "open", state_at=moment(closed if closed and is_closed else day),
                    closed_at=moment(closed) if closed and is_closed else None,
                )
            )  # fmt: skip
    return len(made(Finding, rows))


def _visits(ids: list[int], unit: int, dice: random.Random) -> int:
    from tuoyu.operations.supervision.models import Visit

    rows = []
    for pk in ids:
        for _ in range(dice.randrange(3)):
            day = _day(dice, 1400)
            rows.append(
                Visit(
                    institution_id=pk, lead_unit_id=unit, kind="drawn", code=f"V{len(rows)}", reason="抽查", authority="条例",
                    planned_on=day, signed_at=moment(day), state="signed", state_at=moment(day),
                )
            )  # fmt: skip
    return len(made(Visit, rows))


def _day(dice: random.Random, back: int) -> date:
    return NOW_DAY - timedelta(days=dice.randrange(1, back))


def moment(day: date) -> datetime:
    from tuoyu.kernel.context import CHINA

    return datetime(day.year, day.month, day.day, 10, tzinfo=CHINA)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
