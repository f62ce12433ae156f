"""A big file of practitioners: the same rows as single registrations make, all or none, once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.registers.institutions.world import USCCS, an_institution, system
from tests.registers.workforce.practitioner_rows import csv_text, number_of, rows
from tests.registers.workforce.world import a_person, citizen
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.exchange.bigfiles import FileRefused
from tuoyu.foundation.exchange.columnar import read_chunks
from tuoyu.foundation.exchange.reading import read_rows
from tuoyu.foundation.exchange.sheets import DryRun, RowError
from tuoyu.foundation.exchange.tables import read_lines
from tuoyu.kernel.identity import check_citizen_id, check_mobile
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce import permissions
from tuoyu.registers.workforce.commands import ImportPractitionerFile, RegisterPractitioner
from tuoyu.registers.workforce.exchange_files import (
    COLUMNAR,
    check_practitioner_file,
    import_practitioner_file,
    judge_of,
    write_practitioner_errors,
)
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner, RecordQuery
from tuoyu.registers.workforce.queries import institutions_by_code
from tuoyu.registers.workforce.services import register_practitioner
from tuoyu.registers.workforce.sheets import PRACTITIONERS, Places, command_of, row_errors

GOOD = (
    USCCS[0], "", "王小禾", citizen(0), "13800138000", "保育人员", "2021-03-01", "", "", "大专", "", "", "", "", "", "",
)  # fmt: skip


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def imported(path: Path) -> dict[str, int]:
    return asdict(import_practitioner_file(system(), ImportPractitionerFile(path)))


def line(**changes: str) -> tuple[str, ...]:
    """``GOOD`` with some cells, by key, changed."""
    keys = [column.key for column in PRACTITIONERS.columns]
    return tuple(changes.get(key, cell) for key, cell in zip(keys, GOOD, strict=True))


def stored() -> list[tuple[Any, ...]]:
    """Everything that is written of people, keys left out, sealed text as it reads."""
    names = {}
    found: list[tuple[Any, ...]] = []
    for person in Practitioner.objects.unscoped("tests").order_by("citizen_index"):
        values = {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}
        opened = {name: getattr(person, name).reveal() for name in ("name", "citizen_id", "mobile")}
        names[person.pk] = opened["citizen_id"]
        found.append(("person", *sorted(map(str, (values | opened | {"id": 0}).items()))))
    for post in Position.objects.unscoped("tests").select_related("institution").order_by("pk"):
        due = (
            RecordQuery.objects.unscoped("tests")
            .filter(position=post)
            .values_list("cause", "due_on", "state")
        )
        whose = names[post.practitioner_id], post.institution.name, post.kind, post.starts_on, post.ends_on
        found.append(("post", *map(str, whose), post.is_full_time, post.weekly_hours, *due.order_by("pk")))
    for paper in Certificate.objects.unscoped("tests").order_by("pk"):
        shown = paper.kind, paper.number, paper.issuer, str(paper.issued_on), str(paper.expires_on)
        found.append(("paper", names[paper.practitioner_id], *shown))
    return sorted(found, key=str)


def emptied() -> None:
    for model in (RecordQuery, Certificate, Position, Practitioner):
        model.objects.unscoped("tests").delete()


def register_each(content: bytes) -> None:
    """The single path: row after row through the service of the form."""
    places = Places(institutions_by_code(system(), permissions.IMPORT))
    for row in read(content).rows:
        key = places.find(row["uscc"], row["institution"])
        assert key is not None
        register_practitioner(system(), command_of(row, key))


def read(content: bytes) -> DryRun:
    return read_rows(PRACTITIONERS, read_lines("a.csv", content, max_bytes=1 << 22, most_lines=5_000))


@pytest.fixture
def garden() -> Institution:
    return an_institution()


@pytest.fixture
def chain(garden: Institution) -> list[Institution]:
    """Another operator with two institutions."""
    return [an_institution("河东托育园", USCCS[1]), an_institution("河西托育园", USCCS[1])]


@pytest.mark.django_db
def test_import_practitioner_file_makes_what_single_registrations_make(
    garden: Institution, chain: list[Institution], tmp_path: Path
) -> None:
    some = list(rows(160, [USCCS[0]]))
    text = csv_text(some)
    register_each(text.encode())
    single = stored()
    emptied()
    assert imported(written(tmp_path / "a.csv", text)) == {"made": 140, "merged": 0, "known": 0}
    assert stored() == single
    assert len([row for row in single if row[0] == "paper"]) == 160


@pytest.mark.django_db
def test_import_practitioner_file_again_says_nothing_new(garden: Institution, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", csv_text(rows(40, [USCCS[0]])))
    assert imported(path) == {"made": 35, "merged": 0, "known": 0}
    before = stored()
    assert imported(path) == {"made": 0, "merged": 0, "known": 40}
    assert stored() == before
    entries = Entry.objects.unscoped("tests").filter(verb="workforce.practitioner.import").order_by("pk")
    assert [entry.note for entry in entries] == [
        "40 行：新增 35 人，在册人员有更新的 0 行，没有变化的 0 行",
        "40 行：新增 0 人，在册人员有更新的 0 行，没有变化的 40 行",
    ]


@pytest.mark.django_db
def test_import_practitioner_file_seals_what_is_personal(garden: Institution, tmp_path: Path) -> None:
    imported(written(tmp_path / "a.csv", csv_text([GOOD])))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, citizen_id, mobile, name_index, citizen_index FROM workforce_practitioner"
        )
        kept = "|".join(cursor.fetchone())
    entries = " ".join(f"{entry.object_title} {entry.note}" for entry in Entry.objects.unscoped("tests"))
    for plain in ("王小禾", citizen(0), "13800138000"):
        assert plain not in kept
        assert plain not in entries


@pytest.mark.django_db
def test_import_practitioner_file_is_all_or_none_and_shows_no_number(
    garden: Institution, tmp_path: Path
) -> None:
    wrong = citizen(1)[:-1] + "?"
    table = [
        GOOD,
        line(citizen_id=wrong, kind="校长"),
        line(uscc="91330302MA2HXY123E"),
        line(citizen_id=wrong, mobile="123"),
    ]
    path = written(tmp_path / "a.csv", csv_text(table))
    with pytest.raises(FileRefused) as refused:
        imported(path)
    found = [(error.line, error.column) for error in refused.value.errors]
    assert found == [(3, "岗位"), (4, "机构统一社会信用代码"), (5, "公民身份号码"), (5, "手机")]
    said = " ".join(error.sentence for error in refused.value.errors)
    assert wrong[:10] not in said
    assert not stored()
    target = tmp_path / "errors.csv"
    write_practitioner_errors(ImportPractitionerFile(path), refused.value, target)
    first = target.read_text(encoding="utf-8-sig").splitlines()[1]
    assert ",3,岗位," in first


@pytest.mark.django_db
def test_import_practitioner_file_asks_which_of_several_institutions(
    garden: Institution, chain: list[Institution], tmp_path: Path
) -> None:
    several = line(uscc=USCCS[1])
    with pytest.raises(FileRefused, match="2家机构，请写明是哪一家：河东托育园、河西托育园"):
        imported(written(tmp_path / "a.csv", csv_text([several])))
    imported(written(tmp_path / "a.csv", csv_text([line(uscc=USCCS[1], institution="河西托育园")])))
    (post,) = Position.objects.unscoped("tests")
    assert post.institution_id == chain[1].pk


@pytest.mark.django_db
def test_import_practitioner_file_is_not_for_heads(garden: Institution, tmp_path: Path, ctx_for: Any) -> None:
    path = written(tmp_path / "a.csv", csv_text([GOOD]))
    for act in (import_practitioner_file, check_practitioner_file):
        with pytest.raises(Refused) as refused:
            act(ctx_for("institution_head", garden.supervisor), ImportPractitionerFile(path))
        assert refused.value.status == 403
    assert not stored()
    assert check_practitioner_file(system(), ImportPractitionerFile(path)) == 1


names = st.sampled_from(["王小禾", "䶮 李", "O'Neil", " 王小禾 ", "'=1"])
numbers = st.sampled_from(
    [citizen(0), citizen(0).lower(), number_of(3), number_of(7), "３" + citizen(1)[1:], citizen(2)[:-1] + "?", "33", "990302198001010000"]
)  # fmt: skip
places = st.sampled_from(
    [
        (USCCS[0], ""),
        (USCCS[0].lower(), "随便"),
        (USCCS[1], "河东托育园"),
        (USCCS[1], ""),
        ("91330302MA2HXY123E", ""),
        ("1", ""),
    ]
)
mobiles = st.sampled_from(["", "13800138000", "+86 138-0013-8000", "１３８00138001", "12345"])
posts = st.sampled_from(["保育人员", "carer", "保健人员", "园长"])
days = st.sampled_from(["2021-03-01", "2021/3/2", "44256", "2099-01-01", "", "x"])
hours = st.tuples(st.sampled_from(["", "专职", "兼职"]), st.sampled_from(["", "20", "169", "4.0"]))
schools = st.tuples(st.sampled_from(["", "大专", "本科"]), st.sampled_from(["", "3", "-1"]))
papers = st.one_of(
    st.just(("", "", "", "", "")),
    st.tuples(
        st.sampled_from(["", "健康合格证", "nurse"]),
        st.sampled_from(["", "A1"]),
        st.sampled_from(["", "市卫健委"]),
        days,
        days,
    ),
)
lines = st.builds(
    lambda place, name, number, mobile, post, day, hour, school, paper: (
        *place, name, number, mobile, post, day, *hour, *school, *paper
    ),
    places, names, numbers, mobiles, posts, days, hours, schools, papers,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.one_of(lines, st.just(GOOD)), min_size=1, max_size=8))
def test_columns_judge_practitioners_as_the_single_rules_do(
    chain: list[Institution], tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]]
) -> None:
    content = csv_text(table).encode()
    path = written(tmp_path_factory.mktemp("people") / "a.csv", content.decode())
    judge = judge_of(system())
    whole = read(content)
    unread = {error.line for error in whole.errors}
    errors, single = list(whole.errors), {}
    for row in whole.rows:
        found: list[RowError] = [] if row.line in unread else row_errors(row, judge.places, NOW.date())
        errors += found
        if not found and row.line not in unread:
            key = judge.places.find(row["uscc"], row["institution"])
            single[row.line] = command_of(row, key or 0)
    opened = COLUMNAR.open(path, max_bytes=1 << 20, most_sheet_bytes=1 << 20)
    chunks = list(read_chunks(COLUMNAR, opened, judge))
    assert [error for chunk in chunks for error in chunk.errors] == sorted(errors, key=lambda each: each.line)
    (chunk,) = chunks
    assert chunk.frame["line"].to_list() == list(single)
    assert list(map(plain, judge.commands(chunk.frame))) == list(map(plain, single.values()))


def plain(command: RegisterPractitioner) -> tuple[Any, ...]:
    """A command as it is kept: number and mobile in normal form, by the rules of the kernel."""
    values = {name: getattr(command, name) for name in RegisterPractitioner.__dataclass_fields__}
    number = check_citizen_id(command.citizen_id, NOW.date()).normalised
    mobile = check_mobile(command.mobile).normalised if command.mobile else ""
    return tuple((values | {"citizen_id": number, "mobile": mobile}).items())


sound = st.builds(
    lambda place, name, number, mobile, post, day, hour, school, paper: (
        *place, name, number, mobile, post, day, *hour, *school, *paper
    ),
    st.sampled_from([(USCCS[0], ""), (USCCS[1], "河东托育园")]),
    st.sampled_from(["王小禾", "王禾"]),
    st.sampled_from([citizen(0), citizen(0).lower(), citizen(1), citizen(2)]),
    st.sampled_from(["", "13800138000", "138 0013 8001"]),
    st.sampled_from(["保育人员", "保健人员"]),
    st.sampled_from(["2021-03-01", "2021-04-01"]),
    st.tuples(st.sampled_from(["", "兼职"]), st.sampled_from(["", "20"])),
    st.tuples(st.sampled_from(["", "大专", "本科"]), st.sampled_from(["", "3"])),
    st.one_of(
        st.just(("", "", "", "", "")),
        st.tuples(
            st.sampled_from(["健康合格证", "护士执业证"]), st.sampled_from(["", "A1"]), st.just(""),
            st.just("2021-01-04"), st.sampled_from(["", "2022-01-04"]),
        ),
    ),
)  # fmt: skip
tables = st.lists(sound, min_size=1, max_size=6)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(sound, max_size=4), table=tables)
@example(before=[GOOD], table=[line(certificate="健康合格证", issued_on="2021-01-04"), line(hours="兼职")])
def test_import_practitioner_file_leaves_what_single_registrations_leave(
    chain: list[Institution],
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, ...]],
    table: list[tuple[str, ...]],
) -> None:
    found = []
    path = written(tmp_path_factory.mktemp("people") / "a.csv", csv_text(table))
    for take in (lambda: register_each(path.read_bytes()), lambda: imported(path)):
        emptied()
        if before:
            register_each(csv_text(before).encode())
        take()
        found.append(stored())
    assert found[0] == found[1]


@pytest.mark.django_db
def test_import_practitioner_file_leaves_a_post_that_ended_alone(garden: Institution, tmp_path: Path) -> None:
    a_person(garden, 0)
    Position.objects.unscoped("tests").update(ends_on=date(2021, 4, 1))
    assert imported(written(tmp_path / "a.csv", csv_text([line(starts_on="2021-05-01")])))["made"] == 0
    posts_held = Position.objects.unscoped("tests").order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(posts_held) == [(date(2021, 3, 1), date(2021, 4, 1)), (date(2021, 5, 1), None)]
