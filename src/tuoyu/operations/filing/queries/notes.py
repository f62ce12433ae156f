"""What the tax bureau was told of a chain, and what there is to tell."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.filing.models import TaxNote
from tuoyu.operations.filing.permissions import VIEW_NOTE
from tuoyu.operations.filing.policy import tax_unit_at
from tuoyu.operations.filing.queries.cases import receipts_of
from tuoyu.operations.filing.rules.notes import NoteRow, changes_of, may_issue, roster_of
from tuoyu.operations.filing.words import ReceiptState, Roster
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import agreement_in_force, branches_of
from tuoyu.registers.institutions.words import Nature


@dataclass(frozen=True, slots=True)
class ChainNote:
    """What there is to tell of a head office: its filed branches, the note before, what changed, and whether one may go out."""

    rows: tuple[NoteRow, ...]
    last: TaxNote | None
    roster: Roster
    changes: tuple[str, ...]
    agreement: str
    verdict: Verdict
    to_unit: Unit | None


def notes(ctx: Ctx) -> QuerySet[TaxNote]:
    """Notes the actor may view."""
    return visible(ctx, VIEW_NOTE, TaxNote.objects.select_related("institution", "to_unit"))


def chain_note(ctx: Ctx, head: Institution) -> ChainNote:
    """Of a head office that the caller may see, or about which it decides."""
    rows = tuple(note_rows(head))
    last = notes_of(head).first()
    told = None if last is None else [NoteRow.read(row) for row in last.rows]
    roster = roster_of(told, rows)
    agreement = agreement_in_force(head, ctx.today)
    to_unit = tax_unit(ctx)
    verdict = may_issue(
        roster, len(rows), has_agreement=agreement is not None, has_tax_unit=to_unit is not None
    )
    changes = tuple(changes_of(told, rows)) if told is not None else ()
    return ChainNote(rows, last, roster, changes, agreement.number if agreement else "", verdict, to_unit)


def notes_of(head: Institution) -> QuerySet[TaxNote]:
    """Every note about one head office, the newest first."""
    rows = TaxNote.objects.unscoped("notes about a visible head office")
    return rows.filter(institution=head).order_by("-issued_at", "-pk")


def note_rows(head: Institution) -> list[NoteRow]:
    """The branches that hold a valid receipt, by name; one statement."""
    valid = receipts_of(OuterRef("pk")).filter(state=ReceiptState.VALID.value)
    rows = branches_of(head).select_related("operator").annotate(receipt=Subquery(valid.values("number")[:1]))
    return [_row(branch) for branch in rows.filter(receipt__isnull=False)]


def tax_unit(ctx: Ctx) -> Unit | None:
    """The unit that the tax bureau is here."""
    code = tax_unit_at(ctx.today, ctx.area)
    return units_by_code([code]).get(code) if code else None


def _row(branch: Institution) -> NoteRow:
    operator = branch.operator
    return NoteRow(
        name=branch.name,
        uscc=operator.uscc,
        nature=Nature.label_of(operator.nature),
        address=branch.address,
        registered_on=branch.registered_on.isoformat() if branch.registered_on else "",
        filed_on=branch.filed_on.isoformat() if branch.filed_on else "",
        number=str(vars(branch)["receipt"]),
    )
