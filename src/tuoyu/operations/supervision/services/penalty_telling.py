"""Who is told of a penalty, and what credit remembers of it."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.policy.penalties import Weight, weights_at
from tuoyu.registers.credit.commands import EndFact, RecordFact
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.services import end_fact, record_fact
from tuoyu.registers.credit.words import EndReason, FactKind, Severity, SubjectKind

PARTY, LEAD, DECIDER = "institution_head", "inspection_lead", "unit_head"


def penalty_link(case: Penalty) -> str:
    return f"/supervision/penalties/{case.pk}/"


def tell_party(ctx: Ctx, case: Penalty, title: str, sentence: str) -> None:
    """The people of the institution; nobody where it has no account (papers are served all the same)."""
    if case.institution.unit is not None:
        _tell(ctx, case, case.institution.unit, PARTY, title, sentence)


def tell_lead(ctx: Ctx, case: Penalty, title: str, sentence: str) -> None:
    _tell(ctx, case, case.unit, LEAD, title, sentence)


def tell_decider(ctx: Ctx, case: Penalty, title: str, sentence: str) -> None:
    _tell(ctx, case, case.unit, DECIDER, title, sentence)


def weight_of(ctx: Ctx, kinds: list[str], on: date) -> Weight:
    """The gravest of the kinds by the rules of the day of the decision; shown as soon as one of them is."""
    weights = [weight for kind, weight in weights_at(on, ctx.area).items() if kind in kinds]
    gravest = max((Severity(each.severity) for each in weights), key=lambda each: each.rank)
    return Weight(gravest.value, any(each.is_shown for each in weights))


def tell_credit(ctx: Ctx, case: Penalty, number: str, kinds: list[str], paper_id: int) -> CreditFact:
    """The house records the fact of a decision made today; the same case again gives the same fact."""
    weight = weight_of(ctx, kinds, ctx.today)
    command = RecordFact(
        kind=FactKind.PENALTY.value,
        severity=weight.severity,
        subject_kind=SubjectKind.INSTITUTION.value,
        subject_key=str(case.institution_id),
        subject_name=case.institution.name,
        source_unit_id=case.unit_id,
        source_title="行政处罚决定书",
        source_number=number,
        source_key=f"supervision.penalty:{case.pk}",
        source_link=penalty_link(case),
        source_file_id=paper_id,
        decided_on=ctx.today,
        is_public=weight.is_shown,
    )
    return record_fact(house_of(ctx), command)


def take_back_credit(ctx: Ctx, case: Penalty, note: str) -> None:
    """The decision no longer stands, so nothing stands on it."""
    if case.fact is not None and case.fact.ended_on is None:
        end_fact(house_of(ctx), EndFact(case.fact.pk, EndReason.OVERTURNED.value, ctx.today, note[:200]))


def _tell(ctx: Ctx, case: Penalty, unit: Unit, role: str, title: str, sentence: str) -> None:
    news = NewNotice(
        key=f"supervision.penalty:{case.pk}:{case.state}:{role}:{ctx.now:%Y%m%d%H%M%S}",
        kind="supervision.penalty",
        title=title,
        sentence=sentence[:300],
        link=penalty_link(case),
    )
    notify(ctx, news, unit=unit, role=role)
