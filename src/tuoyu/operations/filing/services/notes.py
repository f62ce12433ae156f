"""Telling the tax bureau which branches a chain has (方案 8)."""

from __future__ import annotations

from pathlib import Path

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.papers.numbers import number_text
from tuoyu.foundation.papers.paper import Paper
from tuoyu.foundation.papers.policy import letter_pattern_at
from tuoyu.foundation.papers.services import store_paper, take_number
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import IssueNote
from tuoyu.operations.filing.models import TaxNote
from tuoyu.operations.filing.policy import tax_basis_at
from tuoyu.operations.filing.queries.notes import ChainNote, chain_note
from tuoyu.operations.filing.services.receipts import LETTERS, organ_of
from tuoyu.registers.institutions.models import Institution

READER = "unit_officer"
_TEMPLATE = Path(__file__).resolve().parents[1] / "papers" / "tax_note.typ"
NOTE_PAPER = Paper("filing.tax_note", "托育机构连锁分支合并纳税告知单", _TEMPLATE)


@service(permissions.ISSUE_NOTE)
def issue_note(ctx: Ctx, command: IssueNote) -> TaxNote:
    """The branches as they stand go to the tax bureau: numbered, as a paper, with a notice to its officers."""
    rows = Institution.objects.select_related("operator")
    head = require(ctx, permissions.ISSUE_NOTE, rows, command.institution_id, lock=True)
    found = chain_note(ctx, head)
    if found.to_unit is None or not found.verdict.is_ok:
        raise Refused(found.verdict)
    note = TaxNote(
        number=_number(ctx),
        institution=head,
        to_unit=found.to_unit,
        agreement=found.agreement,
        rows=[row.as_json() for row in found.rows],
        branch_count=len(found.rows),
        issued_at=ctx.now,
        issued_by=ctx.actor.name,
    )
    note.paper = store_paper(ctx, NOTE_PAPER, _content(ctx, note, found), f"合并纳税告知单 {note.number}.pdf")
    note.save(force_insert=True)
    _tell(ctx, note)
    journal(
        ctx, permissions.ISSUE_NOTE, note, fields=("number", "rows", "paper"), note="；".join(found.changes)
    )
    return note


def _number(ctx: Ctx) -> str:
    """Notes are numbered with the other letters of the organ: they bear the same mark."""
    serial = take_number(ctx, LETTERS, ctx.today.year)
    pattern = letter_pattern_at(ctx.today, ctx.area)
    return number_text(pattern, area=ctx.area, year=ctx.today.year, serial=serial)


def _content(ctx: Ctx, note: TaxNote, found: ChainNote) -> dict[str, object]:
    head = note.institution
    return {
        "organ": organ_of(ctx),
        "number": note.number,
        "issued_on": ctx.today,
        "to": note.to_unit.name,
        "head": head.name,
        "uscc": head.operator.uscc,
        "agreement": note.agreement,
        "is_again": found.last is not None,
        "last": found.last.number if found.last else "",
        "basis": tax_basis_at(ctx.today, ctx.area).article,
        "rows": [
            [row.name, row.uscc, row.nature, row.address, row.registered_on, row.filed_on, row.number]
            for row in found.rows
        ],
    }


def _tell(ctx: Ctx, note: TaxNote) -> None:
    news = NewNotice(
        key=f"filing.note:{note.pk}",
        kind="filing.note",
        title="收到合并纳税告知单",
        sentence=f"{note.institution.name}的 {note.branch_count} 家分支可合并缴纳企业所得税，告知单 {note.number}。"[
            :300
        ],
        link=f"/filing/notes/{note.pk}/",
    )
    notify(ctx, news, unit=note.to_unit, role=READER)
