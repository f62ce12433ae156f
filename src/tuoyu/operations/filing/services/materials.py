"""Papers of a case: put up, taken down. Nothing that was handed in is ever lost."""

from __future__ import annotations

from django.db.models import QuerySet

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.services import meet_clocks
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C2
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import AddMaterial, RemoveMaterial, RenewMaterial
from tuoyu.operations.filing.flow import CASE, CaseState
from tuoyu.operations.filing.models import FilingCase, Material
from tuoyu.operations.filing.policy import material_rules_at
from tuoyu.operations.filing.queries.cases import materials_of
from tuoyu.operations.filing.queries.papers import GRANTED, Paper, papers_of
from tuoyu.operations.filing.rules.material import dates_are_sound, holds_longer, holds_until, is_in_force
from tuoyu.operations.filing.words import PAPER_CLOCK


@service(permissions.ADD_MATERIAL)
def add_material(ctx: Ctx, command: AddMaterial) -> Material:
    """Put up a paper; an earlier one of the same kind steps back. In a returned case only where it was asked for."""
    case = require(ctx, permissions.ADD_MATERIAL, FilingCase.objects.all(), command.case_id, lock=True)
    demand(CASE.check(case.state, "submit"))
    demand(_is_open(case, command.code))
    known = {rule.code: rule for rule in material_rules_at(ctx.today, ctx.area)}
    if command.code not in known:
        raise Refused.because(
            "filing.material_unknown",
            "没有这种材料。",
            status=422,
            next_step="请从材料清单里选。",
            field="code",
        )
    demand(dates_are_sound(command.issued_on, command.expires_on, ctx.today), status=422)
    _take_down(ctx, materials_of(case).filter(code=command.code))
    material = _keep(ctx, case, command.code, command)
    journal(ctx, permissions.ADD_MATERIAL, material, fields=("code", "file", "issued_on", "expires_on"))
    return material


@service(permissions.REMOVE_MATERIAL)
def remove_material(ctx: Ctx, command: RemoveMaterial) -> Material:
    """Take a paper down before handing in again. Its row and bytes stay."""
    material = require(
        ctx,
        permissions.REMOVE_MATERIAL,
        Material.objects.select_related("case"),
        command.material_id,
        lock=True,
    )
    demand(CASE.check(material.case.state, "submit"))
    demand(_is_open(material.case, material.code))
    _take_down(ctx, materials_of(material.case).filter(pk=material.pk))
    journal(ctx, permissions.REMOVE_MATERIAL, material, fields=("removed_at",))
    return material


@service(permissions.RENEW_MATERIAL)
def renew_material(ctx: Ctx, command: RenewMaterial) -> Material:
    """A paper that goes on from one by which the institution was filed. What was handed in then stays as it was.

    Refused unless the paper is the newest of its kind, and the new one holds today and longer than it.
    """
    old = require(
        ctx,
        permissions.RENEW_MATERIAL,
        Material.objects.select_related("case__institution"),
        command.material_id,
        lock=True,
    )
    paper = _in_force(ctx, old)
    demand(dates_are_sound(command.issued_on, command.expires_on, ctx.today), status=422)
    until = holds_until(paper.rule, command.issued_on, command.expires_on)
    demand(holds_longer(until, paper.until, ctx.today), status=422)
    material = _keep(ctx, old.case, old.code, command, renews=old)
    meet_clocks(ctx, old, kind=PAPER_CLOCK)
    journal(ctx, permissions.RENEW_MATERIAL, material, fields=("code", "file", "issued_on", "expires_on"))
    return material


def carry_papers(ctx: Ctx, case: FilingCase) -> None:
    """What it was admitted by and is still in force need not be shown again: a new case begins with it."""
    papers = papers_of(ctx, [case.institution_id]).get(case.institution_id, ())
    Material.objects.bulk_create(
        Material(
            case=case,
            code=paper.rule.code,
            file=paper.material.file,
            number=paper.material.number,
            issued_on=paper.material.issued_on,
            expires_on=paper.material.expires_on,
            added_at=ctx.now,
            added_by=paper.material.added_by,
        )
        for paper in papers
        if is_in_force(paper.rule, paper.material.issued_on, paper.material.expires_on, ctx.today)
    )


def _keep(
    ctx: Ctx,
    case: FilingCase,
    code: str,
    command: AddMaterial | RenewMaterial,
    renews: Material | None = None,
) -> Material:
    stored = store_file(ctx, command.file.name, command.file.content, data_class=C2)
    material: Material = Material.objects.create(
        case=case,
        renews=renews,
        code=code,
        file=stored,
        number=command.number.strip(),
        issued_on=command.issued_on,
        expires_on=command.expires_on,
        added_at=ctx.now,
        added_by=ctx.actor.name,
    )
    return material


def _in_force(ctx: Ctx, material: Material) -> Paper:
    """The paper as the newest of its kind, by which the institution was filed; refused where it is not."""
    institution = material.case.institution_id
    for paper in papers_of(ctx, [institution]).get(institution, ()):
        if paper.material.pk == material.pk:
            return paper
    if material.case.state in GRANTED:
        raise Refused.because(
            "filing.material_renewed",
            "这份材料已经更新过。",
            next_step="请回到我的机构，看最新的一份。",
        )
    raise Refused.because(
        "filing.material_undecided",
        "这份材料所在的备案还没有办成。",
        next_step="请在备案件里更换材料。",
    )


def _take_down(ctx: Ctx, rows: QuerySet[Material]) -> None:
    rows.update(removed_at=ctx.now)


def _is_open(case: FilingCase, code: str) -> Verdict:
    if case.state != CaseState.RETURNED or f"material.{code}" in case.open_fields:
        return PASSED
    return Verdict.refuse(
        "filing.material_closed",
        "这份材料没有退回补正，不能更换。",
        next_step="只能更换退回的材料。",
        field="code",
    )
