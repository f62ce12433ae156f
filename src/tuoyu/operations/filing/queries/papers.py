"""The papers by which an institution goes on to meet what it was filed on, and until when each of them holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import Material
from tuoyu.operations.filing.policy import material_rules_at
from tuoyu.operations.filing.rules.material import MaterialRule, holds_until

GRANTED = (CaseState.ACCEPTED.value, CaseState.VERIFIED.value)


@dataclass(frozen=True, slots=True)
class Paper:
    """The newest paper of a kind; ``until`` is the last day on which it counts, None: it does not end."""

    rule: MaterialRule
    material: Material
    until: date | None

    def ends_by(self, day: date) -> bool:
        return self.until is not None and self.until <= day


def materials_at(institution_ids: Iterable[int]) -> QuerySet[Material]:
    """Every paper of every case of some institutions that the caller may see whole, or whose papers it counts."""
    rows = Material.objects.unscoped("papers of visible institutions")
    return rows.filter(case__institution__in=list(institution_ids))


def papers_of(ctx: Ctx, institution_ids: Iterable[int]) -> dict[int, list[Paper]]:
    """Institution → its newest paper of each kind, in the order of the table. Of institutions the caller may see whole."""
    rows = materials_at(institution_ids).filter(case__state__in=GRANTED, removed_at__isnull=True)
    newest: dict[int, dict[str, Material]] = defaultdict(dict)
    for row in rows.select_related("case", "file").order_by("pk"):
        newest[row.case.institution_id][row.code] = row
    rules = material_rules_at(ctx.today, ctx.area)
    return {
        institution: [
            Paper(
                rule,
                found[rule.code],
                holds_until(rule, found[rule.code].issued_on, found[rule.code].expires_on),
            )
            for rule in rules
            if rule.code in found
        ]
        for institution, found in newest.items()
    }
