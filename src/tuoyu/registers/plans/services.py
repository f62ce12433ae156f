"""The verbs of the plan register. Each is one transaction, journalled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.people.commands import AddUnit
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.services import add_unit
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


@service(permissions.IMPORT)
def import_plan(ctx: Ctx, command: ImportPlan) -> Version:
    """Read an uploaded or pasted plan into a draft. A text without tasks becomes a draft too: the screen says so."""
    require_any(ctx, permissions.IMPORT)
    stored: StoredFile | None = None
    text = command.text
    if command.content:
        text = read_text(command.name, command.content)
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
    """Replace the draft by what the reviewer corrected."""
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
    named = units_of_draft(version)
    unknown = [entry.name for entry in named if entry.unit is None and entry.name not in command.new_units]
    demand(may_be_adopted(version.draft, unknown))
    before = _supersede(ctx, version.area)
    adopted = advance(ctx, VERSION, Version.objects.all(), version.pk, "adopt", changes=_facts(version.draft))
    _write_tasks(adopted, _resolve(ctx, named, command.new_units), before)
    announce(PlanAdopted(adopted.pk, before.pk if before else 0))
    return adopted


@service(permissions.DISCARD)
def discard_plan(ctx: Ctx, command: DiscardPlan) -> Version:
    """Drop a draft; its row and its file stay for the record."""
    return advance(ctx, VERSION, Version.objects.all(), command.version_id, "discard")


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
    return version


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
    """Name → unit; the names that were ticked become units now."""
    units = {entry.name: entry.unit for entry in named if entry.unit is not None}
    for name in new_units:
        if name not in units:
            # A code until somebody gives the unit a better one: the same name always gets the same.
            code = f"u{sha256(name.encode()).hexdigest()[:10]}"
            units[name] = add_unit(
                ctx,
                AddUnit(code, name, name[:32], str(UnitKind.DEPARTMENT), ctx.area, ctx.today, position=900),
            )
    return units


def _write_tasks(version: Version, units: Mapping[str, Unit], before: Version | None) -> None:
    earlier = _earlier_tasks(before)
    for data in version.draft["tasks"]:
        task = Task.objects.create(
            version=version,
            no=data["no"],
            chapter=data.get("chapter") or "",
            section=data.get("section") or "",
            section_title=data.get("section_title") or "",
            title=data["title"],
            clause=data.get("clause", ""),
            measures=data.get("measures", []),
            deadline=data.get("deadline") or "",
            continues=earlier.get(_stem(data["title"])),
        )
        _write_duties(task, data, units)
    numbers = {task.no: task for task in Task.objects.unscoped("just written").filter(version=version)}
    Target.objects.bulk_create(
        _target(version, position, data, numbers) for position, data in enumerate(version.draft["targets"], 1)
    )


def _write_duties(task: Task, data: Mapping[str, Any], units: Mapping[str, Unit]) -> None:
    """A unit that both leads and answers stands once, as lead; two names of one unit stand once."""
    seen: dict[int, Duty] = {}
    pairs = [(DutyKind.LEAD, name) for name in data["lead"]]
    pairs += [(DutyKind.RESPONSIBLE, name) for name in data["responsible"]]
    for position, (kind, name) in enumerate(pairs):
        unit = units[name]
        seen.setdefault(unit.pk, Duty(task=task, unit=unit, kind=str(kind), position=position))
    Duty.objects.bulk_create(seen.values())


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
        note=data.get("note", ""),
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
