"""Who is told."""

from __future__ import annotations

from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import FilingCase

OFFICER, HEAD = "filing_officer", "institution_head"


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
