"""Named reads of credit.

Those without ``ctx`` answer other apps (rating, public pages) by subject and day, past the rights of a reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.registers.credit.limits import DisplayMonths
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.permissions import VIEW_FACT
from tuoyu.registers.credit.policy import display_months_at
from tuoyu.registers.credit.rules import LASTING, Noted, Summary, standing_of, summary_of
from tuoyu.registers.credit.words import Standing, SubjectKind


def facts(ctx: Ctx) -> QuerySet[CreditFact]:
    """Facts the actor may see, each with its unit."""
    return visible(ctx, VIEW_FACT, CreditFact.objects.select_related("source_unit"))


def facts_of(ctx: Ctx, kind: SubjectKind | str, key: str) -> QuerySet[CreditFact]:
    """What the actor may see about one subject, the latest decision first."""
    return facts(ctx).filter(subject_kind=str(kind), subject_key=key)


def facts_with_standing(ctx: Ctx) -> QuerySet[Any]:
    """The same with ``standing`` of today (a word of ``Standing``)."""
    return with_standing(facts(ctx), ctx.today)


def standing_facts(
    kinds: Iterable[SubjectKind | str], keys: Iterable[str], on: date
) -> dict[tuple[str, str], list[CreditFact]]:
    """(subject kind, subject key) → facts that stand on the day, the latest first; one statement for many subjects.

    Subjects without any are not in it. A key that is asked of one kind may be answered for another that has it too.
    """
    rows = CreditFact.objects.unscoped("what stands about the subjects that another app asks about").filter(
        subject_kind__in=[str(kind) for kind in kinds], subject_key__in=list(keys)
    )
    found: dict[tuple[str, str], list[CreditFact]] = defaultdict(list)
    for fact in with_standing(rows, on).filter(standing=Standing.STANDING.value):
        found[fact.subject_kind, fact.subject_key].append(fact)
    return dict(found)


def summary_for(kind: SubjectKind | str, key: str, on: date) -> Summary:
    """How many facts of which kind and severity stand about one subject on the day."""
    rows = CreditFact.objects.unscoped("what stands about one subject").filter(
        subject_kind=str(kind), subject_key=key
    )
    return summary_of(map(noted_of, rows), on)


def public_facts(on: date) -> QuerySet[CreditFact]:
    """What everybody may see on the day: meant for the public, within its display, not ended. Never of a person."""
    rows = CreditFact.objects.unscoped("shown to everybody").filter(
        is_public=True, display_from_on__lte=on, display_until_on__gte=on
    )
    return rows.filter(_not_ended(on)).select_related("source_unit")


def fact_from(source_key: str) -> CreditFact | None:
    """The fact that an app recorded from a row of its own; None when it recorded none."""
    rows = CreditFact.objects.unscoped("an app asks for the fact that it wrote")
    return rows.filter(source_key=source_key).first()


def display_months(on: date, area: str) -> DisplayMonths:
    """How long facts are shown by the policy of a day."""
    return display_months_at(on, area)


def noted_of(fact: CreditFact) -> Noted:
    return Noted(fact.kind, fact.severity, fact.decided_on, fact.display_until_on, fact.ended_on)


def standing_on(fact: CreditFact, on: date) -> Standing:
    return standing_of(noted_of(fact), on)


def with_standing(rows: QuerySet[CreditFact], on: date) -> QuerySet[Any]:
    """``standing``: the same as ``rules.standing_of``, said to the database."""
    cases = [
        When(decided_on__gt=on, then=Value(Standing.AHEAD.value)),
        When(ended_on__lte=on, then=Value(Standing.ENDED.value)),
        When(kind__in=sorted(LASTING), then=Value(Standing.STANDING.value)),
        When(display_until_on__isnull=True, then=Value(Standing.KEPT.value)),
        When(display_until_on__lt=on, then=Value(Standing.LAPSED.value)),
    ]
    standing = Case(*cases, default=Value(Standing.STANDING.value), output_field=CharField())
    return rows.annotate(standing=standing)


def _not_ended(on: date) -> Q:
    return Q(ended_on__isnull=True) | Q(ended_on__gt=on)
