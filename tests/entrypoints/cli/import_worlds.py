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
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.search.queries import matching
from tuoyu.operations.filing.models import Registration

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


WORLDS: dict[str, Callable[[Path], World]] = {"registrations": registrations}
