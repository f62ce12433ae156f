"""Who hears of a finding: the head of the institution, the lead of the department."""

from __future__ import annotations

from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.notices.words import Urgency
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.words.findings import Severity

LEAD, HEAD = "inspection_lead", "institution_head"


def finding_link(finding: Finding) -> str:
    return f"/supervision/findings/{finding.pk}/"


def tell_institution(ctx: Ctx, finding: Finding, sentence: str) -> None:
    """Nobody is told where the institution has no account yet."""
    if finding.institution.unit is not None:
        notify(ctx, _news(ctx, finding, sentence, "head"), unit=finding.institution.unit, role=HEAD)


def tell_department(ctx: Ctx, finding: Finding, sentence: str) -> None:
    notify(ctx, _news(ctx, finding, sentence, "lead"), unit=finding.unit, role=LEAD)


def _news(ctx: Ctx, finding: Finding, sentence: str, to: str) -> NewNotice:
    is_urgent = finding.severity == Severity.GRAVE.value and to == "head"
    return NewNotice(
        key=f"supervision.finding:{finding.pk}:{to}:{finding.state}:{ctx.now:%Y%m%d%H%M%S}",
        kind="supervision.finding",
        title="检查问题有新情况",
        sentence=sentence[:300],
        link=finding_link(finding),
        urgency=Urgency.URGENT if is_urgent else Urgency.NORMAL,
    )
