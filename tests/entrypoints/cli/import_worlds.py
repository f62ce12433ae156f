"""What is imported where imports are murdered: rows that are there already, a file over them, and how all of it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.entrypoints.site.world import make_unit
from tests.operations.filing.registration_rows import HEAD, csv_text, rows
from tests.registers.institutions.world import USCCS, an_institution
from tests.registers.workforce import practitioner_rows
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.search.queries import matching
from tuoyu.operations.filing.models import Registration
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner, RecordQuery

State = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class World:
    """Arguments of ``tuoyu import`` for the file before and the file that is disturbed; everything written, row by row."""

    earlier: list[str]
    later: list[str]
    verb: str
    read: Callable[[], Iterable[tuple[Any, ...]]]

    def state(self) -> State:
        return Counter(tuple(map(str, row)) for row in self.read())

    def entries(self) -> int:
        """How many imports the journal knows."""
        return Entry.objects.unscoped("tests").filter(verb=self.verb, result="ok").count()


def registrations(folder: Path) -> World:
    """Of 1,500 rows 500 are there: 150 of those say something newer, the others the same."""
    make_unit("sjj", "区市场监管局")
    some = [(*row, "") for row in rows(1_500, care_share=0.3, first=date(2021, 2, 10), span=100)]
    newer = [(f"{row[0]}新", *row[1:3], "变更登记", *row[4:-1], "2021-06-01") for row in some[:150]]
    head = (*HEAD, "业务日期")
    (folder / "a.csv").write_text(csv_text(some[:500], head), encoding="utf-8")
    (folder / "b.csv").write_text(csv_text([*newer, *some[150:]], head), encoding="utf-8")
    earlier, later = (["registrations", str(folder / name), "--unit", "sjj"] for name in ("a.csv", "b.csv"))
    return World(earlier, later, "filing.registration.import", _registrations)


def _registrations() -> Iterable[tuple[Any, ...]]:
    codes: dict[int, str] = {}
    for row in Registration.objects.unscoped("tests").order_by("pk"):
        codes[row.pk] = row.uscc
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        yield ("row", *sorted(({**values, "id": 0, "phone": row.phone.reveal()}).items()))
    for clock in Clock.objects.unscoped("tests").order_by("pk"):
        yield "clock", codes.get(clock.subject_id), clock.title, clock.due_on, clock.met_on
    for job in Job.objects.order_by("pk"):
        yield "job", job.handler, sorted(job.ids.items())
    # By the index, which knows only rows that were written whole.
    found = matching(Registration.objects.unscoped("tests").all(), "玩具")
    yield from (("found", code) for code in found.order_by("pk").values_list("uscc", flat=True))


def practitioners(folder: Path) -> World:
    """Of 1,500 rows 500 are there; 150 of those name another school, and a hundred people get a second post."""
    an_institution()
    some = list(practitioner_rows.rows(1_500, USCCS[:1]))
    newer = [(*row[:9], "研究生", *row[10:]) for row in some[:150]]
    second = [(*row[:5], "其他人员", *row[6:]) for row in some[800:900]]
    (folder / "a.csv").write_text(practitioner_rows.csv_text(some[:500]), encoding="utf-8")
    (folder / "b.csv").write_text(
        practitioner_rows.csv_text([*newer, *some[150:], *second]), encoding="utf-8"
    )
    earlier, later = (["practitioners", str(folder / name)] for name in ("a.csv", "b.csv"))
    return World(earlier, later, "workforce.practitioner.import", _practitioners)


def _practitioners() -> Iterable[tuple[Any, ...]]:
    numbers: dict[int, str] = {}
    for person in Practitioner.objects.unscoped("tests").order_by("pk"):
        opened = {name: getattr(person, name).reveal() for name in ("name", "citizen_id", "mobile")}
        numbers[person.pk] = opened["citizen_id"]
        values = {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}
        yield ("person", *sorted((values | opened | {"id": 0}).items()))
    for post in Position.objects.unscoped("tests").order_by("pk"):
        yield "post", numbers[post.practitioner_id], post.kind, post.starts_on, post.weekly_hours
    for query in RecordQuery.objects.unscoped("tests").select_related("position").order_by("pk"):
        yield "query", numbers[query.position.practitioner_id], query.position.kind, query.due_on, query.state
    for paper in Certificate.objects.unscoped("tests").order_by("pk"):
        yield "paper", numbers[paper.practitioner_id], paper.kind, paper.number, paper.issued_on


WORLDS: dict[str, Callable[[Path], World]] = {
    "registrations": registrations,
    "practitioners": practitioners,
}
