"""The verbs of credit. Apps that decide call them with the house's own ``ctx``; nobody else writes."""

from __future__ import annotations

from typing import Any

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.registers.credit.commands import EndFact, RecordFact
from tuoyu.registers.credit.events import FactEnded, FactRecorded
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.permissions import END_FACT, RECORD_FACT
from tuoyu.registers.credit.policy import display_months_at
from tuoyu.registers.credit.queries import noted_of
from tuoyu.registers.credit.rules import display_of, may_end, may_record
from tuoyu.registers.credit.words import EndReason, FactKind, Severity, SubjectKind

RECORDED = ("kind", "severity", "subject_kind", "subject_key", "source_key", "display_until_on", "is_public")
ENDED = ("ended_on", "end_reason", "end_note")


@service(RECORD_FACT)
def record_fact(ctx: Ctx, command: RecordFact) -> CreditFact:
    """Remember a fact; ``FactRecorded`` is announced. The same source again gives the row there is, unchanged.

    Raises ``Refused`` (422) where ``rules.may_record`` says no, ``ValueError`` for a word that is none of ``words``.
    """
    require_any(ctx, RECORD_FACT)
    demand(may_record(command, ctx.today), status=422)
    rows = CreditFact.objects.unscoped("the same source is recorded once")
    fact, is_new = rows.get_or_create(source_key=command.source_key, defaults=_columns(ctx, command))
    basis = f"{command.source_title} {command.source_number}".strip()
    if not is_new:
        journal(ctx, RECORD_FACT, fact, basis=basis, note=f"{command.source_key} 已经记过，没有改动")
        return fact
    announce(FactRecorded(fact.pk, fact.subject_kind, fact.subject_key))
    journal(ctx, RECORD_FACT, fact, fields=RECORDED, basis=basis)
    return fact


@service(END_FACT)
def end_fact(ctx: Ctx, command: EndFact) -> CreditFact:
    """From ``ended_on`` the fact no longer stands and is no longer shown; ``FactEnded`` is announced."""
    fact = require(ctx, END_FACT, CreditFact.objects.all(), command.fact_id, lock=True)
    reason, on = EndReason(command.reason), command.ended_on or ctx.today
    months = display_months_at(ctx.today, ctx.area)
    demand(may_end(noted_of(fact), reason, on, ctx.today, months))
    fact.ended_on, fact.end_reason, fact.end_note = on, reason.value, command.note.strip()[:200]
    fact.save(update_fields=ENDED)
    announce(FactEnded(fact.pk, fact.subject_kind, fact.subject_key))
    journal(ctx, END_FACT, fact, fields=ENDED, basis=fact.end_note, note=f"{reason.label} {on:%F}")
    return fact


def _columns(ctx: Ctx, command: RecordFact) -> dict[str, Any]:
    months = display_months_at(ctx.today, ctx.area)
    shown_from, shown_until = display_of(command.severity, command.decided_on, months)
    return {
        "kind": FactKind(command.kind).value,
        "severity": Severity(command.severity).value,
        "subject_key": command.subject_key,
        **_subject(SubjectKind(command.subject_kind), command.subject_name.strip()),
        "area_code": command.area_code or ctx.area,
        "source_unit_id": command.source_unit_id,
        "source_title": command.source_title.strip(),
        "source_number": command.source_number.strip(),
        "source_file_id": command.source_file_id,
        "source_link": command.source_link,
        "decided_on": command.decided_on,
        "display_from_on": shown_from,
        "display_until_on": shown_until,
        "rule_fingerprint": months.fingerprint,
        "is_public": command.is_public,
        "recorded_at": ctx.now,
        "recorded_by": ctx.actor.name,
    }


def _subject(kind: SubjectKind, name: str) -> dict[str, Any]:
    """A person's name is sealed, a body's stands open."""
    if kind is SubjectKind.PRACTITIONER:
        return {"subject_kind": kind.value, "person_name": Secret(name)}
    return {"subject_kind": kind.value, "body_name": name}
