"""Who is told, and in whose name the house writes what a decision means."""

from __future__ import annotations

from dataclasses import replace

from tuoyu.foundation.access.services import SYSTEM_ROLE
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.filing.models import FilingCase

OFFICER, HEAD = "filing_officer", "institution_head"


def house_of(ctx: Ctx) -> Ctx:
    """The house acting on what was decided: registers are written by it, whoever may decide. The name stays in the journal."""
    post = PostRef(0, 0, "系统", SYSTEM_ROLE, ctx.area)
    return replace(ctx, actor=Actor(ActorKind.SYSTEM, ctx.actor.name, ctx.actor.user_id, (post,)))


def case_link(case: FilingCase) -> str:
    return f"/filing/cases/{case.pk}/"


def case_title(case: FilingCase) -> str:
    """What a clock or a notice calls a case."""
    return f"{case.matter} {case.institution.name}"


def tell_officers(ctx: Ctx, case: FilingCase, sentence: str) -> None:
    _tell(ctx, case, sentence, unit=case.officer_unit, role=OFFICER)


def tell_applicant(ctx: Ctx, case: FilingCase, sentence: str) -> None:
    _tell(ctx, case, sentence, unit=case.unit, role=HEAD)


def _tell(ctx: Ctx, case: FilingCase, sentence: str, *, unit: object, role: str) -> None:
    news = NewNotice(
        key=f"filing.case:{case.pk}:{case.state}:{case.round}",
        kind="filing.case",
        title=f"{case.matter}有新进展",
        sentence=sentence[:300],
        link=case_link(case),
    )
    notify(ctx, news, unit=unit, role=role)  # type: ignore[arg-type]
