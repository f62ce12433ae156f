"""Under which regime institutions are admitted, and until when their filings hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.policy import regime_at, transition_at
from tuoyu.operations.filing.rules.opening import Footing
from tuoyu.operations.filing.words import CONVERSION_CLOCK, ReceiptState, Regime
from tuoyu.registers.institutions.models import Institution


def footing_of(institution: Institution, day: date, area: str) -> Footing:
    """What decides which matters may be opened of it on a day."""
    return footings([institution], day, area)[institution.pk]


def footings(institutions: Sequence[Institution], day: date, area: str) -> dict[int, Footing]:
    """The same of many, with one query."""
    held = regimes_held(each.pk for each in institutions)
    today = regime_at(day, area)
    has_lapsed = lapsed_on(Regime.FILING, day, area) is not None
    return {
        each.pk: Footing(
            standing=each.standing,
            has_filed=each.filed_on is not None,
            has_head_office=each.head_office_id is not None,
            today=today,
            held=held.get(each.pk),
            has_lapsed=has_lapsed and held.get(each.pk) is not Regime.PERMIT,
        )
        for each in institutions
    }


def regimes_held(institution_ids: Iterable[int]) -> dict[int, Regime]:
    """Institution → the regime of its valid receipt; who has none is not in it."""
    rows = Receipt.objects.unscoped("under which regime an institution is admitted").filter(
        institution__in=list(institution_ids), state=ReceiptState.VALID.value
    )
    return {pk: Regime(regime) for pk, regime in rows.values_list("institution_id", "case__regime")}


def lapsed_on(held: Regime, day: date, area: str) -> date | None:
    """The last day on which a filing held, where the transition is over; None of what still holds."""
    transition = transition_at(day, area) if held is Regime.FILING else None
    return transition.until if transition is not None and transition.is_over(day) else None


def conversion_clocks(institution_ids: Iterable[int]) -> QuerySet[Clock]:
    """The running clocks of filings that have to become permits. Whoever sees the institution sees its clock."""
    rows = Clock.objects.unscoped("clocks of visible institutions")
    return rows.filter(
        kind=CONVERSION_CLOCK,
        subject_type=Institution._meta.label_lower,
        subject_id__in=list(institution_ids),
        met_on__isnull=True,
        cancelled_on__isnull=True,
    )
