"""Wrongs as forms and pages offer them: those that a finding points to come first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from tuoyu.foundation.access.services import allowed
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.offence_files import offences_on
from tuoyu.operations.supervision.permissions.penalties import IMPOSE_PENALTY, OPEN_PENALTY
from tuoyu.operations.supervision.queries.penalties import items_of_findings
from tuoyu.operations.supervision.rules.offences import Offence, pointed_to
from tuoyu.operations.supervision.rules.penalty_spot import offence_is_simple

Choices = list[tuple[str, Any]]


def offence_choices(ctx: Ctx, request: HttpRequest, offences: Sequence[Offence]) -> Choices:
    """In two groups where ``?finding=`` names findings that point to some of them."""
    named = [int(each) for each in request.GET.getlist("finding") if each.isascii() and each.isdigit()]
    first = pointed_to(offences, items_of_findings(ctx, named))
    if not first:
        return _pairs(offences)
    rest = [each for each in offences if each not in first]
    return [("和所选问题有关", _pairs(first)), *([("其他", _pairs(rest))] if rest else [])]


def offences_of_finding(ctx: Ctx, finding: Finding) -> dict[str, Any] | None:
    """What may follow from a finding, for who may open a case of its unit; None where nothing is to be shown."""
    may_open, may_impose = (allowed(ctx, action) for action in (OPEN_PENALTY, IMPOSE_PENALTY))
    if finding.item is None or finding.unit_id not in ctx.actor.unit_ids or not (may_open or may_impose):
        return None
    offences = pointed_to(offences_on(ctx.today, finding.unit.name), {finding.item.code})
    if not offences:
        return None
    query = urlencode({"institution": finding.institution_id, "finding": finding.pk})
    is_spot = may_impose and any(offence_is_simple(each) for each in offences)
    return {
        "offences": offences,
        "open": f"{reverse('supervision:penalty-open')}?{query}" if may_open else "",
        "impose": f"{reverse('supervision:penalty-impose')}?{query}" if is_spot else "",
    }


def _pairs(offences: Iterable[Offence]) -> Choices:
    return [(each.code, f"{each.label}（{each.basis}）") for each in offences]
