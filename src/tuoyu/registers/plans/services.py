"""The verbs of the plan register. Each is one transaction, journalled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Model

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.people.commands import AddUnit
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.services import register_unit
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.vault.classes import C0
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.registers.plans import permissions
from tuoyu.registers.plans.commands import AdoptPlan, DiscardPlan, ImportPlan, RevisePlan
from tuoyu.registers.plans.events import PlanAdopted
from tuoyu.registers.plans.flow import VERSION
from tuoyu.registers.plans.models import Duty, Target, Task, Version
from tuoyu.registers.plans.queries import NamedUnit, units_of_draft
from tuoyu.registers.plans.reading import read_text
from tuoyu.registers.plans.rules.draft import draft_of, may_be_adopted
from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.parsed import ParsedPlan
from tuoyu.registers.plans.words import DutyKind, VersionState

NEW_UNITS_LAST = 900

# The clock of a draft: it runs from the import until the draft is adopted or discarded.
REVIEW = ("plan_review",)


@service(permissions.IMPORT)
def import_plan(ctx: Ctx, command: ImportPlan) -> Version:
    """Read an uploaded or pasted plan into a draft. A text without tasks becomes a draft too: the screen says so."""
    require_any(ctx, permissions.IMPORT)
    stored: StoredFile | None = None
    text = command.text
    if command.content:
        text = text or read_text(command.name, command.content)
        stored = store_file(ctx, command.name, command.content, data_class=C0)
    if not text.strip():
        raise Refused.because(
            "plans.empty",
            "没有可读的文字。",
            status=422,
            next_step="请上传方案文件，或把正文粘贴到文本框。",
            field="text",
        )
    return _store_draft(ctx, parse_plan(text), stored)


@service(permissions.IMPORT)
def import_plan_data(ctx: Ctx, plan: ParsedPlan) -> Version:
    """Take a plan that was reviewed before and kept as data (``policy/districts/<code>/plan.yaml``)."""
    require_any(ctx, permissions.IMPORT)
    return _store_draft(ctx, plan, None)


@service(permissions.REVISE)
def revise_plan(ctx: Ctx, command: RevisePlan) -> Version:
    """Replace the draft by what the reviewer corrected. What is too long for its column waits for ``adopt_plan``."""
    version = require(ctx, permissions.REVISE, Version.objects.all(), command.version_id, lock=True)
    if version.state != VersionState.DRAFT:
        raise Refused.because(
            "plans.not_draft",
            f"这份方案{VersionState.label_of(version.state)}，不能再改。",
            next_step="请重新导入一份草稿。",
        )
    version.draft = command.draft
    version.title = str(command.draft.get("title") or version.title)[:200]
    version.doc_no = str(command.draft.get("doc_no") or "")[:64]
    version.save(update_fields=["draft", "title", "doc_no"])
    journal(ctx, permissions.REVISE, version, fields=("draft",))
    return version


@service(permissions.ADOPT)
def adopt_plan(ctx: Ctx, command: AdoptPlan) -> Version:
    """Make the draft the plan in force: its tasks, duties and targets become facts; the earlier version steps back."""
    version = require(ctx, permissions.ADOPT, Version.objects.all(), command.version_id)
    _queue_up(version.area)
    version.refresh_from_db()
    demand(VERSION.check(version.state, "adopt"))
    named = units_of_draft(version)
    unknown = [entry.name for entry in named if entry.unit is None and entry.name not in command.new_units]
    demand(may_be_adopted(version.draft, unknown))
    before = _supersede(ctx, version.area)
    adopted = advance(
        ctx, VERSION, Version.objects.all(), version.pk, "adopt", changes=_facts(version.draft), meets=REVIEW
    )
    tasks = _write_tasks(adopted, before)
    _write_duties(version.draft, tasks, _resolve(ctx, named, command.new_units))
    _write_targets(adopted, tasks)
    announce(PlanAdopted(adopted.pk, before.pk if before else 0))
    return adopted


@service(permissions.DISCARD)
def discard_plan(ctx: Ctx, command: DiscardPlan) -> Version:
    """Drop a draft; its row and its file stay for the record."""
    return advance(ctx, VERSION, Version.objects.all(), command.version_id, "discard", meets=REVIEW)


def _store_draft(ctx: Ctx, plan: ParsedPlan, stored: StoredFile | None) -> Version:
    version = Version.objects.create(
        area=ctx.area,
        doc_no=(plan.doc_no or "")[:64],
        title=(plan.title or "（未读出标题）")[:200],
        text=plan.text,
        source_file=stored,
        draft=draft_of(plan),
        imported_at=ctx.now,
        imported_by=ctx.actor.name,
        state=VERSION.start,
        state_at=ctx.now,
    )
    journal(ctx, permissions.IMPORT, version, fields=("draft", "text"))
    begin(ctx, VERSION, version, permissions.IMPORT.label, permissions.IMPORT)
    _ask_for_review(ctx, version)
    return version


def _ask_for_review(ctx: Ctx, version: Version) -> None:
    """The unit that imported the draft owes its review; the house itself (a command, the demonstration) owes none."""
    for post in ctx.actor.posts[:1]:
        if post.unit_id:
            link = f"/plans/{version.pk}/revise/"
            start_clock(
                ctx,
                *REVIEW,
                version,
                unit_id=post.unit_id,
                title=f"核对导入的方案 {version.title}",
                link=link,
            )


def _queue_up(area: str) -> None:
    """Two drafts adopted at once follow each other: the second supersedes the first, as if it had come later."""
    rows = Version.objects.unscoped("one adoption at a time").filter(area=area)
    list(rows.select_for_update().order_by("pk").values_list("pk"))


def _supersede(ctx: Ctx, area: str) -> Version | None:
    rows = Version.objects.unscoped("the version that steps back").filter(
        area=area, state=VersionState.ADOPTED
    )
    current = rows.first()
    if current is not None:
        advance(ctx, VERSION, Version.objects.all(), current.pk, "supersede")
    return current


def _facts(draft: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a version that its draft decides."""
    days = {f"{name}_on": _day(draft.get(name)) for name in ("signed", "published", "effective", "expires")}
    texts = {name: draft.get(name) or "" for name in ("title", "doc_no", "issuer", "index_no", "unified_no")}
    return {**days, **texts, "valid_years": draft.get("valid_years")}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _resolve(ctx: Ctx, named: list[NamedUnit], new_units: tuple[str, ...]) -> dict[str, Unit]:
    """Name → unit; the names of the draft that were ticked become units now."""
    units: dict[str, Unit] = {}
    for name, unit in ((entry.name, entry.unit) for entry in named):
        if unit is not None:
            units[name] = unit
        elif name in new_units:
            # A code until somebody gives the unit a better one: the same name always gets the same.
            code = f"u{sha256(name.encode()).hexdigest()[:10]}"
            kind = str(UnitKind.DEPARTMENT)
            units[name] = register_unit(
                ctx, AddUnit(code, name, name[:32], kind, ctx.area, ctx.today, position=NEW_UNITS_LAST)
            )
    return units


def _write_tasks(version: Version, before: Version | None) -> dict[int, Task]:
    """Number → task, in the order of the draft."""
    earlier = _earlier_tasks(before)
    rows = [
        Task(
            version=version,
            no=data["no"],
            chapter=_cut(Task, "chapter", data.get("chapter")),
            section=_cut(Task, "section", data.get("section")),
            section_title=_cut(Task, "section_title", data.get("section_title")),
            title=data["title"],
            clause=data.get("clause", ""),
            measures=data.get("measures", []),
            deadline=_cut(Task, "deadline", data.get("deadline")),
            continues=earlier.get(_stem(data["title"])),
        )
        for data in version.draft["tasks"]
    ]
    return {task.no: task for task in Task.objects.bulk_create(rows)}


def _write_duties(draft: Mapping[str, Any], tasks: Mapping[int, Task], units: Mapping[str, Unit]) -> None:
    """A unit that both leads and answers stands once, as lead; two names of one unit stand once."""
    seen: dict[tuple[int, int], Duty] = {}
    for data in draft["tasks"]:
        task = tasks[data["no"]]
        pairs = [(DutyKind.LEAD, name) for name in data["lead"]]
        pairs += [(DutyKind.RESPONSIBLE, name) for name in data["responsible"]]
        for position, (kind, name) in enumerate(pairs):
            duty = Duty(task=task, unit=units[name], kind=str(kind), position=position)
            seen.setdefault((task.no, duty.unit_id), duty)
    Duty.objects.bulk_create(seen.values())


def _write_targets(version: Version, tasks: Mapping[int, Task]) -> None:
    Target.objects.bulk_create(
        _target(version, position, data, tasks) for position, data in enumerate(version.draft["targets"], 1)
    )


def _cut(model: type[Model], column: str, text: str | None) -> str:
    """Headings that nobody reviews are cut to their column; the clause keeps the whole text."""
    length: int = getattr(model._meta.get_field(column), "max_length")  # noqa: B009 - not every field has one
    return (text or "")[:length]


def _target(version: Version, position: int, data: Mapping[str, Any], tasks: Mapping[int, Task]) -> Target:
    value = data.get("value")
    return Target(
        version=version,
        task=tasks.get(data.get("task") or 0),
        position=position,
        metric=data["metric"],
        year=data.get("year"),
        op=data["op"],
        value=None if value is None else Decimal(str(value)),
        unit=data.get("unit", ""),
        note=_cut(Target, "note", data.get("note")),
        sentence=data.get("sentence", ""),
    )


def _earlier_tasks(before: Version | None) -> dict[str, Task]:
    if before is None:
        return {}
    rows = Task.objects.unscoped("tasks that continue").filter(version=before)
    return {_stem(task.title): task for task in rows}


def _stem(title: str) -> str:
    """Titles that differ only in punctuation or spaces name the same task."""
    return re.sub(r"[\s，。、：；“”（）()]+", "", title)
