"""A small district in which every relation exists twice: what is yours, and the same thing of somebody else.

Everything sensitive in it is a canary, ``CNRY-<owner>-<class>-<n>``: whoever finds one in an answer knows whose it is.
The rows are written plainly; which of them a role may touch is worked out here from the words of the matrix, not by
asking the code that is under test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import time_machine
import yaml
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user
from tuoyu.entrypoints.api.models import Token
from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.notices.models import Delivery, Notice
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.ui.models import SavedView
from tuoyu.foundation.vault.classes import C1
from tuoyu.foundation.vault.secret import Secret
from tuoyu.governance.coordination.models import Evidence, Milestone, Report, ReportFigure, Slip
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.supervision.models import Draw, DrawParty, ItemVersion, Penalty, Recusal, Transfer
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.plans.models import Duty, Target, Task, Version
from tuoyu.registers.sites.models import Area
from tuoyu.registers.workforce.models import Position, Practitioner

MATRIX_FILE = Path(__file__).with_name("policy_matrix.yaml")
STREET_DIGITS = 9
# Rows of a floor stand on those of the floors below.
FLOORS = ("foundation", "registers", "operations", "governance", "entrypoints")
MONTH = NOW.date().replace(day=1)
PLAN_TEXT = "鹿城区托育服务实施方案\n1. 建设托育机构。牵头单位：区卫生健康局；责任单位：区教育局、各街镇。"


@dataclass(frozen=True)
class Matrix:
    """``scope("people.user.view", "leader")`` is one of none, own, lent, unit, lead, all."""

    roles: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]

    def scope(self, action: str, role: str) -> str:
        return self.cells[action][self.roles.index(role)]


def read_matrix() -> Matrix:
    data = yaml.safe_load(MATRIX_FILE.read_text(encoding="utf-8"))
    return Matrix(tuple(data["roles"]), {code: tuple(row) for code, row in data["actions"].items()})


@dataclass(frozen=True)
class Person:
    """A user in one post, and the browser in which the person is signed in."""

    key: str
    user: User
    unit: Unit
    post: Post
    client: Client

    @property
    def role(self) -> str:
        return self.post.role

    def ctx(self, *others: Person) -> Ctx:
        """The person acting; ``others``' posts are held as well."""
        refs = tuple(
            PostRef(each.post.pk, each.unit.pk, each.unit.name, each.role, each.unit.area)
            for each in (self, *others)
        )
        return Ctx(
            Actor(ActorKind.PERSON, self.user.name, self.user.pk, refs), NOW, f"house-{self.key}", DISTRICT
        )


@dataclass
class World:
    """``people`` by key, ``rows`` by model label; ``canaries``: text → (action that shows it, the row it stands in)."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    rows: dict[str, list[models.Model]] = field(default_factory=dict)
    canaries: dict[str, tuple[str, models.Model]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(row._meta.label_lower, []).append(row)
        return row

    def of(self, label: str) -> list[models.Model]:
        return self.rows.get(label, [])

    def canary(self, owner: str, data_class: str) -> str:
        """A new one; ``stands_in`` says later where it was put."""
        return f"CNRY-{owner}-{data_class}-{len(self.canaries) + 1:03d}"

    def stands_in(self, text: str, row: Any, action: str) -> str:
        self.canaries[text] = (action, row)
        return text

    def is_related(self, scope: str, person: Person, row: Any) -> bool:
        """Does the row stand in the relation that the matrix names? Written from its words, once more."""
        mine = {person.unit.pk, person.unit.collective_id}
        leads_or_answers = (
            [duty for duty in self.duties(row) if duty.unit_id in mine] if isinstance(row, Task) else []
        )
        answers = {
            "all": True,
            "own": _user_of(row) == person.user.pk,
            "lent": isinstance(row, Post)
            and row.delegated_from is not None
            and row.delegated_from.user == person.user,
            "unit": bool(leads_or_answers) if isinstance(row, Task) else person.unit.pk in self.units_of(row),
            "street": len(person.unit.area) >= STREET_DIGITS
            and str(getattr(row, "area_code", "")).startswith(person.unit.area),
            "lead": any(duty.kind == "lead" for duty in leads_or_answers)
            or (isinstance(row, Draw) and row.lead_unit_id == person.unit.pk),
        }
        return answers.get(scope, False)

    def units_of(self, row: Any) -> set[int | None]:
        """The units that a row is of: its own, or those of the institution on which it hangs (its own, its supervisor).

        A case and what hangs on it are the applicant's, and from the day it was handed in the officer's as well.
        """
        if hasattr(row, "house_units"):  # rows whose relation is said by whoever made them
            return set(row.house_units)
        if isinstance(row, Practitioner):
            posts = [post for post in self.of("workforce.position") if isinstance(post, Position)]
            return set().union(*(self.units_of(post) for post in posts if post.practitioner_id == row.pk))
        told = self._units_of_supervision(row)
        if told is not None:
            return told
        case = row if isinstance(row, FilingCase) else getattr(row, "case", None)
        if isinstance(case, FilingCase):
            is_handed_in = case.submitted_at is not None and case.state != "draft"
            return {case.unit_id, case.officer_unit_id if is_handed_in else None}
        institution = row if isinstance(row, Institution) else getattr(row, "institution", None)
        if isinstance(institution, Institution):
            return {institution.unit_id, institution.supervisor_id, getattr(row, "to_unit_id", None)}
        return {_unit_of(row)}

    def _units_of_supervision(self, row: Any) -> set[int | None] | None:
        """A draw is of the departments that take part, a recusal of its inspector's, an item of the kind that owns it."""
        if isinstance(row, Draw):
            parties = [party for party in self.of("supervision.drawparty") if isinstance(party, DrawParty)]
            return {party.unit_id for party in parties if party.draw_id == row.pk}
        if isinstance(row, Recusal):
            return {row.inspector.unit_id}
        # A penalty is its unit's, and from the day on which the party was told also the party's; a transfer is both sides'.
        if isinstance(row, Transfer):
            return {row.unit_id, row.to_unit_id}
        penalty = row if isinstance(row, Penalty) else getattr(row, "penalty", None)
        if isinstance(penalty, Penalty):
            is_told = penalty.told_at is not None or penalty.is_simple
            return {penalty.unit_id, penalty.institution.unit_id if is_told else None}
        if isinstance(row, ItemVersion):
            return {unit.pk for unit in self.units.values() if row.unit_kind in unit.name}
        return None

    def duties(self, task: Task) -> list[Duty]:
        return [row for row in self.of("plans.duty") if isinstance(row, Duty) and row.task_id == task.pk]


def _user_of(row: Any) -> int | None:
    if isinstance(row, User):
        return int(row.pk)
    if isinstance(row, Token):
        return int(row.post.user_id)
    return getattr(row, "user_id", None)


def _unit_of(row: Any) -> int | None:
    if isinstance(row, Indicator):
        return row.owner_id
    if isinstance(row, Observation):
        return row.indicator.owner_id
    return getattr(row, "unit_id", getattr(row, "source_unit_id", None))


@contextmanager
def built() -> Iterator[World]:
    """The world, at ``NOW``, in a transaction that is undone."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        world = World()
        _people(world)
        _plan(world)
        _work(world)
        _numbers(world)
        _machines(world)
        _make_extra(world)
        _journal(world)
        yield world
        transaction.set_rollback(True)


PERSONS = (
    # key, unit, role
    ("leader", "group", "leader"),
    ("office", "group", "coordinator"),
    ("a_head", "a", "unit_head"),
    ("a_officer", "a", "unit_officer"),
    ("b_head", "b", "unit_head"),
    ("b_officer", "b", "unit_officer"),
    ("street", "s1", "unit_officer"),
    ("idle", "d", "unit_officer"),
    ("a_filing", "a", "filing_officer"),
    ("b_filing", "b", "filing_officer"),
    ("registrar", "c", "registrar"),
    ("a_inspector", "a", "inspector"),
    ("b_inspector", "b", "inspector"),
    ("a_lead", "a", "inspection_lead"),
    ("b_lead", "b", "inspection_lead"),
    ("i_head", "i", "institution_head"),
    ("j_head", "j", "institution_head"),
    ("sysadmin", "group", "system_admin"),
    ("secadmin", "group", "security_admin"),
    ("auditor", "group", "audit_admin"),
)


def _people(world: World) -> None:
    units = world.units
    units["group"] = make_unit("ldxzb", "区领导小组办公室", kind="leadership")
    units["streets"] = make_unit("gjz", "各街镇", kind="collective")
    units["a"] = make_unit("wjj", "区卫生健康局")
    units["b"] = make_unit("jyj", "区教育局")
    units["c"] = make_unit("sjj", "区市场监管局")
    units["d"] = make_unit("tyj", "区体育局")
    units["s1"] = make_unit(
        "330302001", "五马街道", kind="street", area="330302001", collective=units["streets"]
    )
    units["s2"] = make_unit(
        "330302002", "松台街道", kind="street", area="330302002", collective=units["streets"]
    )
    # Two institutions whose people have accounts: rows of theirs are made by tests/registers/institutions/house_rows.py.
    units["i"] = make_unit("qhty", "青禾托育园", kind="served", area="330302001")
    units["j"] = make_unit("hdyey", "河东幼儿园", kind="served", area="330302002")
    for unit in units.values():
        world.add(unit)
    for key, unit, role in PERSONS:
        _person(world, key, units[unit], role)
    lent = make_post(
        world.people["b_head"].user, units["a"], "unit_head",
        starts_on=NOW.date() + timedelta(days=30), ends_on=NOW.date() + timedelta(days=40),
        delegated_from=world.people["a_head"].post,
    )  # fmt: skip
    world.add(lent)


def _person(world: World, key: str, unit: Unit, role: str) -> None:
    user = make_user(key, f"{key}君")
    mobile = world.canary(key, "C2")
    user.mobile = Secret(mobile)
    user.save()
    title = world.canary(key, "C1")
    post = make_post(user, unit, role, title=title)
    world.stands_in(mobile, world.add(user), "nobody")
    world.stands_in(title, world.add(post), "people.post.view")
    world.people[key] = Person(key, user, unit, post, client_of(user))


def _plan(world: World) -> None:
    facts = {"area": DISTRICT, "state_at": NOW, "imported_at": NOW, "imported_by": "测试"}
    draft = {"title": "草稿方案", "effective": "2021-07-01", "tasks": [], "targets": []}
    version = world.add(
        Version.objects.create(
            title="现行方案",
            doc_no="温鹿政办〔2020〕64号",
            state="adopted",
            draft=draft,
            text=PLAN_TEXT,
            **facts,
        )
    )
    world.add(
        Version.objects.create(
            title="草稿方案",
            state="draft",
            draft={**draft, "tasks": [_draft_task()]},
            text=PLAN_TEXT,
            **facts,
        )
    )
    for no, (lead, others) in enumerate((("a", ["b", "streets"]), ("b", ["c"]), ("streets", ["c"])), 1):
        task = world.add(
            Task.objects.create(version=version, no=no, title=f"任务之{no}", clause="建设托育机构。")
        )
        world.add(Duty.objects.create(task=task, unit=world.units[lead], kind="lead", position=0))
        for position, other in enumerate(others, 1):
            world.add(
                Duty.objects.create(task=task, unit=world.units[other], kind="responsible", position=position)
            )
    world.add(
        Target.objects.create(
            version=version, position=1, metric="托位数", year=2025, op=">=", value=4, unit="个"
        )
    )
    world.add(Area.objects.create(code=DISTRICT, name="鹿城区", short_name="鹿城", kind="district"))


def _draft_task() -> dict[str, Any]:
    return {
        "no": 1, "chapter": None, "section": "", "section_title": "", "title": "建设托育机构", "clause": "建设托育机构。",
        "lead": ["区卫生健康局"], "responsible": ["区教育局"], "measures": [], "deadline": None,
    }  # fmt: skip


def _work(world: World) -> None:
    """For each unit a milestone in every state that a move starts from, reports, slips, and the clocks of one of each."""
    ctx = world.people["office"].ctx()
    tasks = [row for row in world.of("plans.task") if isinstance(row, Task)]
    for key, task in (("a", tasks[0]), ("b", tasks[1]), ("s1", tasks[0]), ("s2", tasks[2])):
        unit = world.units[key]
        for state in ("planned", "blocked"):
            _milestone(world, ctx, key, task, unit, state)
        for months, state in enumerate(("due", "submitted", "returned")):
            _report(world, ctx, key, task, unit, months, state)
        for number, state in enumerate(("issued", "replied")):
            _slip(world, key, task, unit, number, state)


def _milestone(world: World, ctx: Ctx, key: str, task: Task, unit: Unit, state: str) -> None:
    text = world.canary(key, "C1")
    row = world.add(
        Milestone.objects.create(
            task=task,
            unit=unit,
            title=f"节点 {text}",
            due_on=NOW.date() + timedelta(days=20),
            state=state,
            state_at=NOW,
        )
    )
    world.stands_in(text, row, "coordination.task.view")
    _clock(world, ctx, key, row, unit, "milestone")
    name = world.canary(key, "C1")
    stored = store_file(ctx, f"{name}.txt", ContentFile(f"验收 {name}".encode()), data_class=C1)
    proof = world.add(
        Evidence.objects.create(
            milestone=row, file=stored, caption=f"说明 {name}", added_at=NOW, added_by="某人"
        )
    )
    world.stands_in(name, proof, "coordination.evidence.view")


def _report(world: World, ctx: Ctx, key: str, task: Task, unit: Unit, months: int, state: str) -> None:
    text = world.canary(key, "C1")
    period = date(MONTH.year, MONTH.month - months, 1)
    row = world.add(
        Report.objects.create(
            task=task, unit=unit, period_on=period, state=state, state_at=NOW, summary=f"进展 {text}",
            obstacles=f"困难 {text}", next_steps=f"打算 {text}", submitted_by="某人", submitted_at=NOW, evidence_count=1,
            review_note=f"意见 {text}",
        )
    )  # fmt: skip
    world.stands_in(text, row, "coordination.report.view")
    ReportFigure.objects.create(report=row, label="完成数", value=Decimal(3), unit="个", origin="typed")
    name = world.canary(key, "C1")
    stored = store_file(ctx, f"{name}.txt", ContentFile(f"佐证 {name}".encode()), data_class=C1)
    proof = world.add(
        Evidence.objects.create(
            report=row, file=stored, caption=f"说明 {name}", added_at=NOW, added_by="某人"
        )
    )
    world.stands_in(name, proof, "coordination.evidence.view")


def _slip(world: World, key: str, task: Task, unit: Unit, number: int, state: str) -> None:
    text = world.canary(key, "C1")
    row = world.add(
        Slip.objects.create(
            number=f"督〔2020〕{len(world.of('coordination.slip')) + 1:04d}号", task=task, unit=unit, level="blue", cause="leader", reason=f"事由 {text}",
            upstream=f"下游 {text}", reply=f"答复 {text}", issued_at=NOW, issued_by="office君", state=state, state_at=NOW,
        )
    )  # fmt: skip
    world.stands_in(text, row, "coordination.slip.view")


def _clock(world: World, ctx: Ctx, key: str, subject: models.Model, unit: Unit, kind: str) -> None:
    text = world.canary(key, "C1")
    clock = start_clock(
        ctx, kind, subject, unit_id=unit.pk, title=f"事项 {text}", link="/inbox/", due_on=NOW.date()
    )
    world.stands_in(text, world.add(clock), "deadlines.clock.view")


def _numbers(world: World) -> None:
    ctx = world.people["office"].ctx()
    for key in ("a", "b"):
        text, proof = world.canary(key, "C1"), world.canary(key, "C1")
        stored = store_file(ctx, f"{proof}.txt", ContentFile(f"台账 {proof}".encode()), data_class=C1)
        indicator = world.add(
            Indicator.objects.create(
                code=f"house_{key}", name=f"指标{key}", definition="数一数", unit="个", owner=world.units[key],
                numerator_label="个数", basis="方案",
            )
        )  # fmt: skip
        row = world.add(
            Observation.objects.create(
                indicator=indicator, period_on=date(2021, 4, 1), area=DISTRICT, numerator=4, value=4, origin="typed",
                source=f"台账 {text}", recorded_by="某人", evidence=stored, recorded_unit=world.units[key].name, recorded_at=NOW,
            )
        )  # fmt: skip
        world.stands_in(text, row, "targets.indicator.view")
        world.stands_in(proof, row, "targets.indicator.view")


def _machines(world: World) -> None:
    """A letter to each person, a token and a saved view of some."""
    for key, person in list(world.people.items()):
        text = world.canary(key, "C1")
        notice = Notice.objects.create(
            key=f"house-{key}",
            user=person.user,
            kind="house",
            title="来信",
            sentence=f"内容 {text}",
            made_at=NOW,
        )
        world.stands_in(text, world.add(notice), "notices.notice.view")
        view = world.canary(key, "C1")
        saved = SavedView.objects.create(
            user=person.user, list_name="coordination.task", name="常用", query=f"q={view}", saved_at=NOW
        )
        world.stands_in(view, saved, "own")
        name = world.canary(key, "C1")
        token = Token.objects.create(
            name=name, prefix="ty_house", digest=f"digest-{key}", post=person.post, scopes=["coordination.task.view"],
            made_at=NOW, expires_at=datetime(2031, 1, 1, tzinfo=NOW.tzinfo),
        )  # fmt: skip
        world.stands_in(name, world.add(token), "api.token.view")
    world.add(
        Delivery.objects.create(
            notice=world.of("notices.notice")[0],
            channel="sms",
            state="undelivered",
            made_at=NOW,
            error="停机",
        )
    )


def _make_extra(world: World) -> None:
    """Rows of every app that was added later and says how to make them: ``tests/<floor>/<app>/house_rows.py``.

    ``make(a, b, now)`` gives a row of each of two units; ``stock(world)`` puts rows and canaries into the world itself.
    """
    import importlib.util

    files = Path(__file__).parents[1].glob("*/*/house_rows.py")
    for path in sorted(files, key=lambda path: (FLOORS.index(path.parts[-3]), path.parent.name)):
        spec = importlib.util.spec_from_file_location(f"house_rows_{path.parent.name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "stock"):
            module.stock(world)
            continue
        for row in module.make(world.units["a"], world.units["b"], NOW):
            world.add(row)


def _journal(world: World) -> None:
    """An entry with a canary, written last: the journal shows its newest page first, and the apps above write in it."""
    text = world.canary("journal", "C1")
    entry = Entry(
        at=NOW, actor_kind="person", user_id=None, actor_name="某人", unit_name="", role="", verb="people.user.reveal",
        object_label="people.user", object_id="1", object_title=f"对象 {text}", fields="mobile", purpose=f"目的 {text}",
        basis="", result="ok", note=f"说明 {text}", request_id="house",
    )  # fmt: skip
    entry.save()
    world.stands_in(text, world.add(entry), "audit.entry.view")


def label_of(action: Action) -> str:
    return f"{action.app}.{action.noun}"
