"""Two years of quarterly ratings with an appeal, and six evaluations by an invented table, told through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.operations.supervision.commands.ratings import AnswerAppeal, MakeRatings, SubmitAppeal
from tuoyu.operations.supervision.demo.evaluations import seed_evaluations
from tuoyu.operations.supervision.demo.holders import at, head_of
from tuoyu.operations.supervision.models import Rating
from tuoyu.operations.supervision.services.appeals import reject_appeal, submit_appeal, uphold_appeal
from tuoyu.operations.supervision.services.ratings import make_ratings

CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]
QUARTERS = 8
LEAD = "inspection_lead"


def seed_ratings(system: SystemCtx, ctx_of: CtxOf, district: District, today: date) -> int:
    """Returns how many ratings and evaluations were made. Findings and experts should be there before."""
    made = 0
    for quarter in range(QUARTERS, -1, -1):
        day = add_months(today.replace(day=1), -3 * quarter)
        made += make_ratings(system(at(day, 2)), MakeRatings())
    _appeals(ctx_of, today)
    return made + seed_evaluations(system, ctx_of, district, today)


def _appeals(ctx_of: CtxOf, today: date) -> None:
    """Two institutions appeal against their newest rating, one is right; a third still waits."""
    first = today.replace(day=1)
    answers = (
        (uphold_appeal, "到场核实，这一条登记有误，已经去掉。"),
        (reject_appeal, "检查记录和照片清楚，请按期整改。"),
        (None, ""),
    )
    for rating, (answer, words) in zip(_disputable(), answers, strict=False):
        day = min(first + timedelta(days=2), today)
        head = head_of(rating.institution.unit_id, at(day, 9), rating.institution.area_code[:6])
        appeal = submit_appeal(head, SubmitAppeal(rating.pk, (0,), "情况不是这样：当天的记录在另一本上"))
        if answer is not None:
            lead = ctx_of(appeal.officer_unit.code, LEAD, at(min(day + timedelta(days=3), today), 10))
            answer(lead, AnswerAppeal(appeal.pk, words))


def _disputable() -> list[Rating]:
    rows = Rating.objects.unscoped("the demonstration").filter(
        is_newest=True, tenths__gt=0, institution__unit__isnull=False, institution__supervisor__code="wjj"
    )
    return list(rows.select_related("institution__unit").order_by("-tenths", "pk")[:3])
